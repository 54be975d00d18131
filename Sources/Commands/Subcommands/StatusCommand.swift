import CommandLineKit

/// `kubelb-ctl status`: where Services stand, and why.
struct StatusCommand: Subcommand {
    static var options: [OptionRow<InspectionOptions>] {
        [
            .group(\.selection), InspectionOptions.problems, .group(\.listing), .group(\.source),
            InspectionOptions.dryRunApply,
            .group(\.judgement), .group(\.output),
            .group(\.wait),
        ] + InspectionOptions.fleet
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "status",
            summary: "Show the status of Services and routes and what blocks them",
            discussion: """
                With a name: the five stages, the cause of what is not ok, and the commands that fix it. Without: one row per \
                Service, Ingress, Gateway and route.
                The stages are Created, Propagated, Provisioned, Synced and Routed. Rows are those of the namespace given with -n, \
                of the context's namespace, or of all namespaces with -A. Kinds are named as in kubectl: ing/web, gateway/kubelb, \
                httproute/web, grpcroute/web, or without a name to list them; route/UID is the Ingress, Gateway or route of a Route \
                of KubeLB. A bare name is that of a Service, and so is NAMESPACE/NAME. If one of several named objects does not \
                exist, the others are shown, and the exit status is 5.
                -o jsonpath=TEMPLATE and -o custom-columns=HEADING:EXPRESSION,… print parts of what -o json prints, with the \
                expressions of kubectl. A row of custom columns is a Service with what .resources adds to it, or another resource.
                Clusters are selected as in kubectl. If no management cluster is set, the tool uses the CCM's own \
                credentials, a Secret in the tenant cluster.
                With --watch or --wait, the status is updated when a watch on either cluster reports a change, and periodically for \
                objects that are not watched. With --watch and no Service named, changes are shown immediately. \
                --wait=deleted returns when the Services and their LoadBalancers are gone, and prints nothing on stdout.
                """,
            arguments: [
                ServiceArgument.specification(
                    "A Service; ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME; lb/UID or route/UID; kinds; or tenant/NAME"
                )
            ],
            options: Self.options.specs(),
            examples: [
                (
                    "kubelb-ctl status svc/web -n shop --management-context mgmt",
                    "Show one Service, and why it has no address"
                ),
                ("kubelb-ctl status -A", "List all Services, using the CCM's credentials for the management cluster"),
                ("kubelb-ctl status ing/web -n shop", "Show one Ingress, and why its host is not served"),
                (
                    "kubelb-ctl status ing/web -n shop --dry-run-apply",
                    "Show why the management cluster rejects the generated Ingress, without changing anything"
                ),
                ("kubelb-ctl status ing,httproute -A", "List all Ingresses and HTTPRoutes"),
                ("kubelb-ctl status -A --watch", "Watch all Services, Ingresses, Gateways and routes"),
                (
                    "kubelb-ctl status svc/web --wait=address --timeout 2m",
                    "In a script: wait until the Service has an address"
                ),
                (
                    "kubelb-ctl status tenant/acme --management-only --management-context mgmt",
                    "Show the LoadBalancers and Routes of a tenant whose cluster you cannot reach"
                ),
                (
                    "kubelb-ctl status -n shop -l app=web -o json --from-bundle ./bundle",
                    "Print the Services of a bundle as JSON"
                ),
            ])
    }

    func run(_ options: InspectionOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if options.isOfFleet {
            return try await FleetRun(rows: .loadBalancers, options: options, environment: environment).run()
        }
        return try await Inspection(kind: .status, options: options, environment: environment).run()
    }
}
