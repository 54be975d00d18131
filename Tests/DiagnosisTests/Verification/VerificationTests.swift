import KubeLB
import Kubernetes
import Probes
import Sandbox
import Testing
import Topology

@testable import Diagnosis

/// What is made of an observation and of the probes.
@Suite struct VerificationTests {
    private static let options = ProbePlan.Options()

    private func verify(
        _ changes: String = "", metrics: [String: String] = [:], options: ProbePlan.Options = options,
        status: ExpectedStatus = .standard,
        answering answer: (ProbeTarget) -> ProbeOutcome = { _ in .open(after: .zero) }
    ) throws -> (verification: Verification, diagnosis: Diagnosis) {
        var bundle = try MemoryBundle(.silent("", changes, metrics: metrics))
        let topology = try bundle.topology()
        let plan = topology.exposures.flatMap(ProbePlan(topology, options).probes)
        if options.obstacle == nil {
            bundle.probes = plan.compactMap { probe in
                probe.target.map { MadeProbe(probe: probe, result: ProbeResult(target: $0, outcome: answer($0))) }
            }
        }
        let diagnosis = try bundle.diagnose()
        return (
            Verification(
                of: diagnosis, services: diagnosis.services, plan: plan, options: options, expecting: status,
                coversAll: true), diagnosis
        )
    }

    private func check(_ kind: VerifyCheck.Kind, _ verification: Verification) throws -> VerifyCheck {
        try #require(verification.checks.first { $0.kind == kind })
    }

    @Test func aHealthyServicePasses() throws {
        let verification = try verify(metrics: MetricsExamples.healthy).verification
        #expect(verification.isPassed)
        #expect(verification.checks.map(\.state) == [.passed, .passed, .passed, .passed, .skipped])
        #expect(verification.checks.map(\.kind) == [.objects, .endpoints, .upstreams, .probe, .clusterProbe])
    }

    // MARK: Probes

    @Test(arguments: [
        (ProbeOutcome.open(after: .milliseconds(14)), VerifyCheck.State.passed, "14 ms"),
        (.refused, .failed, "refused"), (.reset, .failed, "reset"), (.closed, .failed, "closed immediately"),
        (.noAnswer(.connection), .failed, "timed out"), (.noAnswer(.name), .failed, "name"),
        (.unreachable("No route to host"), .failed, "No route to host"),
        (.noRoute("Network is unreachable"), .failed, "no route to the address"),
        (.notResolved("Name or service not known"), .failed, "name resolution failed"),
        (.failed("Too many open files"), .unknown, "Too many open files"),
    ])
    func outcomesAreJudged(outcome: ProbeOutcome, state: VerifyCheck.State, words: String) throws {
        let (verification, diagnosis) = try verify { _ in outcome }
        let check = try check(.probe, verification)
        #expect(check.state == state)
        #expect(check.detail.contains(words), "\(check.detail)")
        let finding = diagnosis.findings.first { $0.code == "N006" }
        let isReach = state == .failed && !outcome.isInconclusive
        #expect((finding != nil) == isReach, "\(outcome)")
        #expect(check.findings == (finding.map { [$0.id] } ?? []))
        // What was probed decides with the rest about the last stage.
        #expect((diagnosis.services.first?.stages.state == .healthy) == !isReach)
    }

    @Test func aMachineWithoutIPv6SaysNothingAboutTheService() throws {
        let changes = "tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: \"2001:db8::7\"}]}}}}}"
        let verification = try verify(changes) { _ in .noRoute("Network is unreachable") }.verification
        #expect(try check(.probe, verification).state == .skipped)
    }

    @Test func statusesAreCompared() throws {
        var options = Self.options
        options.httpPath = "/healthz"
        func state(_ number: Int, _ expected: ExpectedStatus = .standard) throws -> VerifyCheck.State? {
            let (verification, diagnosis) = try verify(options: options, status: expected) { target in
                if case .http = target.kind { .status(number, after: .milliseconds(3)) } else { .open(after: .zero) }
            }
            // Whatever the application says: the way to it is there.
            #expect(!diagnosis.findings.contains { $0.code == "N006" })
            return verification.checks.last { $0.kind == .probe }?.state
        }
        #expect(try state(200) == .passed)
        #expect(try state(302) == .passed)
        #expect(try state(503) == .failed)
        #expect(try state(503, #require(ExpectedStatus("5xx"))) == .passed)
    }

