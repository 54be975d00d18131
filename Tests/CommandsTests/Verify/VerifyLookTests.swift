import CommandLineKit
import FoundationEssentials
import Kubernetes
import LocalSystem
import Probes
import Reports
import Sandbox
import TestSupport
import Testing
import Topology

@testable import Commands

/// `verify` as on live clusters: they are read from a bundle, and the probes are made, or made up.
@Suite struct VerifyLookTests {
    /// What comes of each target.
    typealias Answer = @Sendable (ProbeTarget) -> ProbeOutcome

    /// Probes of sockets on this machine, where no answers are given.
    private func verify(
        _ words: [String] = ["svc/web", "-n", "shop"], changes: String = "", width: Int? = nil,
        answering answer: Answer? = nil
    ) async throws -> Run {
        try await withExample(changes) { bundle in
            let options = try VerifyOptions(try CommandTables.table.parse(["verify"] + words))
            let source = try BundleSource(
                path: bundle,
                kubeconfigs: [
                    .tenant: KubeconfigRequest(context: "acme"), .management: KubeconfigRequest(context: "mgmt"),
                ])
            return await run(width: width) { environment in
                if let answer {
                    environment.probe = { targets, _ in
                        targets.map { ProbeResult(target: $0, outcome: answer($0)) }
                    }
                }
            } _: { environment in
                do throws(CommandFailure) {
                    let look = VerifyLook(
                        options: options, source: source, environment: environment,
                        deadline: options.timeout.map { ContinuousClock.now + $0 },
                        policy: try JudgementPolicy(options.judgement))
                    return try await VerifyRun(options: options, environment: environment)
                        .report(on: look, try ReportOutput(options.output, environment))
                } catch {
                    environment.writeError(error.text)
                    return error.status
                }
            }
        }
    }

    /// The Service answers at ports of this machine.
    private static func local(_ ports: [(number: UInt16, protocol: String)], address: String = "ip: 127.0.0.1")
        -> String
    {
        let list = ports.enumerated().map { index, port in
            "{name: p\(index), port: \(port.number), protocol: \(port.protocol), nodePort: \(31000 + index)}"
        }
        return "tenant: {services: {shop/web: {spec: {ports: [\(list.joined(separator: ", "))]}, "
            + "status: {loadBalancer: {ingress: [{\(address)}]}}}}}"
    }

    // MARK: With real sockets

