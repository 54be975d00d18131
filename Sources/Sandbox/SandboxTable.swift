import CommandLineKit

/// The command table of kubelb-sandbox.
package enum SandboxTable {
    package static var table: CommandTable {
        CommandTable(
            toolName: "kubelb-sandbox",
            summary: "Run KubeLB on one machine, to try kubelb-ctl",
            commands: [
                UpCommand.spec, DownCommand.spec, StatusCommand.spec, FaultCommand.spec, ServeCommand.spec,
                ExampleCommand.spec, ControllerCommands.ccm, ControllerCommands.manager,
            ],
            globalOptions: [],
            exitStatuses: [(0, "done"), (1, "failed"), (2, "usage error")],
            environment: [],
            footer: "")
    }
}
