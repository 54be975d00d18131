/// A bundle, or a file of one, that cannot be read.
package struct BundleError: Error, Sendable, Hashable {
    /// Names the path at fault.
    package let message: String
    package let hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
