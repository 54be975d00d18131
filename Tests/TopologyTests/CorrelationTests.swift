import KubeLB
import Kubernetes
import Testing

@testable import Topology

/// What follows from the lists alone is made once.
@Suite struct CorrelationTests {
    private static let services = #"""
        {"kind":"List","items":[{"metadata":{"name":"web","namespace":"shop","uid":"uid-1"},
        "spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP","nodePort":31080}]}}]}
        """#

    private static func bundle(_ reads: @escaping (String) -> Void = { _ in }) throws -> BundleObservation {
        let manifest = try BundleManifest.decode(
            Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z"}"#.utf8),
            source: "bundle.json")
        return BundleObservation(source: "bundle", manifest: manifest) { path in
            reads(path)
            return path == "tenant/services.json" ? .present(Array(services.utf8)) : .absent
        }
    }

    @Test func `logs and statistics leave it as it is, lists do not`() throws {
        var observation = try Self.bundle().observe()
        let first = try #require(Topology(observation).exposures.first)
        let source = LogSource(side: .tenant, namespace: "kubelb", pod: "ccm", container: "ccm")
        observation.logs[source] = .failed("no")
        observation.damage = ["something"]
        #expect(Topology(observation).exposures.first === first)
        // Nothing new is no change.
        observation.merge(.tenant, .present(ObjectList<Service>()))
        #expect(Topology(observation).exposures.first === first)
        let copy = observation
        observation.set(.management, .present(ObjectList<LoadBalancer>()))
        #expect(Topology(observation).exposures.first !== first)
        #expect(Topology(copy).exposures.first === first)
        observation.requestedTenant = "acme"
        #expect(Topology(observation).tenant.value?.name == "acme")
        #expect(Topology(copy).tenant.value == nil)
    }

    @Test func `a recorder gets exposures of its own`() throws {
        let observation = try Self.bundle().observe()
        let recorder = ReadRecorder()
        let recorded = Topology(observation, recorder: recorder)
        #expect(recorded.exposures.first !== Topology(observation).exposures.first)
    }

    @Test func `each file of a bundle is read once`() throws {
        var counts: [String: Int] = [:]
        var observation = try Self.bundle { counts[$0, default: 0] += 1 }.objects(requestedTenant: nil)
        observation.requestedServices = ["shop/web"]
        #expect(counts["tenant/services.json"] == 1)
        #expect(Topology(observation).exposures.count == 1)
    }
}
