import Diagnosis
import KubeLB
import Sandbox
import Testing
import Topology

/// Two independent causes on one Service: both are named, in the order in which they have to be fixed.
@Suite struct FaultPairTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let code: String
        let stage: Stage
        let changes: String
        /// What both must not change at once: the object, or what makes the other fault impossible.
        let touches: Set<String>

        var testDescription: String { code }
    }

    private static let uid = "00000000-0000-4000-8000-000000000001"

    static let faults = [
        Fault(
            code: "KLC-S002", stage: .created,
            changes: """
                tenant: {services: {shop/web: {spec: {allocateLoadBalancerNodePorts: false, ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080}]}}}}
                """, touches: ["node port"]),
        Fault(
            code: "KLC-L006", stage: .propagated,
            changes: """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/\(uid): {metadata: {
                  deletionTimestamp: "2026-11-22T11:00:00Z", finalizers: [example.com/hold]}}}}
                """, touches: ["manager's work"]),
        Fault(
            code: "KLC-N001", stage: .propagated,
            changes: "management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}", touches: []),
        Fault(
            code: "KLC-L005", stage: .provisioned,
            changes: """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/\(uid): {metadata: {finalizers: null}}}}
                """, touches: ["manager's work"]),
        Fault(
            code: "KLC-D001", stage: .provisioned,
            changes: """
                management: {services: {tenant-acme/envoy-\(uid): {metadata: {
                  deletionTimestamp: "2026-11-22T11:00:00Z", finalizers: [example.com/hold]}}}}
                """, touches: ["envoy Service", "manager's work"]),
        Fault(
            code: "KLC-D005", stage: .provisioned,
            changes: """
                management:
                  deployments.apps: {tenant-acme/envoy-tenant-acme: null}
                  pods: {tenant-acme/envoy-tenant-acme-1: null, tenant-acme/envoy-tenant-acme-2: null}
                """, touches: ["manager's work"]),
        Fault(
            code: "KLC-L007", stage: .synced,
            changes: """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/\(uid): {status: {loadBalancer: null}}}}
                """, touches: ["envoy Service", "manager's work"]),
        Fault(
            code: "KLC-S004", stage: .routed,
            changes: """
                tenant:
                  services: {shop/web: {spec: {selector: {app: wbe}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: []}}
                """, touches: []),
    ]

    static let pairs = faults.indices.flatMap { first in
        faults[(first + 1)...].filter { $0.touches.isDisjoint(with: faults[first].touches) }
            .map { (faults[first], $0) }
    }

    @Test(arguments: faults)
    func eachShowsAlone(fault: Fault) throws {
        let codes = try Self.roots([fault]).map(\.code.description)
        #expect(codes.first == fault.code)
    }

    @Test(arguments: pairs)
    func bothShowInTheOrderOfTheirStages(first: Fault, second: Fault) throws {
        for faults in [[first, second], [second, first]] {
            let roots = try Self.roots(faults)
            let codes = roots.map(\.code.description)
            let words = "\(first.code) and \(second.code): \(roots.map(\.line).joined(separator: "; "))"
            guard let one = codes.firstIndex(of: first.code), let other = codes.firstIndex(of: second.code) else {
                Issue.record("\(words)")
                continue
            }
            if first.stage < second.stage { #expect(one == 0 && one < other, "\(words)") }
        }
    }

    @Test func thereAreManyPairs() { #expect(Self.pairs.count >= 15) }

    /// The root causes that are said about the Service.
    private static func roots(_ faults: [Fault]) throws -> [Finding] {
        let pair = try ExamplePair(changes: faults.map(\.changes).joined(separator: "\n---\n"))
        let diagnosis = try MemoryBundle(files: pair.files).diagnose()
        let service = try #require(diagnosis.services.first { $0.key.path == "shop/web" })
        return diagnosis.findings(concerning: [service.key]).filter { $0.isRootCause && $0.severity > .info }
    }

    /// SCTP is refused before the CCM's attempts to write it are.
    @Test func theProtocolComesBeforeTheLogAboutIt() throws {
        let changes = """
            tenant: {services: {shop/web: {metadata: {finalizers: [kubelb.k8c.io/cleanup]}, spec: {ports: [
              {name: sig, port: 3868, protocol: SCTP, targetPort: 3868, nodePort: 31080}]}, status: {loadBalancer: null}}}}
            management:
              loadbalancers.kubelb.k8c.io: {tenant-acme/\(Self.uid): null}
              services: {tenant-acme/envoy-\(Self.uid): null}
            logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:50.000Z",\
            "msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},\
            "namespace":"shop","name":"web","error":"LoadBalancer.kubelb.k8c.io \\"x\\" is invalid: spec.ports[0].protocol"}'}
            """
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
        let service = try #require(diagnosis.services.first)
        let codes = diagnosis.findings(concerning: [service.key]).filter { $0.severity > .info }.map(\.code.description)
        #expect(codes.first == "KLC-S003")
        #expect(codes.contains("KLC-C017"))
    }

    /// Another Service's cause is not said about this one.
    @Test func anotherServicesCauseStaysThere() throws {
        let fault = try #require(Self.faults.first { $0.code == "KLC-S004" })
        let changes = """
            tenant: {services: {shop/api: {metadata: {uid: 00000000-0000-4000-8000-000000000002,
              creationTimestamp: "2026-11-22T10:00:00Z", finalizers: [kubelb.k8c.io/cleanup]},
              spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}}}
            """
        let pair = try ExamplePair(changes: fault.changes + "\n---\n" + changes)
        let diagnosis = try MemoryBundle(files: pair.files).diagnose()
        let web = try #require(diagnosis.services.first { $0.key.path == "shop/web" })
        let findings = diagnosis.findings(concerning: [web.key])
        #expect(findings.first?.code == "S004")
        #expect(findings.allSatisfy { $0.resource == nil || $0.resource == web.key })
    }
}
