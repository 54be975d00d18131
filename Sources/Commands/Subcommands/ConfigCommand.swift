import CommandLineKit
import Documents
import Reports

/// `kubelb-ctl config`: the configuration file, and what of it counts.
struct ConfigCommand: Subcommand {
    static let formats = ["table", "json", "yaml"]

    private static let outputOption = OptionSpec(
        name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: formats, defaultValue: "table",
        summary: "Select the output format", group: "Output")
    private static let viewOutputOptions = CommandTables.outputOptions.map { $0.name == "output" ? outputOption : $0 }

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
                    options: [CommandTables.tenantOption] + CommandTables.liveOptions + CommandTables.evidenceOptions
                        + Self.viewOutputOptions,
                    examples: [
                        ("kubelb-ctl config view", "Show the settings that apply without options"),
                        (
                            "kubelb-ctl config view --pair acme -o yaml",
                            "Show the settings of one pair as YAML, for a script"
                        ),
                    ]),
                CommandSpec(
                    name: "validate", summary: "Validate the file and the kubeconfigs it names",
                    discussion: """
                        Reports every problem with its line and column: unknown keys, invalid values, and missing kubeconfigs, \
                        contexts, clusters and users. No requests are sent. The exit status is 2 if there are problems.
                        """,
                    options: [CommandTables.configOption, Self.outputOption],
                    examples: [
                        ("kubelb-ctl config validate", "Validate the default file"),
                        (
                            "kubelb-ctl config validate --config ./pairs.yaml -o json",
                            "Validate another file, for a script"
                        ),
                    ]),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        parsed.path.last == "validate"
            ? try ConfigurationValidation(parsed: parsed, environment: environment).run()
            : try view(parsed, environment)
    }

    private func view(_ parsed: ParsedCommand, _ environment: Environment) throws(CommandFailure) -> ExitStatus {
        let configuration = try Settings.configuration(parsed, environment)
        let choice = try PairChoice(parsed, environment, configuration)
        // `-o` is about what is written here, not about what another command would write.
        let settings = Settings(
            parsed, environment, configuration, pair: choice.pair, ignoring: [Self.outputOption.name])
        let report = SettingsReport(
            path: configuration.path, exists: configuration.exists,
            pair: choice.pair.map { ($0.name, Self.source(choice.origin, CommandTables.pairOption.name)) },
            pairNames: configuration.pairNames,
            settings: settings.settings.map { Self.shown($0, environment) })
        let style = OutputOptions.style(parsed, environment)
        switch parsed.value("output") ?? "table" {
        case "json": environment.writeOutput(Self.json(report.value))
        case "yaml": environment.writeOutput(String(decoding: report.value.yamlEncoded(), as: UTF8.self))
        default: environment.writeOutput(report.text(style, showsHeaders: !parsed.flag("no-headers")))
        }
        return .success
    }

    private static func shown(_ setting: Settings.Setting, _ environment: Environment) -> SettingsReport.Setting {
        let (name, isList) = (setting.key.name, setting.key.kind == .list)
        // Several files in one variable, as kubectl has them: they count where no single one is named.
        if name == ConfigurationKeys.kubeconfig, setting.origin == .unset,
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
