import CommandLineKit

/// `kubelb-ctl version`: of the tool alone, so that it works anywhere.
struct VersionCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "version",
            summary: "Show the version of the tool",
            discussion: "With the commit that it was built from, where the build was told. Asks no cluster.",
            arguments: [],
            options: [],
            examples: [("kubelb-ctl version", "The version")])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let commit = environment.toolCommit.map { " (commit \($0))" } ?? ""
        environment.writeOutput("\(Tool.name) \(environment.toolVersion)\(commit)\n")
        return .success
    }
}
