import CommandLineKit
import Diagnosis
import Topology

/// What `verify` tests, and how often.
struct VerifyOptions: OptionGroup, Sendable {
    var selection = ServiceSelection()
    var probes = ProbePlan.Options()
    /// nil if none is given: Services and hosts then have each their own.
    var expectedStatus: ExpectedStatus?
    var printsCommands = false
    var readsManagementOnly = false
    /// For each probe.
    var probeTimeout = Duration.seconds(5)
    /// How long to retry; nil: not at all.
    var wait: Duration?
    var interval = Duration.seconds(5)
    /// For all of it; nil if only each part has one.
    var timeout: Duration?
    var source = SourceOptions()
    var judgement = JudgementOptions()
    var output = OutputOptions()

    static let heading = "Probe"

    static var options: [OptionRow<Self>] {
        [.group(\.selection, ServiceSelection.options)] + probing + hosts + [
            .value(
                \.wait, "wait", .duration(implied: DurationText.text(WaitOptions.defaultTimeout)),
                "Retry until all tests pass", details: "The last result is printed after this time", group: "Wait"),
            .value(\.interval, "interval", .duration, "Wait this long between retries", group: "Wait"),
            .value(\.timeout, "timeout", .duration, "Stop after this long in total", group: "Wait"),
            .group(\.source),
            .flag(
                \.readsManagementOnly, "management-only",
                "Read the management cluster alone; test the LoadBalancers and Routes of a tenant",
                group: "Management cluster"),
            .group(\.judgement), .group(\.output),
        ]
    }

    private static var probing: [OptionRow<Self>] {
        [
            .list(
                \.probes.ports, "port",
                OptionType("PORT[/PROTOCOL]", "is not a valid port", hint: "use 443 or 53/UDP", port),
                "Probe only this port", details: "Others are skipped"),
            .flag(
                \.probes.usesTLS, "tls", "Perform a TLS handshake on each TCP port",
                details: "Certificates are not verified"),
            .value(
                \.probes.httpPath, "http",
                OptionType(
                    "PATH", "is not a valid URL path",
                    hint: "use --http /healthz, with %XX for characters that are not ASCII", path),
                "Request this path from each TCP port", details: "With --tls it is requested over TLS"),
            .value(
                \.expectedStatus, "expect-status",
                OptionType(
                    "STATUS", "is not an HTTP status", hint: "use 200, 2xx, 200-399, or several separated by commas",
                    text: \.description, ExpectedStatus.init),
                "Accept these HTTP statuses only", details: "For example 200, 2xx or 200-399"),
            .value(
                \.probes.serverName, "server-name",
                OptionType("NAME", "is not a host name", hint: "use --server-name shop.example.org", hostName),
                "Use this host name in TLS and HTTP", details: "By default it is the address"),
            .value(
                \.probes.udpPayload, "udp-payload",
                OptionType("TEXT") { text, _ throws(UsageError) in try UDPPayload.bytes(text) },
                "Send this payload once to each UDP port", details: "\\n, \\0 and \\xHH are escapes"),
            .flag(
                \.probes.includesNodePorts, "from-node-ports",
                "Also probe the node ports from this machine", details: "Envoy itself runs elsewhere"),
            .flag(
                \.printsCommands, "print-probe",
                "Print kubectl commands that probe, then exit",
                details: "They probe from inside the clusters"),
            .value(\.probeTimeout, "probe-timeout", .duration, "Time out a probe after this long"),
        ]
    }

    private static var hosts: [OptionRow<Self>] {
        [
            .value(
                \.probes.path, "path",
                OptionType(
                    "PATH", "is not a valid URL path",
                    hint: "use --path /healthz, with %XX for characters that are not ASCII", path),
                "Request this path of each host", details: "By default it is each path of its rules", group: "Host"),
            .flag(
                \.probes.sendsRequests, "no-http", sets: false,
                "Send no HTTP requests to hosts", details: "Ingresses, Gateways and routes have hosts",
                group: "Host"),
            .flag(
                \.probes.looksUpHosts, "no-dns", sets: false, "Do not look up these hosts in DNS", group: "Host"),
        ]
    }

