import CommandLineKit
import Reports
import Topology

/// `kubelb-ctl logs`: what the CCM, the manager and Envoy say, in one stream.
struct LogsCommand: Subcommand {
    static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"),
            summary: "The namespace of the Services in the tenant cluster", group: "Service"),
        OptionSpec(
            name: "component", kind: .value(placeholder: "LIST"),
            defaultValue: LogComponent.allCases.map(\.rawValue).joined(separator: ","),
            summary: "Whose logs, with commas between them", group: "Lines",
            completion: .words(LogComponent.allCases.map { CompletionCandidate($0.rawValue, "The \($0.title)") })),
        OptionSpec(
            name: "follow", short: "f", kind: .flag,
            summary: "Go on with what comes, of new pods too; begins 10 minutes ago where nothing else is said",
            group: "Lines"),
        OptionSpec(
            name: "previous", short: "p", kind: .flag, summary: "The run before the last restart", group: "Lines"),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"), summary: "Not older than 10m, 90s or 1h30m",
            group: "Lines"),
        OptionSpec(
            name: "since-time", kind: .value(placeholder: "TIME"), summary: "Not older than 2026-11-22T12:00:00Z",
            group: "Lines"),
        OptionSpec(
            name: "tail", kind: .value(placeholder: "N"),
            summary: "Of each log look at the last N lines only, before any is left out", group: "Lines"),
        OptionSpec(
            name: "level", kind: .value(placeholder: "LEVEL"), choices: LogsInvocation.levels.map(\.keyword),
            summary: "Only lines of at least this level, and those that have none", group: "Lines"),
        OptionSpec(
            name: "grep", kind: .value(placeholder: "REGEX"), summary: "Only lines that match", group: "Lines"),
    ]

    static let outputOptions: [OptionSpec] = [
        OptionSpec(
            name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
            choices: LogFormat.Format.allCases.map(\.rawValue), defaultValue: LogFormat.Format.text.rawValue,
            summary: "Text, one JSON object a line, or the lines as they are", group: "Output"),
        OptionSpec(
            name: "no-prefix", kind: .flag, summary: "Do not say before each line where it comes from",
            group: "Output"),
    ]

    var specification: CommandSpec {
        CommandSpec(
            name: "logs",
            summary: "Show what CCM, manager and Envoy log, in one stream",
            discussion: """
                With a Service: the CCM's lines that name it, the manager's that name its LoadBalancer, the connections that \
                Envoy took to its node ports, and errors that concern every Service. Lines that a check explains carry its \
                code: kubelb-ctl explain CODE.
                With --follow a dropped connection is taken up again where it broke off. Times are UTC, by the tenant \
                cluster's clock where the clusters' clocks are known to differ. Tokens and keys are replaced, control \
                characters written out, and lines of more than 1 MiB cut.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, or lb/UID (default: all lines)", isRepeated: true,
                    isOptional: true)
            ],
            options: Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions
                + CommandTables.outputOptions.filter { ["color", "ascii"].contains($0.name) },
            examples: [
                ("kubelb-ctl logs svc/web -n shop --since 10m -f", "What happens to one Service"),
                ("kubelb-ctl logs --component ccm --previous", "What the CCM said before it was restarted"),
                ("kubelb-ctl logs svc/web --level warning -o json", "For a program"),
                ("kubelb-ctl logs svc/web --from-bundle bundle.tar.gz", "Of a bundle"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await LogsRun(parsed: parsed, environment: environment).run()
    }
}
