/// A syntax error that ends the reading of a document (RFC 8259).
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Bytes before the place of the error.
    package let offset: Int
    /// The place in the document, `items[3].spec.ports`; empty for the root.
    package let path: String
    package let message: String

    package init(offset: Int, path: String, message: String) {
        self.offset = offset
        self.path = path
        self.message = message
    }

    package var description: String {
        (path.isEmpty ? "" : "\(path): ") + "\(message) at byte \(offset)"
    }
}

/// A value that is well-formed but not of the type asked for. It was skipped; reading went on.
package struct JSONProblem: Sendable, Equatable, CustomStringConvertible {
    package let offset: Int
    package let path: String
    package let message: String

    package var description: String {
        (path.isEmpty ? "" : "\(path): ") + "\(message) at byte \(offset)"
    }
}
