/// A command line that was understood.
package struct ParsedCommand: Sendable {
    /// The command's own names from the outermost, as `["status"]`; empty for the tool itself, which only happens with
    /// `wantsHelp`.
    package let path: [String]
    /// nil where `path` is empty.
    package let spec: CommandSpec?
    package private(set) var arguments: [String]
    package private(set) var options: ParsedOptions
    /// Whether help was requested: nothing after `--help` is parsed, and arguments may be missing.
    package let wantsHelp: Bool
    private let scope: [OptionSpec]
    /// What counts where an option is not given, before its default.
    private var configured: [String: [String]] = [:]

    init(
        path: [String], spec: CommandSpec?, arguments: [String] = [], options: ParsedOptions = ParsedOptions(),
        wantsHelp: Bool = false, scope: [OptionSpec] = []
    ) {
        self.path = path
        self.spec = spec
        self.arguments = arguments
        self.options = options
        self.wantsHelp = wantsHelp
        self.scope = scope
    }

    /// The same command line with values that come from elsewhere: they count after those given, and before the options'
    /// defaults. Values of an earlier call are forgotten.
    ///
    /// `values` are by the names of options; a flag's is `true` or `false`. Options that the command does not take are
    /// passed over, and so are values that it has no choice for.
    package func configured(with values: [String: [String]]) -> ParsedCommand {
        var command = self
        command.configured = values.filter { name, values in
            guard let option = scope.first(where: { $0.name == name }) else { return false }
            return values.allSatisfy(option.accepts)
        }
        return command
    }

    /// The same command line with other arguments, and with options as if they stood on it. Options that the command does not
    /// take are passed over.
    package func giving(arguments: [String], options: [String: String]) -> ParsedCommand {
        var command = self
        command.arguments = arguments
        for option in scope { if let value = options[option.name] { command.options.record(value, for: option) } }
        return command
    }

    /// Whether an option stands on the command line.
    package func isGiven(_ name: String) -> Bool { !options[name].isEmpty }

    /// Whether the command takes an option.
    package func takes(_ name: String) -> Bool { scope.contains { $0.name == name } }

    /// What sets an option, in order: the values given, else the configured ones; a flag's are `true` and `false`.
    func settings(of name: String) -> [String] { isGiven(name) ? options[name] : configured[name] ?? [] }
}
