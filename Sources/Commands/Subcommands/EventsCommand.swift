import CommandLineKit
import Reports

/// `kubelb-ctl events`: the Events of every object on the path, of both clusters in one order.
struct EventsCommand: Subcommand {
    static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "watch", short: "w", kind: .flag, summary: "Follow new Events until interrupted",
            group: "Events"),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"),
            summary: "Show only Events newer than this, for example 10m, 90s or 1h30m",
            group: "Events"),
        OptionSpec(
            name: "types", kind: .value(placeholder: "LIST"),
            defaultValue: EventsInvocation.types.joined(separator: ","),
            summary: "Show only Events of these types (comma-separated)", group: "Events",
            completion: .words(EventsInvocation.types.map { CompletionCandidate($0) })),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.map { option in
        option.name == "output"
            ? OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
                choices: EventReport.Format.allCases.map(\.rawValue), defaultValue: EventReport.Format.table.rawValue,
                summary: "Select the output format", group: "Output") : option
    }

    private static let selectionOptions = CommandTables.selectionOptions.compactMap { option -> OptionSpec? in
        switch option.name {
        case "show-ignored": nil
        case "all-namespaces":
            OptionSpec(
                name: option.name, short: option.short, kind: .flag,
                summary: "Show Events of Services in all namespaces",
                group: option.group)
        default: option
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "events",
            summary: "Show the Events of every object on the path of Services",
            discussion: """
                Covers the Service and its EndpointSlices, the pods behind it and their owners, the nodes and the CCM; then the \
                LoadBalancer, the tenant, the manager, the envoy Service and the Envoy pods. The most recent Event comes last; \
                repeated Events are shown once with their count. KubeLB itself writes no Events for Layer 4; see kubelb-ctl logs for \
                the output of its controllers. API servers keep Events for one hour by default.
                Times are UTC, by the tenant cluster's clock if the clusters' clocks are known to differ. With --watch, -o json \
                prints one object per line.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: Self.selectionOptions + Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions,
            examples: [
                ("kubelb-ctl events svc/web -n shop", "Show the Events on the path of one Service"),
                ("kubelb-ctl events svc/web -n shop --watch", "Also follow new Events"),
                ("kubelb-ctl events -A --types Warning --since 30m", "Show recent warnings of all Services"),
                (
                    "kubelb-ctl events svc/web -o json --from-bundle bundle.tar.gz",
                    "Print the Events of a bundle as JSON"
                ),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await EventsRun(parsed: parsed, environment: environment).run()
    }
}
