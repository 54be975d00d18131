import CommandLineKit
import Diagnosis

/// `kubelb-ctl verify`: whether Services are right and carry traffic.
struct VerifyCommand: Subcommand {
    private static let probeOptions: [OptionSpec] = [
        OptionSpec(
            name: "port", kind: .value(placeholder: "PORT[/PROTOCOL]"), repeatable: true,
            summary: "Probe only this port of the Services", group: "Probe"),
        OptionSpec(
            name: "tls", kind: .flag, summary: "Make a TLS handshake at each TCP port; certificates are not checked",
            group: "Probe"),
        OptionSpec(
            name: "http", kind: .value(placeholder: "PATH"),
            summary: "Ask each TCP port for this path, over TLS with --tls", group: "Probe"),
        OptionSpec(
            name: "expect-status", kind: .value(placeholder: "STATUS"),
            defaultValue: ExpectedStatus.standard.description,
            summary: "The HTTP statuses that are right: 200, 2xx, 200-399", group: "Probe"),
        OptionSpec(
            name: "server-name", kind: .value(placeholder: "NAME"),
            summary: "The host name in TLS and HTTP, in place of the address", group: "Probe"),
        OptionSpec(
            name: "udp-payload", kind: .value(placeholder: "TEXT"),
            summary: "Send this once to each UDP port; \\n, \\0 and \\xHH stand for bytes", group: "Probe"),
        OptionSpec(
            name: "from-node-ports", kind: .flag,
            summary: "Probe the node ports from here, too, which is not where Envoy is", group: "Probe"),
        OptionSpec(
            name: "print-probe", kind: .flag,
            summary: "Print kubectl commands that probe from within the clusters, and end", group: "Probe"),
        OptionSpec(
            name: "probe-timeout", kind: .value(placeholder: "TIME"), defaultValue: "5s",
            summary: "Give up on a probe after this time", group: "Probe"),
    ]

    private static let waitOptions: [OptionSpec] = [
        OptionSpec(
            name: "wait", kind: .optionalValue(placeholder: "TIME", implied: VerifyInvocation.defaultWait),
            summary: "Look again until all passes, for so long", group: "Wait"),
        OptionSpec(
            name: "interval", kind: .value(placeholder: "TIME"), defaultValue: "5s",
            summary: "Let this time pass between two looks", group: "Wait"),
        OptionSpec(
            name: "timeout", kind: .value(placeholder: "TIME"), summary: "Give up on all of it after this time",
            group: "Wait"),
    ]

    var specification: CommandSpec {
        CommandSpec(
            name: "verify",
            summary: "Test whether Services are right and carry traffic",
            discussion: """
                Line by line, PASS, FAIL, SKIP or UNKNOWN: do the objects of both clusters agree, does every port have a ready \
                endpoint, does Envoy reach the node ports, and does each address answer from here: a TCP connection to \
                every port, and with --tls, --http and --udp-payload what goes beyond it. A connection that is made and \
                closed at once has failed: an Envoy without a node accepts and closes.
                Nothing is sent that was not asked for: without --tls and --http a connection stays empty, without \
                --udp-payload UDP is not probed, each payload is sent once, and nothing is started in a cluster. \
                --print-probe prints commands that test from within either cluster.
                Statistics of Envoy confirm: where they cannot be read, the line is SKIP. With JUnit every line is a case, \
                and where nothing could be looked at there is one case that says so.
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
                ("kubelb-ctl verify svc/web -n shop", "One Service, with a connection to every port"),
                ("kubelb-ctl verify svc/web --wait=2m -o junit", "In CI: until all passes, for two minutes at most"),
                (
                    "kubelb-ctl verify svc/web --port 443 --tls --http /healthz --expect-status 200",
                    "Ask one port over HTTPS"
                ),
                (
                    "kubelb-ctl verify svc/dns --udp-payload '\\x12\\x34\\x01\\0\\0\\x01\\0\\0\\0\\0\\0\\0\\0\\0\\x02\\0\\x01'",
                    "Send a DNS query"
                ),
                ("kubelb-ctl verify svc/web --print-probe", "Commands that test from within the clusters"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await VerifyRun(parsed: parsed, environment: environment).run()
    }
}
