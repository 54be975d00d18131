import CommandLineKit
import Documents

/// `kubelb-sandbox status`: what runs, and which addresses answer where.
enum StatusCommand {
    private enum Format: String, CaseIterable {
        case text
        case json
    }

    private struct Options: OptionGroup {
        var directory = SandboxDirectory()
        var format = Format.text

        static var options: [OptionRow<Options>] {
            [
                .group(\.directory),
                .value(
                    \.format, "output", short: "o", .choice("FORMAT", Format.allCases), "Select the output format",
                    group: SandboxDirectory.heading),
            ]
        }
    }

    static var spec: CommandSpec {
        CommandSpec(
            name: "status", summary: "Show what runs in the sandbox and its addresses",
            options: Options.options.specs(),
            examples: [("kubelb-sandbox status", "Show clusters, faults and addresses")])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            let options = try Options(command)
            let status = try await ControlClient(directory: options.directory.path()).ask(.status)
            switch options.format {
            case .json:
                StandardStream.output.write(String(decoding: status.encoded(pretty: true), as: UTF8.self) + "\n")
            case .text: StandardStream.output.write(SandboxStatusText.text(status))
            }
        }
    #else
        static func run(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
