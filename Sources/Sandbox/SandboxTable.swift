import CommandLineKit

/// The command table of kubelb-sandbox.
package enum SandboxTable {
    package static var table: CommandTable {
        CommandTable(
            toolName: "kubelb-sandbox",
            summary: "Example clusters for a first try of kubelb-ctl",
            commands: [example],
            globalOptions: [],
            exitStatuses: [(0, "done"), (1, "failed"), (2, "usage error")],
            environment: [],
            footer: "")
    }

    private static var example: CommandSpec {
        CommandSpec(
            name: "example",
            summary: "Write a bundle of two small example clusters",
            discussion: "The clusters are healthy but for the fault asked for:\n"
                + ExampleFault.all.map { "\($0.name): \($0.summary)." }.joined(separator: "\n"),
            arguments: [
                ArgumentSpec(
                    placeholder: "DIR", summary: "A directory that does not exist yet", isRepeated: false,
                    isOptional: false)
            ],
            options: [
                OptionSpec(
                    name: "fault", kind: .value(placeholder: "NAME"), choices: ExampleFault.all.map(\.name),
                    defaultValue: "none", summary: "What is wrong with the clusters", group: "Example")
            ],
            examples: [("kubelb-sandbox example --fault no-endpoints ./bundle", "A Service without ready endpoints")])
    }
}
