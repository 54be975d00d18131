import CommandLineKit
import Reports

/// `kubelb-ctl trace`: the whole path of Services through both clusters.
struct TraceCommand: Subcommand {
    private static let ownOptions: [OptionSpec] = [
        OptionSpec(
            name: "timeline", kind: .flag,
            summary: "Tell what happened: writes, conditions, Events, restarts, log lines of both clusters",
            group: "Trace"
        ),
        OptionSpec(
            name: "since", kind: .value(placeholder: "TIME"), summary: "Tell what happened since then, as 10m or 2h",
            group: "Trace"),
    ]

    private static let outputOptions: [OptionSpec] = CommandTables.outputOptions.compactMap { option in
        switch option.name {
        case "output":
            OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"),
                choices: OutputFormat.ofTraces.map(\.rawValue), defaultValue: OutputFormat.table.rawValue,
                summary: "Output format; table is the tree", group: "Output")
        case "no-headers": nil
        default: option
        }
    }

    private static let selectionOptions = CommandTables.selectionOptions.map { option in
        option.name == "all-namespaces"
            ? OptionSpec(
                name: option.name, short: option.short, kind: .flag, summary: "Look at all namespaces",
                group: option.group)
            : option
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "trace",
            summary: "Follow Services through both clusters, hop by hop",
            discussion: """
                Every object on the way, with its state and the field or label that leads on to the next: from the Service over \
                the CCM, the LoadBalancer and the manager to the Envoy and back to the address; then, port by port, the way \
                of the traffic with the health of the nodes as the Envoys see it. The hop that is broken is marked, with \
                the code of the finding. What differs from what the controllers would write is shown as - expected, \
                + actual.
                With --timeline it tells what happened to all of it in one order, as far as objects, Events and logs still \
                know; where the clocks of the clusters differ, the times are moved, and it says so. \
                -o mermaid and -o svg draw the path, for a ticket; the SVG stands alone and follows light and dark themes. \
                Markdown and HTML have the picture in them, and the findings beside it.
                lb/UID may also name a LoadBalancer that no Service stands behind.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: Self.selectionOptions + Self.ownOptions + CommandTables.sourceOptions
                + CommandTables.evidenceOptions + Self.outputOptions + CommandTables.reportOptions,
            examples: [
                ("kubelb-ctl trace svc/web -n shop", "The whole path of one Service"),
                ("kubelb-ctl trace svc/web --timeline --since 1h", "With what happened in the last hour"),
                ("kubelb-ctl trace svc/web -o svg > web.svg", "A picture for a ticket"),
                ("kubelb-ctl trace svc/web --report html=web.html", "A page beside the tree"),
                ("kubelb-ctl trace svc/web -o mermaid --from-bundle ./bundle", "A picture for Markdown, of a bundle"),
                ("kubelb-ctl trace -A -o short", "Where each Service's path is broken"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await Inspection(kind: .trace(TraceInvocation(parsed)), parsed: parsed, environment: environment).run()
    }
}
