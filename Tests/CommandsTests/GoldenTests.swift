import Commands
import FoundationEssentials
import Sandbox
import Testing

/// Output compared with files beside the test. `RECORD_GOLDEN=1 swift test` writes them anew, and fails, so that what was
/// recorded is looked at before it is committed.
@Suite struct GoldenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let words: [String]
        var width: Int?
        /// The fault of the example pair that the command looks at; nil for commands that look at none.
        var fault: String?
        /// What differs from the healthy pair, where no fault has it.
        var changes: String?
        /// The recorded cluster that the command looks at.
        var recorded: String?
        /// The recorded fleet that the command looks at.
        var fleet: String?
        /// Whether the contexts of both clusters are given, for the commands in the output.
        var hasContexts = true

        var testDescription: String { name }
    }

    /// Those that `-o` of a command offers.
    private static func formats(of command: String) -> [String] {
        CommandTableTests.formats.filter { $0.command == command }.map(\.format)
    }

    static let cases: [Case] = {
        var cases: [Case] = [
            Case(name: "help", words: ["--help"], width: 80), Case(name: "version", words: ["version"]),
            Case(name: "explain-C007", words: ["explain", "KLC-C007"], width: 80),
            Case(name: "explain-condition", words: ["explain", "Accepted=False/NotAllowedByListeners"], width: 80),
            Case(name: "print-rbac", words: ["doctor", "--print-rbac"]),
            Case(name: "checks", words: ["checks"], width: 100),
        ]
        cases += formats(of: "version").dropFirst().map { Case(name: "version-\($0)", words: ["version", "-o", $0]) }
        cases += formats(of: "checks").dropFirst().map { Case(name: "checks-\($0)", words: ["checks", "-o", $0]) }
        for command in CommandTables.table.commands where !command.hidden {
            cases.append(Case(name: "help-\(command.name)", words: ["help", command.name], width: 80))
        }
        let stuck = "ccm-scaled-down"
        for format in formats(of: "status") {
            cases.append(
                Case(
                    name: "status-service-\(format)", words: ["status", "svc/checkout", "-n", "shop", "-o", format],
                    fault: stuck))
            cases.append(Case(name: "status-all-\(format)", words: ["status", "-A", "-o", format], fault: stuck))
            cases.append(Case(name: "doctor-\(format)", words: ["doctor", "-o", format], fault: stuck))
        }
        for width in [60, 80, 200] {
            cases.append(Case(name: "status-all-\(width)", words: ["status", "-A"], width: width, fault: stuck))
            cases.append(
                Case(name: "status-service-\(width)", words: ["status", "svc/checkout"], width: width, fault: stuck))
        }
        let leaves =
            leavings(
                leaving("77", of: "old"), leaving("78", of: "web", address: "198.51.100.78"),
                "tenant-acme/demo: {spec: {type: LoadBalancer}}")
            + addressesWritten("2026-11-01T00:00:00Z", generation: 1)
        for format in formats(of: "cleanup") {
            let width = format == "table" ? 80 : nil
            cases.append(
                Case(name: "cleanup-\(format)", words: ["cleanup", "-o", format], width: width, changes: leaves))
        }
        cases.append(Case(name: "cleanup-60", words: ["cleanup", "--ascii"], width: 60, changes: leaves))
        cases.append(
            Case(
                name: "cleanup-refused", words: ["cleanup"], width: 80,
                changes: leaves + "\n---\ntenant: {services: forbidden}\n"))
        cases.append(Case(name: "cleanup-healthy", words: ["cleanup"], width: 80, changes: ""))
        for format in formats(of: "verify") {
            cases.append(
                Case(
                    name: "verify-\(format)", words: ["verify", "svc/checkout", "-n", "shop", "-o", format],
                    fault: stuck))
        }
        for width in [60, 100] {
            cases.append(
                Case(
                    name: "verify-all-\(width)", words: ["verify", "-A", "--tls", "--from-node-ports"], width: width,
                    fault: "none"))
        }
        cases.append(
            Case(
                name: "verify-print-probe", words: ["verify", "-A", "--print-probe", "--http", "/healthz"],
                fault: "none"))
        cases.append(Case(name: "verify-set-up", words: ["verify", "svc/wbe", "-o", "junit"], fault: "none"))
        // `tree` is another name of `table`.
        for format in formats(of: "trace") where format != "tree" {
            cases.append(
                Case(
                    name: "trace-\(format)", words: ["trace", "svc/checkout", "-n", "shop", "-o", format],
                    fault: stuck))
        }
        for width in [60, 100] {
            cases.append(Case(name: "trace-all-\(width)", words: ["trace", "-A"], width: width, fault: stuck))
        }
        cases.append(
            Case(
                name: "trace-timeline", words: ["trace", "svc/web", "--timeline"], width: 100, fault: "layer4-disabled")
        )
        cases.append(
            Case(name: "trace-ascii", words: ["trace", "svc/web", "--ascii"], width: 80, fault: "no-endpoints"))
        cases.append(Case(name: "trace-healthy-svg", words: ["trace", "svc/web", "-o", "svg"], fault: "none"))
        cases.append(Case(name: "status-healthy", words: ["status", "svc/web"], width: 80, fault: "none"))
        cases.append(Case(name: "doctor-healthy", words: ["doctor"], width: 80, fault: "none"))
        cases.append(
            Case(
                name: "status-colour", words: ["status", "svc/web", "--color=always"], width: 80, fault: "no-endpoints")
        )
        cases.append(Case(name: "status-ascii", words: ["status", "-A", "--ascii"], width: 80, fault: "no-endpoints"))
        cases.append(
            Case(
                name: "status-no-contexts", words: ["status", "svc/web"], width: 100, fault: "layer4-disabled",
                hasContexts: false))
        let fleets: [(name: String, words: [String], width: Int?)] = [
            ("doctor-all-tenants", ["doctor", "--all-tenants", "--color=never"], 100),
            ("doctor-all-tenants-60", ["doctor", "--all-tenants"], 60),
            ("doctor-all-tenants-json", ["doctor", "--all-tenants", "-o", "json"], nil),
            ("status-all-tenants", ["status", "--all-tenants", "--color=never"], 100),
            ("status-all-tenants-quiet", ["status", "--all-tenants", "-q"], 100),
            ("status-management-only", ["status", "tenant/iot-gateway", "--management-only"], 100),
            ("trace-management-only", ["trace", "tenant/iot-gateway", "--management-only", "--color=never"], 100),
            ("verify-management-only", ["verify", "tenant/iot-gateway", "--management-only", "--color=never"], 100),
        ]
        cases += fleets.map { Case(name: $0.name, words: $0.words, width: $0.width, fleet: "fleet-mixed") }
        let routes: [(name: String, cluster: String, argument: String)] = [
            ("ingress", "l01-healthy-ingress", "ing/web"),
            ("httproute", "l24-missing-service-httproute", "httproute/cart"),
            ("certificate", "l53-secret-after-route", "ing/web"),
            ("gateway", "l66-listener-conflict", "gateway/kubelb"),
        ]
        for (name, cluster, argument) in routes {
            for format in ["table", "svg", "mermaid"] {
                cases.append(
                    Case(
                        name: "trace-\(name)-\(format)",
                        words: ["trace", argument, "-n", "shop", "-o", format, "--context", "acme"],
                        width: format == "table" ? 100 : nil, recorded: "../RecordedRoutes/\(cluster)"))
            }
        }
        cases.append(
            Case(
                name: "status-ingress", words: ["status", "ing/web", "-n", "shop", "--context", "acme"],
                recorded: "../RecordedRoutes/l38-host-taken-webhook"))
        cases += logCases + verifiedRoutes
        return cases
    }()

    /// `verify` of recorded objects of Layer 7, offline.
    private static let verifiedRoutes: [Case] = [
        ("ingress", "l02-healthy-ingress-tls"), ("gateway", "l04-healthy-gateway-tls"),
        ("missing-service", "l24-missing-service-httproute"),
    ].flatMap { name, recorded in
        [("", 100 as Int?, "table"), ("-junit", nil, "junit")].map { suffix, width, format in
            Case(
                name: "verify-routes-\(name)\(suffix)",
                words: ["verify", "-A", "--layer", "7", "-o", format, "--color=never"],
                width: width, recorded: "../RecordedRoutes/\(recorded)")
        }
    }

    /// Of recorded clusters: what real controllers log.
    private static let logCases: [Case] = {
        let refused = ["logs", "svc/web", "--since-time", "2026-11-22T21:10:56.9Z"]
        var cases = formats(of: "logs").map { format in
            Case(
                name: "logs-\(format)", words: refused + ["--component", "envoy", "-o", format],
                recorded: "d04-all-nodes-refuse")
        }
        cases.append(Case(name: "logs-explained", words: ["logs", "--level", "error"], recorded: "10-tenant-missing"))
        cases.append(
            Case(
                name: "logs-colour",
                words: ["logs", "--component", "ccm", "--level", "error", "--color=always", "--ascii"],
                recorded: "09-bad-credentials"))
        for format in formats(of: "events") {
            cases.append(
                Case(
                    name: "events-\(format)", words: ["events", "-A", "-o", format],
                    recorded: "d05-etp-local-one-endpoint"))
        }
        cases.append(Case(name: "events-60", words: ["events", "-A", "--ascii"], width: 60, recorded: "04-ccm-down"))
        cases.append(Case(name: "events-100", words: ["events", "svc/web"], width: 100, recorded: "01-healthy"))
        return cases
    }()

    @Test(arguments: cases)
    func isAsRecorded(example: Case) async throws {
        let output: String
        let changes = try example.fault.map { try #require(ExampleFault.named($0)).changes } ?? example.changes
        if let recorded = example.recorded {
            output = await run(
                example.words + ["--from-bundle", Folder.recorded(recorded)], width: example.width
            ).output
        } else if let fleet = example.fleet {
            output = await run(
                example.words + ["--from-bundle", Folder.fleet(fleet), "--management-context", "mgmt"],
                width: example.width
            ).output
        } else if let changes {
            let contexts = example.hasContexts ? ["--context", "acme", "--management-context", "mgmt"] : []
            output = try await withExample(changes) { bundle in
                await run(example.words + ["--from-bundle", bundle] + contexts, width: example.width).output
            }
        } else {
            output = await run(example.words, width: example.width).output
        }
        try expectGolden(example.name, output)
    }

    @Test(arguments: cases.filter { $0.width != nil })
    func noLineButACommandIsWiderThanTheTerminal(example: Case) async throws {
        let file = Folder.tests.appending(path: "Golden/\(example.name).txt")
        let width = try #require(example.width)
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") where line.count > width {
            let isPasted = line.contains("kubectl ") || line.contains("helm ") || line.contains("kubelb-ctl ")
            // The name of an object is not broken.
            let isOneWord = !line.drop { $0 == " " }.contains(" ")
            #expect(isPasted || isOneWord || line.contains("\u{1B}["), "\(line)")
        }
    }
}

/// Compares output with the file of that name, or writes it anew.
func expectGolden(_ name: String, _ output: String) throws {
    let output = GoldenText.withoutOtherChecks(output)
    let file = Folder.tests.appending(path: "Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
        try output.write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(file.lastPathComponent): look at it")
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(output == expected, "\(name) differs from its golden file")
}
