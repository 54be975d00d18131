/// Why no credential for a cluster is available.
package struct CredentialError: Error, Sendable, Hashable {
    /// One line, names the program or file.
    package let message: String
    /// The last that a plugin wrote to stderr, without credentials, at most a few lines.
    package let detail: String?
    /// What to do about it, such as a plugin's `installHint`.
    package let hint: String?
    /// Nothing is wrong with the credential: the task that asked was cancelled.
    package let isCancellation: Bool

    package init(_ message: String, detail: String? = nil, hint: String? = nil, isCancellation: Bool = false) {
        self.message = message
        self.detail = detail
        self.hint = hint
        self.isCancellation = isCancellation
    }
}
