import CommandLineKit
import Documents

/// `kubelb-sandbox fault`: breaks a part of a running sandbox, and fixes it.
enum FaultCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "fault", summary: "Inject and clear faults in the sandbox",
            discussion: "Each fault is described by the symptoms it causes.",
            subcommands: [
                CommandSpec(
                    name: "list", summary: "List all faults", options: RunningSandboxOptions.options.specs(),
                    examples: [("kubelb-sandbox fault list", "List all faults and mark the injected ones")]),
                CommandSpec(
                    name: "inject", summary: "Inject a fault",
                    arguments: [ArgumentSpec(placeholder: "NAME", summary: "A name from kubelb-sandbox fault list")],
                    options: FaultOptions.options.specs(),
                    examples: [
                        ("kubelb-sandbox fault inject ccm-scaled-down", "Stop the CCM"),
                        (
                            "kubelb-sandbox fault inject node-ports-blocked --tenant demo-2",
                            "Block the node ports of one tenant"
                        ),
                    ]),
                CommandSpec(
                    name: "clear", summary: "Clear injected faults",
                    arguments: [
                        ArgumentSpec(
                            placeholder: "NAME", summary: "An injected fault (default: all)", isOptional: true)
                    ],
                    options: FaultOptions.options.specs(),
                    examples: [("kubelb-sandbox fault clear", "Clear all faults")]),
            ])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            if command.path.last == "list" {
                let directory = try RunningSandboxOptions(command).directory.path()
                // Without a sandbox the list is as long, and nothing is injected.
                let active = try? await ControlClient(directory: directory).ask(.faults)
                StandardStream.output.write(SandboxStatusText.faults(active?["names"]?.array ?? []))
                return
            }
            let options = try FaultOptions(command)
            let directory = try options.directory.path()
            switch command.path.last {
            case "inject":
                let name = try known(options.arguments.first ?? "")
                let answer = try await ControlClient(directory: directory).ask(
                    .inject(fault: name, tenant: options.tenant))
                StandardStream.output.write("injected \(name): \(answer["summary"]?.string ?? "")\n")
            default:
                let name = try options.arguments.first.map(known)
                let answer = try await ControlClient(directory: directory).ask(
                    .clear(fault: name, tenant: options.tenant))
                let cleared = (answer["cleared"]?.array ?? []).compactMap(\.string)
                StandardStream.output.write(
                    cleared.isEmpty ? "no faults were injected\n" : "cleared \(cleared.joined(separator: ", "))\n")
            }
        }

        private static func known(_ name: String) throws(UsageError) -> String {
            guard SandboxFault.named(name) == nil else { return name }
            throw UsageError(
                message: "unknown fault \"\(name)\"",
                hint: "run: kubelb-sandbox fault list", command: "fault")
        }
    #else
        static func run(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
