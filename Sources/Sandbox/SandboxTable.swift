import CommandLineKit

/// The command table of kubelb-sandbox.
package enum SandboxTable {
    package static var table: CommandTable {
        CommandTable(
            toolName: "kubelb-sandbox",
            summary: "Example clusters for a first try of kubelb-ctl",
            commands: [ExampleCommand.spec, ServeCommand.spec],
            globalOptions: [],
            exitStatuses: [(0, "done"), (1, "failed"), (2, "usage error")],
            environment: [],
            footer: "")
    }
}
