/// Everything a command touches of the process it runs in; tests bring their own.
package struct Environment: Sendable {
    /// Environment variables.
    package var variables: [String: String]
    /// Columns of the terminal that stdout is; nil where it is none.
    package var terminalWidth: Int?
    package var toolVersion: String
    package var writeOutput: @Sendable (String) -> Void
    package var writeError: @Sendable (String) -> Void

    package init(
        variables: [String: String], terminalWidth: Int?, toolVersion: String,
        writeOutput: @escaping @Sendable (String) -> Void, writeError: @escaping @Sendable (String) -> Void
    ) {
        self.variables = variables
        self.terminalWidth = terminalWidth
        self.toolVersion = toolVersion
        self.writeOutput = writeOutput
        self.writeError = writeError
    }
}
