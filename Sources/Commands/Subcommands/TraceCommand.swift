import CommandLineKit
import Reports

/// `kubelb-ctl trace`: the whole path of Services through both clusters.
struct TraceCommand: Subcommand {
    private static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "timeline", kind: .flag,
            summary: "Show a timeline of writes, conditions, Events, restarts and log lines in both clusters",
            group: "Trace"
        ),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"),
            summary: "Show a timeline of this period, for example 10m or 2h",
            group: "Trace"),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.compactMap { option in
        switch option.name {
        case "output":
            OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
                choices: OutputFormat.ofTraces.map(\.rawValue), defaultValue: OutputFormat.table.rawValue,
                summary: "Select the output format; table is the tree", group: "Output")
        case "no-headers": nil
        default: option
        }
    }

    private static let selectionOptions = CommandTables.selectionOptions.map { option in
        option.name == "all-namespaces"
            ? OptionSpec(
                name: option.name, short: option.short, kind: .flag, summary: "Trace Services in all namespaces",
                group: option.group)
            : option
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "trace",
            summary: "Trace the path of Services through both clusters",
            discussion: """
                Shows every object on the path, with its state and the field or label that leads to the next one: from the Service \
                through the CCM, the LoadBalancer and the manager to Envoy and back to the address; then, port by port, the path \
                of the traffic with the health of the nodes as Envoy sees it. The broken hop is marked with the code of the \
                finding. Differences from what the controllers would write are shown as - expected, + actual.
                --timeline shows in one order what happened to these objects, as far as objects, Events and logs still record it; \
                if the clocks of the clusters differ, times are adjusted, with a note.
                -o mermaid and -o svg draw the path, for example for a ticket; the SVG is self-contained and follows light and dark \
                themes. Markdown and HTML include the picture and the findings.
                lb/UID may also name a LoadBalancer without a Service.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: Self.selectionOptions + Self.ownOptions + CommandTables.sourceOptions
                + CommandTables.evidenceOptions + Self.outputOptions + CommandTables.reportOptions,
            examples: [
                ("kubelb-ctl trace svc/web -n shop", "Show the whole path of one Service"),
                ("kubelb-ctl trace svc/web --timeline --since 1h", "Add a timeline of the last hour"),
                ("kubelb-ctl trace svc/web -o svg > web.svg", "Draw a picture for a ticket"),
                ("kubelb-ctl trace svc/web --report html=web.html", "Print the tree and also write an HTML page"),
                (
                    "kubelb-ctl trace svc/web -o mermaid --from-bundle ./bundle",
                    "Draw a Service of a bundle for Markdown"
                ),
                ("kubelb-ctl trace -A -o short", "Show where the path of each Service is broken"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await Inspection(kind: .trace(TraceInvocation(parsed)), parsed: parsed, environment: environment).run()
    }
}
