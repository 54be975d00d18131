/// Why a kubeconfig does not lead to a cluster. It holds no secret, whatever the kubeconfig is.
package struct KubeconfigError: Error, Sendable, Hashable {
    /// Names the file and the place, one line.
    package let message: String
    /// What to do about it.
    package let hint: String?

    package init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
