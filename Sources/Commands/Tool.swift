import CommandLineKit

/// The tool as a function: words in, status out.
package enum Tool {
    package static let name = "kubelb-ctl"
    /// The name under which kubectl takes it for a plugin, `kubectl kubelb-ctl`.
    package static let pluginName = "kubectl-kubelb_ctl"

    /// All subcommands, in the order of the help; one line each.
    static let commands: [any Subcommand] = [
        StatusCommand(), TraceCommand(), VerifyCommand(), LogsCommand(), EventsCommand(), DoctorCommand(),
        CleanupCommand(), CollectCommand(), ConfigCommand(), ExplainCommand(), ChecksCommand(), CompletionCommand(),
        VersionCommand(), OptionsCommand(), HelpCommand(),
        CompleteCommand(),
    ]

    /// How the user calls the tool, from the first word of the process's arguments; nil if by its own name.
    package static func program(startedAs path: String) -> ProgramName? {
        ProgramName(startedAs: path, tool: name, commands: CommandTables.table.commands.flatMap(\.names))
    }

    package static func run(_ words: [String], in environment: Environment) async -> ExitStatus {
        let environment = environment.redacting
        do {
            return try await dispatch(words, environment)
        } catch {
            environment.writeError(error.text)
            return error.status
        }
    }

    /// nil if the line names none, which asks for help.
    static func command(for line: ParsedCommand) -> (any Subcommand)? {
        // Not by `specification`, which describes every option of a command anew.
        zip(commands, CommandTables.table.commands).first { $0.1.name == line.path.first }?.0
    }

    private static func dispatch(
        _ words: [String], _ environment: Environment
    ) async throws(CommandFailure) -> ExitStatus {
        let parsed: ParsedCommand
        do {
            // As other tools have it.
            parsed = try CommandTables.table.parse(words.first == "--version" ? ["version"] + words.dropFirst() : words)
        } catch {
            throw CommandFailure(error)
        }
        if parsed.wantsHelp {
            environment.writeOutput(HelpCommand.text(for: parsed.path, environment))
            return .success
        }
        guard let command = command(for: parsed) else {
            environment.writeOutput(HelpCommand.text(for: [], environment))
            return .success
        }
        let line = try TenantArgument.applied(to: parsed)
        // Each pair has settings of its own.
        if AllPairsRun.isRequested(line) { return try await AllPairsRun(line: line, environment: environment).run() }
        return try await command.run(try Settings.applied(to: line, environment), in: environment)
    }
}
