import KubeLB
import Kubernetes
import Sandbox
import TestSupport
import Testing
import Topology

@testable import Diagnosis

/// Lines of `verify` and hops of `trace` agree with the gates, in the example clusters of every check.
@Suite struct GateAgreementTests {
    private struct Judged {
        let name: String
        let service: ServiceDiagnosis
        let diagnosis: Diagnosis
        let checks: [VerifyCheck]
        let trace: PathTrace

        func check(_ kind: VerifyCheck.Kind) -> VerifyCheck? { checks.first { $0.kind == kind } }
        func isFailed(_ gates: Gate...) -> Bool { service.stages.gates.firstFailed(of: gates) != nil }
        func states(_ role: TraceHop.Role) -> [TraceHop.State] { trace.ports.compactMap { $0.hop(role)?.state } }
    }

    private static func judged(_ code: CheckCode) throws -> [Judged] {
        let check = try #require(Catalogue.check(code))
        // Most examples of a check differ in little that lines and hops show.
        let examples = check.documentation.examples
        let sample = TestExtent.isWhole ? nil : examples.first { $0.fires != nil }.map { [$0] }
        return try (sample ?? examples).flatMap { example in
            let diagnosis = try MemoryBundle(example).diagnose()
            let verification = Verification(of: diagnosis, services: diagnosis.services, plan: [])
            return diagnosis.services.filter { !$0.exposure.isTerminating }.map { service in
                Judged(
                    name: "\(code) \(example.name): \(service.key.path)", service: service, diagnosis: diagnosis,
                    checks: verification.checks.filter { $0.resource == service.key },
                    trace: PathTrace(of: service, in: diagnosis, includesTimeline: false))
            }
        }
    }

    @Test(arguments: Catalogue.checks.map(\.documentation.code))
    func linesAndHops(code: CheckCode) throws {
        for judged in try Self.judged(code) {
            try expectLines(judged)
            if !judged.trace.ports.isEmpty { expectHops(judged) }
        }
    }

    private func expectLines(_ judged: Judged) throws {
        let endpoints = judged.isFailed(.endpoints, .endpointPorts, .endpointNodes)
        #expect((judged.check(.endpoints)?.state == .failed) == endpoints, "\(judged.name)")
        let isShort = judged.diagnosis.allFindings.contains {
            $0.code == "D011" && $0.resource == judged.service.key
        }
        let upstreams = try #require(judged.check(.upstreams))
        if judged.isFailed(.upstreams) || isShort && upstreams.state != .skipped {
            #expect(upstreams.state == .failed, "\(judged.name): \(upstreams.detail)")
        } else {
            #expect(upstreams.state != .failed, "\(judged.name): \(upstreams.detail)")
        }
        if let stopped = judged.service.stages.stopped, stopped.state == .failed, stopped.gate != .probes {
            #expect(judged.checks.contains { $0.state == .failed }, "\(judged.name): \(stopped.detail)")
        }
    }

    private func expectHops(_ judged: Judged) {
        if judged.isFailed(.endpoints, .endpointPorts) {
            #expect(judged.states(.endpoints).contains(.failed), "\(judged.name)")
        } else if judged.service.stages.stopped == nil {
            #expect(!judged.states(.endpoints).contains(.failed), "\(judged.name)")
        }
        let upstreams = judged.states(.listener) + judged.states(.nodePort)
        if judged.isFailed(.upstreams) {
            #expect(upstreams.contains { $0.isBroken || $0 == .warning }, "\(judged.name): \(upstreams)")
        } else if judged.service.stages.stopped == nil {
            #expect(!judged.states(.nodePort).contains(.failed), "\(judged.name): \(upstreams)")
        }
    }

    /// A UDP port that Envoy has no node for cannot work, although Envoy has no health check for it.
    @Test func portsWithoutHealthCheckCanFail() throws {
        let changes = """
            tenant: {services: {shop/web: {spec: {ports: [
              {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}}
            management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
              status: {service: {ports: [{name: dns, port: 53, protocol: UDP, targetPort: 10000,
                upstreamTargetPort: 31053}]}}}}}
            """
        let port = MetricsExamples.Port(name: MetricsExamples.port("UDP", 31053), total: 0, healthy: 0)
        let diagnosis = try MemoryBundle(
            .silent("", changes, metrics: MetricsExamples.envoys(MetricsExamples.envoy([port])))
        ).diagnose()
        let service = try #require(diagnosis.services.first)
        #expect(service.stages.gates[.upstreams].isFailed)
        let check = Verification(of: diagnosis, services: [service], plan: []).checks.first { $0.kind == .upstreams }
        #expect(check?.state == .failed, "\(check?.detail ?? "")")
        #expect(PathTrace(of: service, in: diagnosis).ports.first?.hop(.nodePort)?.state == .failed)
    }
}
