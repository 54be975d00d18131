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
        VersionCommand(), HelpCommand(),
        CompleteCommand(),
    ]

    package static func run(_ words: [String], in environment: Environment) async -> ExitStatus {
        let environment = environment.redacting
        do {
            return try await dispatch(words, environment)
        } catch {
            environment.writeError(error.text)
            return error.status
        }
    }

    private static func dispatch(
        _ words: [String], _ environment: Environment
    ) async throws(CommandFailure) -> ExitStatus {
        let parsed: ParsedCommand
        do {
            parsed = try CommandTables.table.parse(words)
        } catch {
            throw CommandFailure(error)
        }
        if parsed.wantsHelp {
            environment.writeOutput(HelpCommand.text(for: parsed.path, environment))
            return .success
        }
        guard let word = parsed.path.first, let command = commands.first(where: { $0.specification.name == word })
        else {
            environment.writeOutput(HelpCommand.text(for: [], environment))
            return .success
        }
        let said = try TenantArgument.applied(to: parsed)
        return try await command.run(try Settings.applied(to: said, environment), in: environment)
    }
}

/// One subcommand: its row in the command table, and what it does.
protocol Subcommand: Sendable {
    var specification: CommandSpec { get }
    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus
}
