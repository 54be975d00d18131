import CommandLineKit
import Diagnosis

/// `kubelb-ctl verify`: whether Services are right and carry traffic.
struct VerifyCommand: Subcommand {
    private static let probeOptions: [OptionSpec] = [
        OptionSpec(
            name: "port", kind: .value(placeholder: "PORT[/PROTOCOL]"), repeatable: true,
            summary: "Probe only this port of the Services", group: "Probe"),
        OptionSpec(
            name: "tls", kind: .flag,
            summary: "Perform a TLS handshake on each TCP port; certificates are not verified",
            group: "Probe"),
        OptionSpec(
            name: "http", kind: .value(placeholder: "PATH"),
            summary: "Request this path from each TCP port, over TLS with --tls", group: "Probe"),
        OptionSpec(
            name: "expect-status", kind: .value(placeholder: "STATUS"),
            defaultValue: ExpectedStatus.standard.description,
            summary: "Accept these HTTP statuses, for example 200, 2xx or 200-399", group: "Probe"),
        OptionSpec(
            name: "server-name", kind: .value(placeholder: "NAME"),
            summary: "Use this host name in TLS and HTTP instead of the address", group: "Probe"),
        OptionSpec(
            name: "udp-payload", kind: .value(placeholder: "TEXT"),
            summary: "Send this payload once to each UDP port; \\n, \\0 and \\xHH are escapes", group: "Probe"),
        OptionSpec(
            name: "from-node-ports", kind: .flag,
            summary: "Also probe the node ports from this machine, although Envoy runs elsewhere", group: "Probe"),
        OptionSpec(
            name: "print-probe", kind: .flag,
            summary: "Print kubectl commands that probe from inside the clusters, then exit", group: "Probe"),
        OptionSpec(
            name: "probe-timeout", kind: .value(placeholder: "TIME"), defaultValue: "5s",
            summary: "Time out a probe after this long", group: "Probe"),
    ]

    private static let waitOptions: [OptionSpec] = [
        OptionSpec(
            name: "wait", kind: .optionalValue(placeholder: "TIME", implied: VerifyInvocation.defaultWait),
            summary: "Retry until every check passes, up to this long", group: "Wait"),
        OptionSpec(
            name: "interval", kind: .value(placeholder: "TIME"), defaultValue: "5s",
            summary: "Wait this long between retries", group: "Wait"),
        OptionSpec(
            name: "timeout", kind: .value(placeholder: "TIME"), summary: "Stop after this long in total",
            group: "Wait"),
    ]

    var specification: CommandSpec {
        CommandSpec(
            name: "verify",
            summary: "Test that Services are configured and carry traffic",
            discussion: """
                Prints one line per test, PASS, FAIL, SKIP or UNKNOWN: whether the objects of both clusters agree, every port has a \
                ready endpoint, Envoy reaches the node ports, and each address responds from this machine: a TCP connection to \
                every port, plus the probes of --tls, --http and --udp-payload. A connection that is accepted and closed \
                immediately fails: Envoy does that if it has no node to connect to.
                Nothing is sent unless requested: without --tls or --http, no data is sent on a connection; without --udp-payload, \
                UDP is not probed; each payload is sent once; and nothing is started in a cluster. \
                --print-probe prints commands that test from inside either cluster.
                Metrics of Envoy are additional evidence: if they cannot be read, the line is SKIP. In JUnit, every line is a test \
                case; if nothing could be checked, a single test case reports that.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: CommandTables.selectionOptions + Self.probeOptions + Self.waitOptions + CommandTables.sourceOptions
                + CommandTables.evidenceOptions + CommandTables.judgementOptions + CommandTables.outputOptions
                + CommandTables.reportOptions,
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
                ("kubelb-ctl verify svc/web --print-probe", "Print commands that test from inside the clusters"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await VerifyRun(parsed: parsed, environment: environment).run()
    }
}
