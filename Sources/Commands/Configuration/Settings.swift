import CommandLineKit
import Documents
import Reports

/// What counts for one command line, and where it comes from: the command line itself, else the environment, else the chosen
/// pair of the configuration file, else its defaults, else what is built in.
struct Settings: Sendable {
    enum Origin: Sendable, Hashable {
        case commandLine
        /// The variable.
        case environment(String)
        case pair(String, YAMLMark)
        case defaults(YAMLMark)
        case builtIn
        case unset
    }

    struct Setting: Sendable {
        let key: ConfigurationKey
        /// None where it is not set; one, but of lists.
        let values: [String]
        let origin: Origin
    }

    let settings: [Setting]
    let pair: Configuration.Pair?

    /// - Parameters:
    ///   - line: what was given.
    ///   - environment: the variables.
    ///   - configuration: the file.
    ///   - pair: the pair that counts, if any.
    ///   - namesClusters: Whether variables may name clusters and tenant; not where there are several pairs, of which they
    ///     can be true of one at most.
    ///   - ignored: Options that are left aside where they are given.
    init(
        _ line: ParsedCommand, _ environment: Environment, _ configuration: Configuration,
        pair: Configuration.Pair?, namesClusters: Bool = true, ignoring ignored: Set<String> = []
    ) {
        self.pair = pair
        settings = ConfigurationKeys.settings.map { key in
            func setting(_ values: [String], _ origin: Origin) -> Setting {
                Setting(key: key, values: values, origin: origin)
            }
            let given = line.options[key.name]
            if !given.isEmpty, !ignored.contains(key.name) {
                return setting(key.kind == .list ? given : given.suffix(1), .commandLine)
            }
            if let (value, variable) = key.value(in: environment.variables), namesClusters || key.variable == nil,
                !Self.isSettled(key, line)
            {
                return setting([value], .environment(variable))
            }
            if let pair, let value = pair.values[key.name], !Self.isOverridden(key, line, environment) {
                return setting(value.texts, .pair(pair.name, value.place))
            }
            if let value = configuration.defaults[key.name] { return setting(value.texts, .defaults(value.place)) }
            return key.defaultValue.map { setting([$0], .builtIn) } ?? setting([], .unset)
        }
    }

    /// The variables of the management cluster go together: one option for it, and neither counts.
    private static func isSettled(_ key: ConfigurationKey, _ line: ParsedCommand) -> Bool {
        let names = [\SourceOptions.namedManagement.path, \.namedManagement.context].map(SourceOptions.name)
        return names.contains(key.name) && names.contains(where: line.isGiven)
    }

    /// Who names another kubeconfig does not mean the context that the pair has in its own; nor with another context its
    /// cluster, its user, or the name of its tenant.
    private static func isOverridden(
        _ key: ConfigurationKey, _ line: ParsedCommand, _ environment: Environment
    ) -> Bool {
        func wins(_ name: String) -> Bool {
            line.isGiven(name)
                || (ConfigurationKeys.settings.first { $0.name == name }).map {
                    $0.value(in: environment.variables) != nil && !isSettled($0, line)
                } ?? false
        }
        // The kubeconfig first, then the context, then what depends on both.
        let access = SourceOptions.access.map { $0.specs().map(\.name) }
        let names = [access[0] + [SourceOptions.name(of: \.tenantName)], access[1]].first { $0.contains(key.name) }
        guard let names, let position = names.firstIndex(of: key.name) else { return false }
        return names.prefix(min(position, 2)).contains(where: wins)
    }

    /// The command line with all this behind it. A default format that is none of `formats` does not count.
    func applied(to line: ParsedCommand, fitting formats: [OutputFormat]? = nil) -> ParsedCommand {
        var values: [String: [String]] = [:]
        for setting in settings {
            switch setting.origin {
            case .environment, .pair, .defaults: values[setting.key.name] = setting.values
            case .commandLine, .builtIn, .unset: continue
            }
        }
        let output = OutputOptions.name(of: \.choice)
        if let formats, let names = values[output], !names.allSatisfy(formats.map(\.rawValue).contains) {
            values[output] = nil
        }
        // Only a wait ends by itself, and only if it does not say when.
        let (condition, time) = (WaitOptions(leniently: line).waitsFor, VerifyOptions(leniently: line).wait)
        if condition == nil, time != WaitOptions.defaultTimeout { values[WaitOptions.name(of: \.timeout)] = nil }
        return line.configured(with: values)
    }

    // MARK: For a command

    /// A command line with what the environment and the configuration file say, if the command reads clusters.
    static func applied(
        to line: ParsedCommand, _ environment: Environment
    ) throws(CommandFailure) -> ParsedCommand {
        guard line.takes(SourceOptions.name(of: \.pair)), !VersionCommand.isOffline(line) else { return line }
        let configuration = try configuration(line, environment)
        let choice = try PairChoice(line, environment, configuration)
        let settings = Settings(line, environment, configuration, pair: choice.pair)
        settings.tellWhatOutranks(choice, environment)
        settings.tellOfMixture(choice, line, environment)
        return settings.applied(to: line)
    }

    /// The same for who must not fail: what cannot be used is left out.
    static func leniently(applied line: ParsedCommand, _ environment: Environment) -> ParsedCommand {
        let location = try? ConfigurationLocation.find(line, environment.variables)
        let configuration = ConfigurationReader.read(location, environment.variables).configuration
        let pair = (try? PairChoice(line, environment, configuration))?.pair
        return Settings(line, environment, configuration, pair: pair).applied(to: line)
    }

    /// The names of all pairs, as far as they can be read.
    static func pairNames(_ line: ParsedCommand, _ environment: Environment) -> [String] {
        let location = try? ConfigurationLocation.find(line, environment.variables)
        return ConfigurationReader.read(location, environment.variables).configuration.pairNames
    }

    /// The configuration that counts; fails where anything is wrong with it.
    static func configuration(
        _ line: ParsedCommand, _ environment: Environment
    ) throws(CommandFailure) -> Configuration {
        let location = try ConfigurationLocation.find(line, environment.variables)
        let (configuration, problems) = ConfigurationReader.read(location, environment.variables)
        if let problem = problems.first { throw problem.failure(others: problems.count - 1) }
        return configuration
    }

    /// Who names a pair may not think of variables that count before what it says.
    private func tellWhatOutranks(_ choice: PairChoice, _ environment: Environment) {
        guard choice.origin == .commandLine, let pair else { return }
        for setting in settings {
            guard case .environment(let variable) = setting.origin, setting.key.variable == variable,
                let own = pair.values[setting.key.name], own.texts != setting.values
            else { continue }
            environment.writeError(
                "note: \(variable) is set and overrides \(setting.key.name) of pair \(quoted(pair.name))\n")
        }
    }

    /// Who names one cluster may not think of a pair that names the other one without being asked.
    private func tellOfMixture(_ choice: PairChoice, _ line: ParsedCommand, _ environment: Environment) {
        guard choice.origin != .commandLine, let pair else { return }
        let naming = SourceOptions.access.flatMap { $0.specs().prefix(3).map(\.name) }
        let taken = settings.filter { setting in
            guard case .pair = setting.origin else { return false }
            return naming.contains(setting.key.name)
        }
        guard naming.contains(where: line.isGiven), !taken.isEmpty else { return }
        environment.writeError(
            "note: \(taken.map(\.key.name).joined(separator: ", ")) of pair \(quoted(pair.name)) still "
                + "\(taken.count == 1 ? "applies" : "apply"); use --pair= to disable the pair\n")
    }
}
