/// A text that proves somebody's identity, such as a token: never part of a description.
package struct SecretText: Sendable, Hashable, Redacted {
    package let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { "…" }
}
