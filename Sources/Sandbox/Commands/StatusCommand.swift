import CommandLineKit
import Documents

/// `kubelb-sandbox status`: what runs, and which addresses answer where.
enum StatusCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "status", summary: "Show what runs in the sandbox and its addresses",
            options: [
                SandboxDirectory.option,
                OptionSpec(
                    name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: ["text", "json"],
                    defaultValue: "text", summary: "Select the output format", group: "Sandbox"),
            ],
            examples: [("kubelb-sandbox status", "Show clusters, faults and addresses")])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            let status = try await ControlClient(directory: SandboxDirectory.path(command)).ask(.status)
            if command.value("output") == "json" {
                StandardStream.output.write(String(decoding: status.encoded(pretty: true), as: UTF8.self) + "\n")
            } else {
                StandardStream.output.write(SandboxStatusText.text(status))
            }
        }
    #else
        static func run(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
