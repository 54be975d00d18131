import CommandLineKit
import Diagnosis

/// `kubelb-ctl verify`: whether Services are right and carry traffic.
struct VerifyCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "verify",
            summary: "Test that Services and routes carry traffic",
            discussion: """
                Prints one line per test, PASS, FAIL, SKIP or UNKNOWN. Of a Service: whether the objects of both clusters agree, every port has a \
                ready endpoint, Envoy reaches the node ports, and each address responds from this machine.
                Each address is tested with a TCP connection to every port, plus the probes of --tls, --http and --udp-payload. A connection that is accepted and closed \
                immediately fails: Envoy does that if it has no node to connect to.
                Of an Ingress, Gateway, HTTPRoute or GRPCRoute: whether the objects agree, and what the status address responds to \
                one GET request for each host and path, with this host in the Host header and SNI; then whether the host resolves to \
                that address. Failures are: no response, a 404 of the ingress controller or Gateway because no rule matches, 5xx, and \
                a certificate that is not for the host, has expired, or is the ingress controller's default. Whether this machine \
                trusts the certificate's authority does not matter. GRPCRoutes are requested over HTTP/2. The requests are announced on \
                stderr, at most 50 are sent, 8 at the same time, redirects are not followed, and bodies are not printed. For \
                *.example.org, kubelb-ctl.example.org is requested.
                Nothing is sent to a Service unless requested: without --tls or --http, no data is sent on a connection; without --udp-payload, \
                UDP is not probed; each payload is sent once; and nothing is started in a cluster. \
                --print-probe prints commands that test from inside either cluster.
                With --management-only, only the management cluster is read: the LoadBalancers and Routes of a tenant, or lb/UID or \
                route/UID, are tested; endpoints in the tenant cluster are skipped.
                Metrics of Envoy are additional evidence: if they cannot be read, the line is SKIP. In JUnit, every line is a test \
                case; if nothing could be checked, a single test case reports that.
                """,
            arguments: [
                ServiceArgument.specification(
                    "A Service; ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME; lb/UID or route/UID; kinds; or tenant/NAME"
                )
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl verify svc/web -n shop", "Test one Service with a connection to every port"),
                (
                    "kubelb-ctl verify svc/web --wait=2m -o junit",
                    "In CI: retry until every test passes, for up to two minutes"
                ),
                (
                    "kubelb-ctl verify svc/web --port 443 --tls --http /healthz --expect-status 200",
                    "Send an HTTPS request to one port"
                ),
                (
                    "kubelb-ctl verify svc/dns --udp-payload '\\x12\\x34\\x01\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\0\\0\\x02\\0\\x01'",
                    "Send a DNS query"
                ),
                ("kubelb-ctl verify ing/web -n shop", "Test an Ingress with a request to each of its hosts and paths"),
                (
                    "kubelb-ctl verify httproute -A --path /healthz --expect-status 200",
                    "Request a path of each host of all HTTPRoutes"
                ),
                (
                    "kubelb-ctl verify tenant/acme --management-only --management-context mgmt",
                    "Test the LoadBalancers and Routes of a tenant whose cluster you cannot reach"
                ),
                ("kubelb-ctl verify svc/web --print-probe", "Print commands that test from inside the clusters"),
            ])
    }

    func run(_ options: VerifyOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await VerifyRun(options: options, environment: environment.waiting(options.wait != nil)).run()
    }
}
