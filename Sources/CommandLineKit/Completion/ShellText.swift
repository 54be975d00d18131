/// Words as shell scripts write them.
enum ShellText {
    /// In single quotes, in which bash and zsh change nothing.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// As a word of letters, digits and underscores, for names of functions.
    static func identifier(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// What stands at the top of every script.
    static func heading(_ toolName: String, shell: String) -> String {
        "# Completion of \(toolName) for \(shell), generated from its table of commands. Do not edit: make generate.\n"
    }
}
