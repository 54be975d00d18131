import CommandLineKit
import Reports
import Topology

/// `kubelb-ctl logs`: what the CCM, the manager and Envoy say, in one stream.
struct LogsCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "logs",
            summary: "Show the logs of the CCM, the manager and Envoy",
            discussion: """
                With a Service, Ingress, Gateway or route: the lines of the CCM that name it, the lines of the manager that name its \
                LoadBalancer or Route, connections that Envoy opened to its node ports, and errors that affect everything, merged \
                into one stream. Lines that a check explains show its code; run kubelb-ctl explain CODE for details.
                With --follow, dropped connections are resumed where they broke off. Times are UTC, by the tenant cluster's clock if \
                the clusters' clocks are known to differ. Tokens and keys are redacted, control characters are escaped, and lines \
                longer than 1 MiB are truncated. With --management-only, only the management cluster is read: the lines of the \
                manager and Envoy for a tenant, or for lb/UID or route/UID.
                """,
            arguments: [
                ServiceArgument.specification(
                    "A Service; ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME; lb/UID or route/UID (default: all lines)"
                )
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl logs svc/web -n shop --since 10m -f", "Follow the logs of one Service"),
                ("kubelb-ctl logs ing/web -n shop", "Show what the logs contain about an Ingress"),
                ("kubelb-ctl logs --component ccm --previous", "Show the CCM's log from before its last restart"),
                ("kubelb-ctl logs svc/web --level warning -o json", "Print warnings and errors as JSON"),
                (
                    "kubelb-ctl logs tenant/acme --management-only --management-context mgmt",
                    "Show the logs for a tenant whose cluster you cannot reach"
                ),
                ("kubelb-ctl logs svc/web --from-bundle bundle.tar.gz", "Show the logs in a bundle"),
            ])
    }

    func run(_ options: LogsOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await LogsRun(options: options, environment: environment).run()
    }
}
