import CommandLineKit
import Documents

/// `kubelb-sandbox fault`: breaks a part of a running sandbox, and mends it.
enum FaultCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "fault", summary: "Break a part of the sandbox, and mend it",
            discussion: "Each fault says what somebody would see who does not know of it.",
            subcommands: [
                CommandSpec(
                    name: "list", summary: "List all faults", options: [SandboxDirectory.option],
                    examples: [("kubelb-sandbox fault list", "With those that are injected marked")]),
                CommandSpec(
                    name: "inject", summary: "Break a part of the sandbox",
                    arguments: [ArgumentSpec(placeholder: "NAME", summary: "A name of kubelb-sandbox fault list")],
                    options: [SandboxDirectory.option],
                    examples: [("kubelb-sandbox fault inject ccm-scaled-down", "No CCM runs any more")]),
                CommandSpec(
                    name: "clear", summary: "Mend what was broken",
                    arguments: [
                        ArgumentSpec(
                            placeholder: "NAME", summary: "An injected fault; all of them by default", isOptional: true)
                    ],
                    options: [SandboxDirectory.option],
                    examples: [("kubelb-sandbox fault clear", "Everything works again")]),
            ])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            let directory = try SandboxDirectory.path(command)
            switch command.path.last {
            case "list":
                // Without a sandbox the list is as long, and nothing is injected.
                let active = try? await ControlClient(directory: directory).ask(.faults)
                StandardStream.output.write(SandboxStatusText.faults(active?["active"]?.array ?? []))
            case "inject":
                let name = try known(command.arguments.first ?? "")
                let answer = try await ControlClient(directory: directory).ask(.inject(fault: name))
                StandardStream.output.write("injected \(name): \(answer["summary"]?.string ?? "")\n")
            default:
                let name = try command.arguments.first.map(known)
                let answer = try await ControlClient(directory: directory).ask(.clear(fault: name))
                let cleared = (answer["cleared"]?.array ?? []).compactMap(\.string)
                StandardStream.output.write(
                    cleared.isEmpty ? "nothing was injected\n" : "cleared \(cleared.joined(separator: ", "))\n")
            }
        }

        private static func known(_ name: String) throws(UsageError) -> String {
            guard SandboxFault.named(name) == nil else { return name }
            throw UsageError(
                message: "no fault is called \"\(name)\"",
                hint: "see: kubelb-sandbox fault list", command: "fault")
        }
    #else
        static func run(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
