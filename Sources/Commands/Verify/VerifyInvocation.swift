import CommandLineKit
import Diagnosis
import Topology

/// What `verify` was asked to do.
struct VerifyInvocation: Sendable {
    var probes: ProbePlan.Options
    let expectedStatus: ExpectedStatus
    let printsCommands: Bool
    /// For each probe.
    let probeTimeout: Duration
    let isRepeated: Bool
    let interval: Duration
    /// For all of it; nil where only each part has one.
    let timeout: Duration?

    /// How long `--wait` waits where nothing says it.
    static let defaultWait = "5m"

    init(_ parsed: ParsedCommand) throws(CommandFailure) {
        try Self.refuseMixtures(parsed)
        probes = try Self.probeOptions(parsed)
        let status = parsed.value("expect-status") ?? ExpectedStatus.standard.description
        guard let expected = ExpectedStatus(status) else {
            throw CommandFailure(
                .usage, "--expect-status: \(quoted(status)) is not an HTTP status",
                hint: "use 200, 2xx, 200-399, or several separated by commas")
        }
        expectedStatus = expected
        printsCommands = parsed.flag("print-probe")
        probeTimeout = try DurationText.option("probe-timeout", parsed) ?? .seconds(5)
        interval = try DurationText.option("interval", parsed) ?? .seconds(5)
        isRepeated = parsed.isGiven("wait")
        let wait = try DurationText.option("wait", parsed)
        timeout = try DurationText.option("timeout", parsed) ?? wait
    }

    private static func probeOptions(_ parsed: ParsedCommand) throws(CommandFailure) -> ProbePlan.Options {
        var options = ProbePlan.Options()
        options.usesTLS = parsed.flag("tls")
        options.includesNodePorts = parsed.flag("from-node-ports")
        if let path = parsed.value("http") {
            let isPath =
                path.hasPrefix("/")
                && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
            guard isPath else {
                throw CommandFailure(
                    .usage, "--http: \(quoted(path)) is not a valid URL path",
                    hint: "use --http /healthz, with %XX for characters that are not ASCII")
            }
            options.httpPath = path
        }
        if let name = parsed.value("server-name") {
            let isName =
                !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) }
            guard isName else {
                throw CommandFailure(
                    .usage, "--server-name: \(quoted(name)) is not a host name",
                    hint: "use --server-name shop.example.org")
            }
            options.serverName = name
        }
        if let payload = parsed.value("udp-payload") { options.udpPayload = try UDPPayload.bytes(payload) }
        for text in parsed.values("port") { options.ports.append(try portFilter(text)) }
        return options
    }

    private static func portFilter(_ text: String) throws(CommandFailure) -> ProbePlan.PortFilter {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let port = Int(parts[0]), (1...65_535).contains(port),
            parts.count == 1 || ["TCP", "UDP"].contains(parts[1].uppercased())
        else {
            throw CommandFailure(.usage, "--port: \(quoted(text)) is not a valid port", hint: "use 443 or 53/UDP")
        }
        return ProbePlan.PortFilter(port: port, protocol: parts.count == 2 ? parts[1].uppercased() : nil)
    }

    private static func refuseMixtures(_ parsed: ParsedCommand) throws(CommandFailure) {
        let needed = [("expect-status", ["http"]), ("server-name", ["tls", "http"]), ("interval", ["wait"])]
        for (option, others) in needed where parsed.isGiven(option) && !others.contains(where: { parsed.isGiven($0) }) {
            let names = others.map { "--\($0)" }.joined(separator: " or ")
            throw CommandFailure(.usage, "--\(option) has no effect without \(names)", hint: "add \(names)")
        }
        let mixtures = [
            (
                "from-bundle", ["wait", "timeout"],
                "a bundle does not change; omit --from-bundle to check live clusters"
            ),
            ("print-probe", ["wait", "timeout", "output"], "--print-probe runs once and prints commands"),
        ]
        for (option, others, hint) in mixtures where parsed.isGiven(option) {
            if let other = others.first(where: { parsed.isGiven($0) }) {
                throw CommandFailure(.usage, "--\(option) and --\(other) are mutually exclusive", hint: hint)
            }
        }
        if parsed.isGiven("wait"), parsed.isGiven("timeout"), parsed.value("wait") != defaultWait {
            throw CommandFailure(
                .usage, "--wait=\(parsed.value("wait") ?? "") and --timeout both set the duration",
                hint: "omit one of them")
        }
        // A word behind --wait is no value of it.
        if parsed.isGiven("wait"), let word = parsed.arguments.first(where: { DurationText.seconds($0) != nil }) {
            throw CommandFailure(.usage, "\(quoted(word)) does not name a Service", hint: "use --wait=\(word)")
        }
    }
}
