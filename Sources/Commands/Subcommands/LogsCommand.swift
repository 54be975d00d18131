import CommandLineKit
import Reports
import Topology

/// `kubelb-ctl logs`: what the CCM, the manager and Envoy say, in one stream.
struct LogsCommand: Subcommand {
    static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"),
            summary: "Set the namespace of the Services in the tenant cluster", group: "Service"),
        OptionSpec(
            name: "component", kind: .value(placeholder: "LIST"),
            defaultValue: LogComponent.allCases.map(\.rawValue).joined(separator: ","),
            summary: "Show only logs of these components (comma-separated)", group: "Log",
            completion: .words(LogComponent.allCases.map { CompletionCandidate($0.rawValue, "The \($0.title)") })),
        OptionSpec(
            name: "follow", short: "f", kind: .flag,
            summary: "Follow new lines, including those of new pods; starts 10 minutes back by default",
            group: "Log"),
        OptionSpec(
            name: "previous", short: "p", kind: .flag, summary: "Show the logs from before the last restart",
            group: "Log"),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"),
            summary: "Show only lines newer than this, for example 10m, 90s or 1h30m",
            group: "Log"),
        OptionSpec(
            name: "since-time", kind: .value(placeholder: "TIME"),
            summary: "Show only lines newer than this time, for example 2026-11-22T12:00:00Z",
            group: "Log"),
        OptionSpec(
            name: "tail", kind: .value(placeholder: "N"),
            summary: "Read only the last N lines of each log, before filtering", group: "Log"),
        OptionSpec(
            name: "level", kind: .value(placeholder: "LEVEL"), choices: LogsInvocation.levels.map(\.keyword),
            summary: "Show only lines of at least this level, and lines without a level", group: "Log"),
        OptionSpec(
            name: "grep", kind: .value(placeholder: "REGEX"),
            summary: "Show only lines that match this regular expression", group: "Log"),
        OptionSpec(
            name: "all", kind: .flag,
            summary: "Include the lines that the manager logs for each snapshot sent to Envoy", group: "Log"),
    ]

    static let outputOptions: [OptionSpec] = [
        OptionSpec(
            name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
            choices: LogFormat.Format.allCases.map(\.rawValue), defaultValue: LogFormat.Format.text.rawValue,
            summary: "Select the output format: text, one JSON object per line, or raw lines", group: "Output"),
        OptionSpec(
            name: "no-prefix", kind: .flag, summary: "Do not prefix lines with their source",
            group: "Output"),
    ]

    var specification: CommandSpec {
        CommandSpec(
            name: "logs",
            summary: "Show the logs of the CCM, the manager and Envoy",
            discussion: """
                With a Service: the lines of the CCM that name it, the lines of the manager that name its LoadBalancer, connections \
                that Envoy opened to its node ports, and errors that affect every Service, merged into one stream. Lines that a \
                check explains show its code; run kubelb-ctl explain CODE for details.
                With --follow, dropped connections are resumed where they broke off. Times are UTC, by the tenant cluster's clock if \
                the clusters' clocks are known to differ. Tokens and keys are redacted, control characters are escaped, and lines \
                longer than 1 MiB are truncated.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, or lb/UID (default: all lines)", isRepeated: true,
                    isOptional: true)
            ],
            options: Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions
                + CommandTables.outputOptions.filter { ["color", "ascii"].contains($0.name) },
            examples: [
                ("kubelb-ctl logs svc/web -n shop --since 10m -f", "Follow the logs of one Service"),
                ("kubelb-ctl logs --component ccm --previous", "Show the CCM's log from before its last restart"),
                ("kubelb-ctl logs svc/web --level warning -o json", "Print warnings and errors as JSON"),
                ("kubelb-ctl logs svc/web --from-bundle bundle.tar.gz", "Show the logs in a bundle"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await LogsRun(parsed: parsed, environment: environment).run()
    }
}
