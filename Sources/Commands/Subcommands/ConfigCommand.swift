import CommandLineKit
import Documents
import Reports

/// `kubelb-ctl config`: the configuration file, and what of it counts.
struct ConfigCommand: Subcommand {
    enum Format: String, CaseIterable {
        case table
        case json
        case yaml
    }

    struct Options: OptionGroup {
        var source = SourceOptions()
        var choice = OutputChoice(Format.table)
        var style = StyleOptions()
        var listsMissing = false
        private(set) var line: ParsedCommand?

        static var options: [OptionRow<Self>] {
            [
                .group(\.source, SourceOptions.options.without(\.bundle, \.printsPermissions)),
                .output(\.choice, Format.allCases), .group(\.style),
                .flag(
                    \.listsMissing, "missing", "List the tenants of the management cluster that no pair leads to",
                    group: "Management cluster"),
            ]
        }

        mutating func check(_ given: GivenOptions<Self>) { line = given.line }
    }

    private static let validate = "validate"
    private static let pairs = "pairs"

    var specification: CommandSpec {
        CommandSpec(
            name: "config",
            summary: "Show and validate the configuration file",
            discussion: """
                The file ~/.config/kubelb-ctl/config.yaml defines pairs of a tenant cluster and a management cluster, for --pair \
                and doctor --all-pairs, and default options. Options on the command line take precedence over environment \
                variables, which take precedence over the pair, then the defaults. kubelb-ctl-config(5) documents every key.
                """,
            subcommands: [
                CommandSpec(
                    name: "view", summary: "Show the effective settings and where they come from",
                    discussion: """
                        Accepts the options of other commands and shows the settings that result. Kubeconfigs are named but not read; \
                        tokens and keys are never shown.
                        """,
                    options: Self.options.without(\.listsMissing).specs(),
                    examples: [
                        ("kubelb-ctl config view", "Show the settings that apply without options"),
                        (
                            "kubelb-ctl config view --pair acme -o yaml",
                            "Show the settings of one pair as YAML, for a script"
                        ),
                    ]),
                CommandSpec(
                    name: Self.validate, summary: "Validate the file and the kubeconfigs it names",
                    discussion: """
                        Reports every problem with its line and column: unknown keys, invalid values, and missing kubeconfigs, \
                        contexts, clusters and users. No requests are sent. The exit status is 2 if there are problems.
                        """,
                    options: SourceOptions.options.only(\.configurationFile).specs()
                        + Self.options.only(\.choice).specs(),
                    examples: [
                        ("kubelb-ctl config validate", "Validate the default file"),
                        (
                            "kubelb-ctl config validate --config ./pairs.yaml -o json",
                            "Validate another file, for a script"
                        ),
                    ]),
                CommandSpec(
                    name: Self.pairs, summary: "List pairs, or the tenants without one",
                    discussion: """
                        Prints one name a line. With --missing, reads the Tenants of the management cluster, and prints those that no \
                        pair with this management cluster leads to. A pair leads to the tenant that its key tenant names, \
                        otherwise to the tenant of its own name.
                        """,
                    options: SourceOptions.live.specs() + Self.options.only(\.listsMissing).specs(),
                    examples: [
                        ("kubelb-ctl config pairs", "List the pairs of the configuration file"),
                        (
                            "kubelb-ctl config pairs --missing --management-context mgmt",
                            "List the tenants that have no pair yet"
                        ),
                    ]),
            ])
    }

    func run(_ options: Options, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        guard let line = options.line else { return .undetermined }
        if line.path.last == Self.pairs {
            return try await ConfigurationPairs(options: options, line: line, environment: environment).run()
        }
        return line.path.last == Self.validate
            ? try ConfigurationValidation(options: options, line: line, environment: environment).run()
            : try view(options, line, environment)
    }

    private func view(
        _ options: Options, _ line: ParsedCommand, _ environment: Environment
    ) throws(CommandFailure) -> ExitStatus {
        let configuration = try Settings.configuration(line, environment)
        let choice = try PairChoice(line, environment, configuration)
        // `-o` is about what is written here, not about what another command would write.
        let settings = Settings(
            line, environment, configuration, pair: choice.pair, ignoring: [Options.name(of: \.choice)])
        let report = SettingsReport(
            path: configuration.path, exists: configuration.exists,
            pair: choice.pair.map { ($0.name, Self.source(choice.origin, SourceOptions.name(of: \.pair))) },
            pairNames: configuration.pairNames,
            settings: settings.settings.map { Self.shown($0, environment) })
        if let query = try options.choice.query?.query() {
            environment.writeOutput(
                try query.output(
                    of: OutputDocument(report.value, listing: "settings"), showsHeaders: options.style.showsHeaders))
            return .success
        }
        switch options.choice.format {
        case .json: environment.writeOutput(Self.json(report.value))
        case .yaml: environment.writeOutput(String(decoding: report.value.yamlEncoded(), as: UTF8.self))
        case .table:
            environment.writeOutput(
                report.text(options.style.style(environment), showsHeaders: options.style.showsHeaders))
        }
        return .success
    }

    private static func shown(_ setting: Settings.Setting, _ environment: Environment) -> SettingsReport.Setting {
        let (name, isList) = (setting.key.name, setting.key.kind == .list)
        // Several files in one variable, as kubectl has them: they count where no single one is named.
        if name == SourceOptions.name(of: \.tenant.path), setting.origin == .unset,
            let files = environment.variables["KUBECONFIG"], !files.isEmpty
        {
            return .init(name: name, values: [files], isList: isList, source: .init(.environment, "KUBECONFIG"))
        }
        return .init(name: name, values: setting.values, isList: isList, source: source(setting.origin, name))
    }

    private static func source(_ origin: Settings.Origin, _ name: String) -> SettingsReport.Source {
        switch origin {
        case .commandLine: .init(.commandLine, "--\(name)")
        case .environment(let variable): .init(.environment, variable)
        case .pair(let pair, let place): .init(.pair, "pair \(pair)", line: place.line, column: place.column)
        case .defaults(let place): .init(.defaults, "defaults", line: place.line, column: place.column)
        case .builtIn: .init(.builtIn, "built in")
        case .unset: .init(.unset, "not set")
        }
    }

    static func json(_ value: JSONValue) -> String {
        String(decoding: value.encoded(pretty: true), as: UTF8.self) + "\n"
    }
}
