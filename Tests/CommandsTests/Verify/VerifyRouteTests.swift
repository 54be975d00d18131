import CommandLineKit
import Documents
import FoundationEssentials
import Kubernetes
import LocalSystem
import Probes
import Reports
import Sandbox
import Testing
import Topology

@testable import Commands

/// `verify` of Ingresses, Gateways and routes: read from a bundle, with responses that are made up.
@Suite struct VerifyRouteTests {
    typealias Answer = @Sendable (ProbeTarget) -> ProbeOutcome

    private func verify(
        _ words: [String], changes: String = "", sent: Locked<[ProbeTarget]> = Locked([]),
        answering answer: @escaping Answer = healthy
    ) async throws -> Run {
        try await withTemporaryDirectory { directory in
            let bundle = directory + "/bundle"
            try BundleWriter.write(ExamplePair(changes: changes, hasRoutes: true).files, to: bundle)
            var options = try VerifyOptions(try CommandTables.table.parse(["verify"] + words))
            options.selection.coversRoutes = true
            let source = try BundleSource(path: bundle)
            return await run { environment in
                environment.probe = { targets, _ in
                    sent.withLock { $0 += targets }
                    return targets.map { ProbeResult(target: $0, outcome: answer($0)) }
                }
            } _: { [options] environment in
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

    private static let healthy: Answer = { target in
        switch target.kind {
        case .request: .responded(HostAnswer(status: 200), after: .milliseconds(14))
        case .lookup(let expected): .resolved(expected, expected: expected, after: .milliseconds(2))
        default: .open(after: .milliseconds(14))
        }
    }

    private static func responding(_ status: Int, _ change: @escaping @Sendable (inout HostAnswer) -> Void) -> Answer {
        { target in
            guard case .request = target.kind else { return healthy(target) }
            var answer = HostAnswer(status: status)
            change(&answer)
            return .responded(answer, after: .milliseconds(14))
        }
    }

    // MARK: Statuses

    @Test(arguments: ["ing/site", "gateway/kubelb", "httproute/app"])
    func allPassedIsZero(argument: String) async throws {
        let run = try await verify([argument, "-n", "shop"])
        #expect(run.status == .success, "\(run.output) \(run.error)")
        #expect(!run.output.contains("FAIL") && run.output.contains("PASS  objects agree"), "\(run.output)")
    }

    @Test func requestsAreAnnouncedOnce() async throws {
        let sent = Locked([ProbeTarget]())
        let run = try await verify(
            ["ing/site", "-n", "shop", "--wait=1h", "--interval", "1ms"], sent: sent
        ) { target in
            sent.withLock { $0.count } < 5 ? .refused : Self.healthy(target)
        }
        #expect(run.status == .success)
        #expect(
            run.error
                == "note: sending 1 GET request to 198.51.100.20 for shop.example.com; --no-http turns this off\n")
    }

    @Test func nothingIsSentIfItIsTurnedOff() async throws {
        let sent = Locked([ProbeTarget]())
        let run = try await verify(["ing/site", "-n", "shop", "--no-http", "--no-dns"], sent: sent)
        #expect(run.status == .success && run.error.isEmpty)
        #expect(sent.withLock { $0.isEmpty })
        #expect(run.output.contains("turned off (--no-http)") && run.output.contains("turned off (--no-dns)"))
    }

    @Test func aFailureIsOneAndNamesTheFinding() async throws {
        let changes = "tenant: {endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: []}}}"
        let run = try await verify(
            ["ing/site", "-n", "shop"], changes: changes,
            answering: Self.responding(503) { $0.page = .noHealthyUpstream })
        #expect(run.status == .findings)
        #expect(
            run.output.replacing(/\s+/, with: " ").contains(
                "FAIL GET https://shop.example.com/ at 198.51.100.20 from this machine 503, 14 ms; no healthy upstream: Envoy "
                    + "has no healthy node for the backend (KLC-B008)"), "\(run.output)")
    }

    @Test func aHostThatResolvesElsewhereFails() async throws {
        let run = try await verify(["ing/site", "-n", "shop"]) { target in
            guard case .lookup(let expected) = target.kind else { return Self.healthy(target) }
            return .resolved(["192.0.2.1"], expected: expected, after: .zero)
        }
        #expect(run.status == .findings)
        #expect(run.output.contains("resolves to 192.0.2.1, not to the status address 198.51.100.20"), "\(run.output)")
        let none = try await verify(["ing/site", "-n", "shop"]) { target in
            guard case .lookup = target.kind else { return Self.healthy(target) }
            return .notResolved("Name or service not known")
        }
        #expect(none.status == .findings && none.output.contains("does not resolve: Name or service"), "\(none.output)")
    }

    @Test func bothLayersAreTestedTogether() async throws {
        let run = try await verify(["-A"])
        #expect(run.status == .success, "\(run.output) \(run.error)")
        for title in ["Service shop/web", "Ingress shop/site", "Gateway shop/kubelb", "HTTPRoute shop/app"] {
            #expect(run.output.contains("\n\(title)\n") || run.output.hasPrefix("\(title)\n"), "\(run.output)")
        }
        let four = try await verify(["-A", "--layer", "4"])
        #expect(!four.output.contains("shop/site") && four.error.isEmpty, "\(four.output)")
        let seven = try await verify(["-A", "--layer", "7"])
        #expect(!seven.output.contains("TCP connect") && seven.output.contains("Ingress shop/site"))
    }

    /// Of one name in one namespace: an Ingress does not get what was probed of a Service.
    @Test func aServiceAndAnIngressOfOneNameAreToldApart() async throws {
        let changes = """
            tenant: {ingresses.networking.k8s.io: {shop/web: {metadata: {uid: 00000000-0000-4000-8000-000000000099},
              spec: {ingressClassName: kubelb, rules: [{host: web.example.com, http: {paths: [{path: /, pathType: Prefix,
                backend: {service: {name: api, port: {number: 80}}}}]}}]},
              status: {loadBalancer: {ingress: [{ip: 198.51.100.10}]}}}}}
            """
        let run = try await verify(["svc/web", "ing/web", "-n", "shop", "-o", "json"], changes: changes)
        let checks = try JSONValue(parsing: Array(run.output.utf8))["checks"]?.array ?? []
        func probes(_ kind: String) -> [String] {
            checks.filter { $0["kind"] == "probe" && $0["resource"]?["kind"]?.string == kind }
                .compactMap { $0["name"]?.string }
        }
        #expect(probes("Service") == ["TCP connect 198.51.100.10:80 from this machine"])
        #expect(probes("Ingress").first == "GET http://web.example.com/ at 198.51.100.10 from this machine")
    }

    @Test func withoutPermissionOnlyWhatWasAskedForIsUnknown() async throws {
        let forbidden = """
            tenant: {ingresses.networking.k8s.io: forbidden, gateways.gateway.networking.k8s.io: forbidden,
              httproutes.gateway.networking.k8s.io: forbidden, grpcroutes.gateway.networking.k8s.io: forbidden}
            """
        let all = try await verify(["-A"], changes: forbidden)
        #expect(all.status == .success && all.output.contains("SKIP  the tenant cluster's Ingresses"), "\(all.output)")
        let routes = try await verify(["-A", "--layer", "7"], changes: forbidden)
        #expect(routes.status == .undetermined, "\(routes.output) \(routes.error)")
    }

    @Test func nothingToTestIsFive() async throws {
        let none = try await verify(["ing", "-n", "empty"])
        #expect(none.status == .notFound && none.error.contains("namespace empty not found"), "\(none.error)")
        let port = try await verify(["ing/site", "-n", "shop", "--port", "81"])
        #expect(port.status == .notFound && port.error.contains("no Service or host has this port"), "\(port.error)")
    }

    // MARK: Formats

    @Test(arguments: OutputFormat.ofReports)
    func everyFormatHasTheSameStatus(format: OutputFormat) async throws {
        let run = try await verify(
            ["ing/site", "gateway/kubelb", "-n", "shop", "-o", format.rawValue],
            answering: Self.responding(404) { $0.page = .defaultBackend })
        #expect(run.status == .findings && !run.output.isEmpty, "\(run.error)")
    }

    @Test func namesOfOthersDoNotSteerTheTerminal() async throws {
        let changes = #"""
            tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: "a\e[31m\r\nX: y", http: {paths: [{
              path: "/\e[2J", pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]}}}}
            """#
        for format in ["table", "short", "wide", "junit", "markdown", "github"] {
            let run = try await verify(["ing/site", "-n", "shop", "-o", format], changes: changes)
            #expect(!run.output.contains("\u{1B}") && !run.error.contains("\u{1B}"), "\(run.output)")
        }
    }

    // MARK: Options

    @Test(arguments: [
        (["ing/site", "--http", "/"], "--http applies to Services only", "--path"),
        (["httproute/app", "--tls"], "--tls applies to Services only", "--path"),
        (["svc/web", "--path", "/"], "--path does not apply to Services", "--http"),
        (["svc/web", "--no-http"], "--no-http does not apply to Services", "--http"),
        (["ing/site", "--path", "healthz"], "healthz", "/healthz"), (["ing/site", "--path", "/a#b"], "/a#b", "%XX"),
        (["svc/web", "--expect-status", "200"], "--expect-status", "--http"),
    ])
    func whatHasNoEffectIsAUsageError(words: [String], message: String, hint: String) async {
        let run = await run(["verify"] + words + ["-n", "shop", "--from-bundle", "/nowhere"])
        #expect(run.status == .usage && run.error.contains(message) && run.error.contains(hint), "\(run.error)")
    }

    @Test func commandsForInsideAreRequestsOfCurl() async throws {
        let changes = ""
        try await withTemporaryDirectory { directory in
            let bundle = directory + "/bundle"
            try BundleWriter.write(ExamplePair(changes: changes, hasRoutes: true).files, to: bundle)
            let printed = await run(["verify", "ing/site", "-n", "shop", "--print-probe", "--from-bundle", bundle])
            #expect(printed.status == .success, "\(printed.error)")
            #expect(
                printed.output.contains(
                    "--connect-to shop.example.com:443:198.51.100.20:443 https://shop.example.com:443/"),
                "\(printed.output)")
        }
    }
}
