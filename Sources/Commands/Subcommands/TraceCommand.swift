import CommandLineKit
import Reports

/// `kubelb-ctl trace`: the whole path of Services, Ingresses, Gateways and routes through both clusters.
struct TraceCommand: Subcommand {
    static var options: [OptionRow<InspectionOptions>] {
        [
            .group(
                \.selection,
                ServiceSelection.options(
                    allNamespaces: "Trace Services, Ingresses, Gateways and routes in all namespaces")
                    + [ServiceSelection.layerOption])
        ]
            + InspectionOptions.timeline + [
                .group(\.source), InspectionOptions.dryRunApply, InspectionOptions.managementOnly,
                .group(
                    \.output,
                    OutputOptions.options(
                        OutputFormat.ofTraces, "Select the output format; table is the tree",
                        StyleOptions.options.without(\.showsHeaders))),
            ]
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "trace",
            summary: "Trace the path of Services and routes through both clusters",
            discussion: """
                Shows every object on the path, with its state and the field or label that leads to the next one: from the Service \
                through the CCM, the LoadBalancer and the manager to Envoy and back to the address; then, port by port, the path \
                of the traffic with the health of the nodes as Envoy sees it. The broken hop is marked with the code of the \
                finding. Differences from what the controllers would write are shown as - expected, + actual.
                Of an Ingress, HTTPRoute or GRPCRoute it shows the NodePort copies of the backends, the Route, the generated \
                object, its class or Gateway with the proxy that serves it, the Services that lead to Envoy, and the \
                certificates; then, backend by backend, the path of the traffic. Of a Gateway it shows each listener. DNS is \
                not looked up.
                --timeline shows in one order what happened to these objects, as far as objects, Events and logs still record it; \
                if the clocks of the clusters differ, times are adjusted, with a note.
                -o mermaid and -o svg draw the path, for example for a ticket; the SVG is self-contained and follows light and dark \
                themes. Markdown and HTML include the picture and the findings.
                lb/UID and route/UID may also name a LoadBalancer or Route without a source.
                With --management-only, only the management cluster is read: the path of every LoadBalancer and Route of a tenant, \
                or of lb/UID or route/UID. Hops in the tenant cluster are shown as not visible.
                """,
            arguments: [
                ServiceArgument.specification(
                    "A Service; ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME; lb/UID or route/UID; kinds; or tenant/NAME"
                )
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl trace svc/web -n shop", "Show the whole path of one Service"),
                ("kubelb-ctl trace svc/web --timeline --since 1h", "Add a timeline of the last hour"),
                ("kubelb-ctl trace svc/web -o svg > web.svg", "Draw a picture for a ticket"),
                ("kubelb-ctl trace svc/web --report html=web.html", "Print the tree and also write an HTML page"),
                (
                    "kubelb-ctl trace svc/web -o mermaid --from-bundle ./bundle",
                    "Draw a Service of a bundle for Markdown"
                ),
                ("kubelb-ctl trace ing/web -n shop", "Show the whole path of one Ingress"),
                ("kubelb-ctl trace gateway,httproute -A", "Trace all Gateways and HTTPRoutes"),
                ("kubelb-ctl trace -A -o short", "Show where each path is broken"),
                (
                    "kubelb-ctl trace tenant/acme --management-only --management-context mgmt",
                    "Show the paths of a tenant whose cluster you cannot reach"
                ),
            ])
    }

    func run(_ options: InspectionOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await Inspection(kind: .trace, options: options, environment: environment).run()
    }
}
