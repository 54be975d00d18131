import CommandLineKit
import Reports

/// `kubelb-ctl events`: the Events of every object on the path, of both clusters in one order.
struct EventsCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "events",
            summary: "Show the Events on the path of Services and routes",
            discussion: """
                Covers the Service and its EndpointSlices, the pods behind it and their owners, the nodes and the CCM; then the \
                LoadBalancer, the tenant, the manager, the envoy Service and the Envoy pods. Of an Ingress, Gateway, HTTPRoute or GRPCRoute: \
                the object and its backends, the Route, the generated object, and the Services and pods that serve it. The most \
                recent Event comes last; \
                repeated Events are shown once with their count. FINDING has the codes of the findings for which an Event is \
                evidence. KubeLB itself writes no Events for Layer 4; see kubelb-ctl logs for \
                the output of its controllers. API servers keep Events for one hour by default.
                Times are UTC, by the tenant cluster's clock if the clusters' clocks are known to differ. With --watch, -o json \
                prints one object per line. With --management-only, only the management cluster is read: all Events of a tenant, or \
                those of lb/UID or route/UID.
                """,
            arguments: [
                ServiceArgument.specification(
                    "A Service; ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME; lb/UID or route/UID; kinds; or tenant/NAME"
                )
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl events svc/web -n shop", "Show the Events on the path of one Service"),
                ("kubelb-ctl events gateway/kubelb -n shop", "Show the Events on the path of a Gateway"),
                ("kubelb-ctl events svc/web -n shop --watch", "Also follow new Events"),
                ("kubelb-ctl events -A --types Warning --since 30m", "Show recent warnings of all Services"),
                (
                    "kubelb-ctl events tenant/acme --management-only --management-context mgmt",
                    "Show the Events of a tenant whose cluster you cannot reach"
                ),
                (
                    "kubelb-ctl events svc/web -o json --from-bundle bundle.tar.gz",
                    "Print the Events of a bundle as JSON"
                ),
            ])
    }

    func run(_ options: EventsOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await EventsRun(options: options, environment: environment).run()
    }
}
