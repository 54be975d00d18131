import CommandLineKit
import FoundationEssentials

/// Where a sandbox keeps its state when nothing else is said.
enum SandboxDirectory {
    static let option = OptionSpec(
        name: "dir", kind: .value(placeholder: "DIR"),
        summary: "Use this sandbox directory (default: kubelb-sandbox in XDG_STATE_HOME or ~/.local/state)",
        group: "Sandbox", completion: .directory)

    static func path(_ command: ParsedCommand) throws -> String {
        if let given = command.value("dir") { return given }
        let environment = ProcessInfo.processInfo.environment
        func absolute(_ name: String) -> String? {
            environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        guard let parent = absolute("XDG_STATE_HOME") ?? absolute("HOME").map({ "\($0)/.local/state" }) else {
            throw UsageError(message: "neither XDG_STATE_HOME nor HOME is set to a directory", hint: "use --dir")
        }
        return "\(parent)/kubelb-sandbox"
    }
}