    @Test(arguments: [
        (ProbeOutcome.answered(bytes: 12, after: .milliseconds(3)), VerifyCheck.State.passed, Severity?.none),
        (.refused, .failed, .error), (.noAnswer(.answer), .failed, .warning),
    ])
    func datagramsAreJudged(outcome: ProbeOutcome, state: VerifyCheck.State, severity: Severity?) throws {
        var options = Self.options
        options.udpPayload = []
        let changes = """
            tenant:
              services: {shop/web: {spec: {ports: [{name: http, port: 53, protocol: UDP, targetPort: 53, nodePort: 31080}]}}}
              endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: http, port: 53, protocol: UDP}]}}
            """
        let (verification, diagnosis) = try verify(changes, options: options) { _ in outcome }
        #expect(try check(.probe, verification).state == state)
        #expect(diagnosis.findings.first { $0.code == "N006" }?.severity == severity)
        #expect(try check(.upstreams, verification).detail == "Envoy does not check UDP")
    }

    @Test func aNameFailsWithOneOfItsAddresses() throws {
        var bundle = try MemoryBundle(.silent(""))
        let topology = try bundle.topology()
        let plan = topology.exposures.flatMap(ProbePlan(topology, Self.options).probes)
        let (probe, target) = (try #require(plan.first), try #require(plan.first?.target))
        bundle.probes = [
            MadeProbe(
                probe: probe,
                result: ProbeResult(
                    target: target,
                    attempts: [
                        .init(address: "192.0.2.1", outcome: .open(after: .milliseconds(2))),
                        .init(address: "192.0.2.2", outcome: .refused),
                    ]))
        ]
        let diagnosis = try bundle.diagnose()
        let verification = Verification(of: diagnosis, services: diagnosis.services, plan: plan)
        let check = try check(.probe, verification)
        #expect(check.state == .failed)
        #expect(check.detail == "refused; 192.0.2.1 2 ms, 192.0.2.2 refused")
    }

    @Test func fiftyPortsAreFiftyChecks() throws {
        let ports = (0..<50).map { "{name: p\($0), port: \(8000 + $0), protocol: TCP, nodePort: \(31000 + $0)}" }
        let changes = "tenant: {services: {shop/web: {spec: {ports: [\(ports.joined(separator: ", "))]}}}}"
        let (verification, diagnosis) = try verify(changes) { $0.port == 8033 ? .refused : .open(after: .zero) }
        let probes = verification.checks.filter { $0.kind == .probe }
        #expect(probes.count == 50)
        #expect(probes.filter { $0.state == .failed }.map(\.probe?.port) == [8033])
        #expect(diagnosis.findings.first { $0.code == "N006" }?.message.contains("198.51.100.10:8033/TCP") == true)
    }

    @Test func nobodyWasAskedToProbe() throws {
        var options = Self.options
        options.obstacle = "a bundle cannot be probed"
        let (verification, diagnosis) = try verify(options: options)
        #expect(try check(.probe, verification).state == .skipped)
        // Neither passed nor unknown: the check has nothing to say.
        #expect(!diagnosis.passed.contains("N006"))
        #expect(!diagnosis.unknowns.contains { $0.code == "N006" })
    }

    @Test func withoutAnAddressThereIsNothingToProbe() throws {
        let verification = try verify("tenant: {services: {shop/web: {status: {loadBalancer: null}}}}").verification
        let check = try check(.probe, verification)
        #expect(check.state == .skipped && check.detail == "the Service has no address")
        #expect(try self.check(.objects, verification).state == .failed)
    }

    @Test func nodePortsThatCannotBeKnownAreNotPassedOver() throws {
        var options = Self.options
        options.includesNodePorts = true
        let verification = try verify("management: {addresses.kubelb.k8c.io: forbidden}", options: options).verification
        let check = try #require(verification.checks.last { $0.kind == .probe })
        #expect(check.state == .unknown && check.detail.contains("addresses.kubelb.k8c.io"), "\(check.detail)")
        #expect(!check.mayChange)
    }

    // MARK: Objects

    @Test(arguments: [
        ("tenant: {services: {shop/web: {spec: {type: ClusterIP}}}}", "Created"),
        ("tenant: {services: {shop/web: {metadata: {finalizers: []}}}}", "Propagated"),
        ("tenant: {services: {shop/web: {spec: {externalTrafficPolicy: Local}}}}", "spec.externalTrafficPolicy"),
        ("tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}}}", "Synced"),
        (
            "tenant: {services: {shop/web: {metadata: {annotations: {kubelb.k8c.io/proxy-protocol: v2}}}}}", "KLC-L003"
        ),
        ("tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:59:00Z\"}}}}", "deleted"),
    ])
    func objectsThatDifferFail(changes: String, words: String) throws {
        let check = try check(.objects, try verify(changes).verification)
        #expect(check.state == .failed)
        #expect(check.detail.contains(words), "\(check.detail)")
    }

    @Test(arguments: [
        ("forbidden", VerifyCheck.State.unknown, false), ("failed", .unknown, true), ("notCollected", .skipped, true),
    ])
    func whatCouldNotBeReadIsUnknown(word: String, state: VerifyCheck.State, mayChange: Bool) throws {
        let objects = try check(.objects, try verify("management: {loadbalancers.kubelb.k8c.io: \(word)}").verification)
        #expect(objects.state == state && objects.mayChange == mayChange)
        let endpoints = try check(
            .endpoints, try verify("tenant: {endpointslices.discovery.k8s.io: \(word)}").verification)
        #expect(endpoints.state == state && endpoints.mayChange == mayChange)
        let all = try verify("tenant: {services: \(word)}").verification
        #expect(all.checks.map(\.kind) == [.services])
        #expect(all.checks.first?.state == state)
        #expect(all.isPassed == (state == .skipped))
        #expect(all.mayPassLater == (state == .unknown && mayChange))
    }

    @Test func withoutReadyEndpointsThePortIsNamed() throws {
        let changes = """
            tenant: {services: {shop/web: {spec: {ports: [{name: other, port: 81, protocol: TCP, nodePort: 31081}]}}}}
            """
        #expect(try check(.endpoints, try verify(changes).verification).detail == "none serves 81/TCP")
        let none = try verify(try #require(ExampleFault.named("no-endpoints")).changes).verification
        let check = try check(.endpoints, none)
        #expect(check.state == .failed && check.findings.count == 1)
    }

    // MARK: Upstreams

    private static func envoys(_ healthy: Int, total: Int = 2) -> [String: String] {
        MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(total: total, healthy: healthy)]))
    }

    private static let local = """
        tenant:
          services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
          endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
            {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
          spec: {externalTrafficPolicy: Local}}}}
        """

    @Test func theExpectationFollowsTheTrafficPolicy() throws {
        let local = try check(.upstreams, try verify(Self.local, metrics: Self.envoys(1)).verification)
        #expect(local.state == .passed)
        #expect(local.detail == "1/2, 1 expected (externalTrafficPolicy: Local)")
        let cluster = try check(.upstreams, try verify(metrics: Self.envoys(1)).verification)
        #expect(cluster.state == .failed)
        #expect(cluster.detail == "31080 (80/TCP): 1/2, 2 expected")
        #expect(!cluster.findings.isEmpty && !cluster.evidence.isEmpty)
    }

    @Test func anEnvoyThatKnowsNothingFails() throws {
        let blank = MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.blank)
        let check = try check(.upstreams, try verify(metrics: blank).verification)
        #expect(check.state == .failed && check.detail.contains("no configuration at all"), "\(check.detail)")
    }

    @Test func statisticsOnlyConfirm() throws {
        for changes in ["", "management: {pods: forbidden}"] {
            let check = try check(.upstreams, try verify(changes).verification)
            #expect(check.state == .skipped && check.detail.hasPrefix("Envoy's statistics: "), "\(check.detail)")
        }
    }

    @Test func inTheEnterpriseEditionNodePortsMayBeBypassed() throws {
        let changes =
            "management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}"
        #expect(try check(.upstreams, try verify(changes, metrics: Self.envoys(0)).verification).state == .skipped)
    }

    // MARK: Recorded clusters

    /// A Service at Routed has no failed check; one that is stopped before has one, wherever it stands.
    @Test(arguments: Recorded.names)
    func stagesAndChecksAgree(name: String) throws {
        let diagnosis = try Recorded.bundle(name).thinned.diagnose()
        let verification = Verification(of: diagnosis, services: diagnosis.services, plan: [])
        for service in diagnosis.services {
            let checks = verification.checks.filter { $0.resource == service.key }
            let words = "\(name) \(service.key.path): \(checks.map { "\($0.name): \($0.state) \($0.detail)" })"
            let isShort = diagnosis.findings(concerning: [service.key]).contains { $0.code == "D011" }
            let hasDrift = diagnosis.findings(concerning: [service.key]).contains {
                $0.code == "L003" && $0.severity > .info
            }
            switch service.stages.state {
            case .healthy where !isShort && !hasDrift: #expect(!checks.contains { $0.state == .failed }, "\(words)")
            case .healthy, .unknown: break
            default: #expect(checks.contains { $0.state == .failed }, "\(words)")
            }
        }
    }
}
