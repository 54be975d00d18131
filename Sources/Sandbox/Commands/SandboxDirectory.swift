import CommandLineKit
import FoundationEssentials

/// Where a sandbox keeps its state.
struct SandboxDirectory: OptionGroup {
    static let heading = "Sandbox"
    /// As given; nil for the default.
    private var given: String?

    static var options: [OptionRow<SandboxDirectory>] {
        [
            .value(
                \.given, "dir", .text("DIR", completion: .directory),
                "Use this sandbox directory (default: kubelb-sandbox in XDG_STATE_HOME or ~/.local/state)")
        ]
    }

    /// - Throws: `UsageError`, if none is given and the environment names no directory for state.
    func path() throws(UsageError) -> String {
        if let given { return given }
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

/// The options of commands that only need to know the sandbox, and their arguments.
struct RunningSandboxOptions: OptionGroup {
    var directory = SandboxDirectory()
    private(set) var arguments: [String] = []

    static var options: [OptionRow<RunningSandboxOptions>] { [.group(\.directory)] }

    mutating func check(_ given: GivenOptions<RunningSandboxOptions>) { arguments = given.line.arguments }
}

/// The options of what changes a tenant of a running sandbox.
struct FaultOptions: OptionGroup {
    static let heading = SandboxDirectory.heading

    var directory = SandboxDirectory()
    var tenant: String?
    private(set) var arguments: [String] = []

    static var options: [OptionRow<FaultOptions>] {
        [
            .group(\.directory),
            .value(
                \.tenant, "tenant", .text("NAME"),
                "Select the tenant (default: the first one; to clear, every tenant)"),
        ]
    }

    mutating func check(_ given: GivenOptions<FaultOptions>) { arguments = given.line.arguments }
}
