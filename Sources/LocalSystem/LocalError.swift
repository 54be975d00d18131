/// Why the system did not do something.
package struct LocalError: Error, Sendable, Hashable {
    /// One line that names the path or program.
    package let message: String

    package init(_ message: String) {
        self.message = message
    }
}
