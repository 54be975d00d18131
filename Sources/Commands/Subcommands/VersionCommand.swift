import CommandLineKit

/// `kubelb-ctl version`: of the tool alone, so that it works anywhere.
struct VersionCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "version",
            summary: "Show the version of the tool",
            discussion: "Includes the commit if the build recorded it. Does not contact a cluster.",
            examples: [("kubelb-ctl version", "Show the version")])
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let commit = environment.toolCommit.map { " (commit \($0))" } ?? ""
        environment.writeOutput("\(Tool.name) \(environment.toolVersion)\(commit)\n")
        return .success
    }
}
