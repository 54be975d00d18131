import CommandLineKit

/// `kubelb-ctl options`, as kubectl has it: what the help of single commands leaves out.
struct OptionsCommand: Subcommand {
    static let name = "options"

    var specification: CommandSpec {
        CommandSpec(
            name: Self.name,
            summary: "List the options that several commands have",
            discussion: """
                Lists the options that select and reach clusters, choose checks and style the output. The help of a command lists \
                only its other options; its manual page lists all.
                """,
            examples: [("kubelb-ctl options", "List the common options")])
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        environment.writeOutput(HelpCommand.text(for: [Self.name], environment))
        return .success
    }
}