    private static func port(_ text: String) -> ProbePlan.PortFilter? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let port = Int(parts[0]), (1...65_535).contains(port),
            parts.count == 1 || ["TCP", "UDP"].contains(parts[1].uppercased())
        else { return nil }
        return ProbePlan.PortFilter(port: port, protocol: parts.count == 2 ? parts[1].uppercased() : nil)
    }

    private static func path(_ text: String) -> String? {
        text.hasPrefix("/") && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") } ? text : nil
    }

    private static func hostName(_ text: String) -> String? {
        let isName = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
        return isName && !text.isEmpty ? text : nil
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        try output.take(source.verbosity)
        if isOfServicesOnly { try given.refuse(\.expectedStatus, without: [\.probes.httpPath]) }
        try refuseUnused(given)
        if readsManagementOnly {
            try given.refuse(
                \.readsManagementOnly,
                beside: [
                    \.selection.namespace, \.selection.labelSelector, \.selection.fieldSelector,
                    \.probes.includesNodePorts,
                ])
            try selection.checkManagementOnly(tenant: source.tenantName, given.line.arguments)
        }
        try given.refuse(\.probes.serverName, without: [\.probes.usesTLS, \.probes.httpPath])
        try given.refuse(\.interval, without: [\.wait])
        try given.refuse(
            \.source.bundle, beside: [\.wait, \.timeout],
            hint: "a bundle does not change; omit --from-bundle to check live clusters")
        try given.refuse(
            \.printsCommands, beside: [\.wait, \.timeout, \.output.choice],
            hint: "--print-probe runs once and prints commands")
        let words = given.line.arguments
        // A word behind --wait is no value of it.
        if wait != nil, let word = words.first(where: { DurationText.seconds($0) != nil }) {
            throw UsageError(message: "\(quoted(word)) does not name a Service", hint: "use --wait=\(word)")
        }
        if let wait, given.contains(\.timeout), wait != WaitOptions.defaultTimeout {
            throw UsageError(
                message: "--wait=\(DurationText.text(wait)) and --timeout both set the duration",
                hint: "omit one of them")
        }
        timeout = timeout ?? wait
    }

    /// Whether no object of Layer 7 can be meant. A UID may be that of a Route.
    private var isOfServicesOnly: Bool {
        if selection.isNamed { return selection.routes.isEmpty && !selection.arguments.contains(where: \.isUID) }
        return selection.kinds.isEmpty ? selection.layer == .four : selection.kinds == [.service]
    }

    private var isOfRoutesOnly: Bool {
        if selection.isNamed { return selection.arguments.isEmpty }
        return selection.kinds.isEmpty ? selection.layer == .seven : !selection.kinds.contains(.service)
    }

    /// Options for Services if only objects of Layer 7 are named, and the other way round.
    private func refuseUnused(_ given: GivenOptions<Self>) throws(UsageError) {
        let ofServices: [PartialKeyPath<Self>] = [
            \.probes.usesTLS, \.probes.httpPath, \.probes.serverName, \.probes.udpPayload, \.probes.includesNodePorts,
        ]
        let ofHosts: [PartialKeyPath<Self>] = [\.probes.path, \.probes.sendsRequests, \.probes.looksUpHosts]
        if isOfRoutesOnly, let option = ofServices.first(where: given.contains) {
            throw UsageError(
                message: "--\(Self.name(of: option)) applies to Services only",
                hint: "hosts are requested without options; --\(Self.name(of: \.probes.path)) chooses the path")
        }
        if isOfServicesOnly, let option = ofHosts.first(where: given.contains) {
            throw UsageError(
                message: "--\(Self.name(of: option)) does not apply to Services",
                hint: "use --\(Self.name(of: \.probes.httpPath)) to request a path from a Service")
        }
    }
}
