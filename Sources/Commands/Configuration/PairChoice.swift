import CommandLineKit

/// Which pair a command line is about.
struct PairChoice: Sendable {
    /// nil: none.
    let pair: Configuration.Pair?
    let origin: Settings.Origin

    /// `--pair` first, then the environment, then the file's default. An empty `--pair` chooses none, whatever the others say.
    init(
        _ line: ParsedCommand, _ environment: Environment, _ configuration: Configuration
    ) throws(CommandFailure) {
        let options = SourceOptions(leniently: line)
        let option = SourceOptions.name(of: \.pair)
        let name: String
        if let given = options.pair {
            (name, origin) = (given, .commandLine)
        } else if options.bundle != nil {
            // A bundle holds both clusters: what counts where nothing is said does not count.
            (name, origin) = ("", .unset)
        } else if let value = environment.variables[ConfigurationKeys.pairVariable], !value.isEmpty {
            (name, origin) = (value, .environment(ConfigurationKeys.pairVariable))
        } else if let value = configuration.defaults[option], let text = value.texts.first {
            (name, origin) = (text, .defaults(value.place))
        } else {
            (name, origin) = ("", .unset)
        }
        guard !name.isEmpty else {
            pair = nil
            return
        }
        guard let pair = configuration.pair(name) else {
            var source = "--\(option)"
            if case .environment(let variable) = origin { source = variable }
            throw CommandFailure(
                .usage, "\(source): unknown pair \(quoted(name)) in \(Self.place(of: configuration))",
                hint: Self.hint(for: name, among: configuration.pairNames))
        }
        self.pair = pair
    }

    private static func place(of configuration: Configuration) -> String {
        guard let path = configuration.path else { return "a configuration file: HOME is not set" }
        return escaped(path) + (configuration.exists ? "" : ", which does not exist")
    }

    /// Those that there are, those that look like the wanted one first.
    static func hint(for name: String, among names: [String]) -> String {
        guard !names.isEmpty else { return "no pairs are defined; see man 5 kubelb-ctl-config" }
        let near = nearest(to: name, in: names)
        let ordered = near + names.filter { !near.contains($0) }
        let shown = ordered.prefix(8).map(quoted).joined(separator: ", ")
        let rest = ordered.count > 8 ? " and \(ordered.count - 8) more" : ""
        return (near.first.map { "did you mean \($0)? " } ?? "") + "available: \(shown)\(rest)"
    }
}
