import CommandLineKit
import Reports

/// `kubelb-ctl events`: the Events of every object on the path, of both clusters in one order.
struct EventsCommand: Subcommand {
    static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "watch", short: "w", kind: .flag, summary: "Go on with what comes, until interrupted",
            group: "Events"),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"), summary: "Not older than 10m, 90s or 1h30m",
            group: "Events"),
        OptionSpec(
            name: "types", kind: .value(placeholder: "LIST"),
            defaultValue: EventsInvocation.types.joined(separator: ","),
            summary: "Of these types, with commas between them", group: "Events",
            completion: .words(EventsInvocation.types.map { CompletionCandidate($0) })),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.map { option in
        option.name == "output"
            ? OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
                choices: EventReport.Format.allCases.map(\.rawValue), defaultValue: EventReport.Format.table.rawValue,
                summary: "Output format", group: "Output") : option
    }

    private static let selectionOptions = CommandTables.selectionOptions.compactMap { option -> OptionSpec? in
        switch option.name {
        case "show-ignored": nil
        case "all-namespaces":
            OptionSpec(
                name: option.name, short: option.short, kind: .flag, summary: "Look at all namespaces",
                group: option.group)
        default: option
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "events",
            summary: "Show the Events of every object on the path",
            discussion: """
                Of the Service and its EndpointSlices, the pods behind it and what made them, the nodes, the CCM; of the \
                LoadBalancer, the tenant, the manager, the envoy Service and the Envoys. The one that was seen last comes last; \
                repeated ones stand once, with their number. KubeLB itself writes none for Layer 4: what its controllers say \
                is in kubelb-ctl logs. API servers keep Events for an hour unless told otherwise.
                Times are UTC, by the tenant cluster's clock where the clusters' clocks are known to differ. With --watch, -o \
                json prints one object a line.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: Self.selectionOptions + Self.ownOptions + CommandTables.sourceOptions + Self.outputOptions,
            examples: [
                ("kubelb-ctl events svc/web -n shop", "What happened on the path of one Service"),
                ("kubelb-ctl events svc/web -n shop --watch", "And what happens next"),
                ("kubelb-ctl events -A --types Warning --since 30m", "What went wrong lately"),
                ("kubelb-ctl events svc/web -o json --from-bundle bundle.tar.gz", "Of a bundle, for a program"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await EventsRun(parsed: parsed, environment: environment).run()
    }
}