    @Test func fiftyPortsOfOneServiceAreProbed() async throws {
        let servers = try (0..<50).map { _ in try LoopbackServer { _ = $0.waitForClose() } }
        let run = try await verify(changes: Self.local(servers.map { ($0.port, "TCP") }))
        #expect(
            run.output.split(separator: "\n").count { $0.hasPrefix("PASS  TCP connect 127.0.0.1:") } == 50,
            "\(run.output)")
        #expect(servers.allSatisfy { $0.connections == 1 })
    }

    @Test func ofWhatWasNotAskedForNothingIsSent() async throws {
        let sent = Locked([ProbeTarget]())
        let changes = Self.local([(53, "UDP"), (80, "TCP")])
        let run = try await verify(changes: changes) { target in
            sent.withLock { $0.append(target) }
            return .open(after: .zero)
        }
        #expect(sent.withLock { $0 } == [ProbeTarget(address: "127.0.0.1", port: 80, kind: .tcp)])
        #expect(run.output.contains("SKIP  UDP 127.0.0.1:53 from this machine "))
        #expect(run.output.contains("no payload given (--udp-payload)"))
    }

    @Test func noPortThatFailsHidesAnother() async throws {
        let (silent, resetting) = (try LoopbackServer { _ = $0.waitForClose() }, try LoopbackServer { $0.reset() })
        let run = try await verify(changes: Self.local([(silent.port, "TCP"), (resetting.port, "TCP")]))
        #expect(run.output.contains("PASS  TCP connect 127.0.0.1:\(silent.port) from this machine"), "\(run.output)")
        #expect(run.output.contains("FAIL  TCP connect 127.0.0.1:\(resetting.port) from this machine"), "\(run.output)")
        #expect(run.status == .findings)
    }

    @Test func aHostNameIsResolved() async throws {
        let server = try LoopbackServer { _ = $0.waitForClose() }
        let run = try await verify(
            ["svc/web", "-n", "shop"], changes: Self.local([(server.port, "TCP")], address: "hostname: localhost"))
        #expect(run.output.contains("TCP connect localhost:\(server.port) from this machine"), "\(run.output)")
        #expect(run.output.contains("127.0.0.1 <1 ms") || run.output.contains("127.0.0.1 "), "\(run.output)")
    }

    // MARK: Statuses

    private static let healthy: Answer = { _ in .open(after: .milliseconds(14)) }

    @Test func allPassedIsZero() async throws {
        let run = try await verify(answering: Self.healthy)
        #expect(run.status == .success)
        #expect(run.output.hasSuffix("3 passed, 0 failed, 2 skipped\n"), "\(run.output)")
    }

    @Test func oneFailedIsOneAndNamesTheFinding() async throws {
        let run = try await verify { _ in .refused }
        #expect(run.status == .findings)
        #expect(run.output.contains("error KLC-N006"), "\(run.output)")
    }

    @Test func whatCouldNotBeDeterminedIsThree() async throws {
        let run = try await verify(
            changes: "management: {loadbalancers.kubelb.k8c.io: forbidden}", answering: Self.healthy)
        #expect(run.status == .undetermined)
        #expect(run.output.contains("UNKNOWN  objects agree"), "\(run.output)")
    }

    @Test func aServiceOfAnotherTypeIsFive() async throws {
        let changes = """
            tenant: {services: {shop/web: {metadata: {finalizers: null}, spec: {type: ClusterIP}, status: {loadBalancer: null}}}}
            management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
            """
        let run = try await verify(changes: changes, answering: Self.healthy)
        #expect(run.status == .notFound)
        #expect(run.output.isEmpty)
        #expect(run.error.contains("KubeLB does not manage Service shop/web: its type is ClusterIP, not LoadBalancer"))
    }

    @Test func aServiceThatIsNotThereIsFive() async throws {
        #expect(try await verify(["svc/wbe", "-n", "shop"], answering: Self.healthy).status == .notFound)
        let none = try await verify(["-A", "-l", "app=none"], answering: Self.healthy)
        #expect(none.status == .notFound && none.error.contains("no KubeLB Services to verify"))
        let port = try await verify(["svc/web", "-n", "shop", "--port", "81"], answering: Self.healthy)
        #expect(port.status == .notFound && port.error.contains("available ports: 80/TCP"), "\(port.error)")
    }

    @Test func whenTheTimeIsUpItIsFourAndTheLastStateIsPrinted() async throws {
        let words = ["svc/web", "-n", "shop", "--wait=200ms", "--interval", "1h"]
        let run = try await verify(words) { _ in .refused }
        #expect(run.status == .timedOut)
        #expect(run.output.contains("FAIL  TCP connect 198.51.100.10:80 from this machine"))
        #expect(run.error == "error: timed out before all tests passed\n")
    }

    @Test func waitingLooksAgainUntilAllPass() async throws {
        let looks = Locked(0)
        let words = ["svc/web", "-n", "shop", "--wait=1h", "--interval", "1ms"]
        let run = try await verify(words) { _ in
            let count = looks.withLock { count in
                count += 1
                return count
            }
            return count < 3 ? .noAnswer(.connection) : .open(after: .zero)
        }
        #expect(run.status == .success && run.error.isEmpty)
        #expect(looks.withLock { $0 } == 3)
    }

    /// A right that is missing will be missing at the next look, too.
    @Test func forAMissingRightNobodyWaits() async throws {
        let words = ["svc/web", "-n", "shop", "--wait=1h", "--interval", "1h"]
        let changes = "management: {loadbalancers.kubelb.k8c.io: forbidden}"
        #expect(try await verify(words, changes: changes, answering: Self.healthy).status == .undetermined)
    }

    // MARK: Output

    @Test(arguments: OutputFormat.ofReports)
    func theStatusIsTheSameForEveryFormat(format: OutputFormat) async throws {
        let run = try await verify(["svc/web", "-n", "shop", "-o", format.rawValue]) { _ in .closed }
        #expect(run.status == .findings)
        #expect(run.error.isEmpty && !run.output.isEmpty)
    }

    /// The Service with three ports, of which both clusters know.
    private static let threePorts: String = {
        let ports = [("http", 80, "TCP", 31080), ("https", 443, "TCP", 31443), ("dns", 53, "UDP", 31053)]
        func list(_ one: ((String, Int, String, Int)) -> String) -> String { ports.map(one).joined(separator: ", ") }
        let service = list { "{name: \($0.0), port: \($0.1), protocol: \($0.2), nodePort: \($0.3)}" }
        let slices = list { "{name: \($0.0), port: \($0.1), protocol: \($0.2)}" }
        let node = list { "{name: \($0.0), port: \($0.3), protocol: \($0.2)}" }
        return """
            tenant:
              services: {shop/web: {spec: {ports: [\(service)]}}}
              endpointslices.discovery.k8s.io: {shop/web-1: {ports: [\(slices)]}}
            management:
              loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {ports: [\(slices)],
                endpoints: [{addressesReference: {name: default}, ports: [\(node)]}]}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [\(slices)]}}}
            """
    }()

    @Test func probesAreAsRecorded() async throws {
        let words = ["svc/web", "-n", "shop", "--http", "/healthz", "--udp-payload", "ping"]
        let formats: [(String, Int?)] = [("table", 80), ("wide", 160), ("junit", nil)]
        for (format, width) in formats {
            let run = try await verify(
                words + ["-o", format], changes: Self.threePorts, width: width
            ) { target in
                switch (target.kind, target.port) {
                case (.http, 443): .refused
                case (.http, _): .status(503, after: .milliseconds(31))
                case (.udp, _): .answered(bytes: 4, after: .microseconds(300))
                case (_, 443): .refused
                default: .open(after: .milliseconds(14))
                }
            }
            try expectGolden("verify-probes-\(format)", run.output)
        }
    }

    @Test func namesOfOthersDoNotSteerTheTerminal() async throws {
        let changes = #"tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{hostname: "a\e[31mb"}]}}}}}"#
        for words in [[], ["-o", "short"], ["-o", "wide"]] {
            let run = try await verify(["svc/web", "-n", "shop"] + words, changes: changes) { _ in
                .notResolved("\u{1B}[2J")
            }
            #expect(!run.output.contains("\u{1B}"), "\(run.output)")
        }
        try await withExample(changes) { bundle in
            let printed = await run(["verify", "svc/web", "-n", "shop", "--print-probe", "--from-bundle", bundle])
            #expect(printed.status == .success && !printed.output.contains("\u{1B}"), "\(printed.output)")
        }
    }

    // MARK: JUnit

    @Test(arguments: [
        ["svc/wbe", "--from-bundle", Folder.recorded("01-healthy")], ["--from-bundle", "/nowhere"],
        ["--kubeconfig", "/nowhere/config"], ["--http", "nothing"],
    ])
    func junitSaysWhereNothingCouldBegin(words: [String]) async {
        let run = await run(["verify", "-o", "junit"] + words)
        #expect(run.status != .success && run.error.hasPrefix("error: "))
        #expect(
            run.output.contains(
                "<testsuites name=\"kubelb-ctl\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\">"))
        #expect(run.output.contains("name=\"set-up\""))
    }
}
