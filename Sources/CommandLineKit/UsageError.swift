/// Why words on the command line could not be understood. Callers print `error:` and `hint:` lines and end with status 2.
package struct UsageError: Error, Sendable, Hashable {
    /// Names the word at fault.
    package let message: String
    /// What may have been meant, or where to read on.
    package let hint: String?
    /// The command whose words they were, as `status`; nil before a command was found.
    package let command: String?

    package init(message: String, hint: String? = nil, command: String? = nil) {
        self.message = message
        self.hint = hint
        self.command = command
    }
}
