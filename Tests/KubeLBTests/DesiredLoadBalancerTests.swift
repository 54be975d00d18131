import FoundationEssentials
import KubeLB
import Kubernetes
import Testing

/// What the CCM would write is what the real CCM wrote, on every recorded cluster where it ran.
@Suite struct DesiredLoadBalancerTests {
    private static let recorded = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Recorded")

    private func list<Item: KubernetesObject>(_ cluster: String, _ side: String, _ kind: Item.Type) throws -> [Item] {
        let file = Self.recorded.appending(path: "\(cluster)/\(side)/\(Item.resource).json")
        return try #require(ObjectList<Item>.decode(Array(Data(contentsOf: file)), source: file.path()).value).items
    }

    @Test(arguments: [
        "01-healthy", "02-multiport-udp", "03-etp-local", "d01-healthy", "d05-etp-local-one-endpoint",
        "d10-distribution",
    ])
    func matchesWhatTheCCMWrote(cluster: String) throws {
        let services = try list(cluster, "tenant", Service.self)
        let loadBalancers = try list(cluster, "management", LoadBalancer.self)
        #expect(!loadBalancers.isEmpty)
        for actual in loadBalancers {
            let service = try #require(services.first { $0.metadata.uid == actual.metadata.name })
            let expected = DesiredLoadBalancer.make(
                for: service, tenantNamespace: actual.metadata.namespace, settings: CCMSettings())
            #expect(LoadBalancerDrift.between(expected: expected, actual: actual).isEmpty)
            #expect(expected.metadata.labels == actual.metadata.labels)
        }
    }

    @Test(arguments: ["01-healthy", "02-multiport-udp", "d10-distribution"])
    func matchesWhatTheManagerWrote(cluster: String) throws {
        let services = try list(cluster, "management", Service.self)
        for loadBalancer in try list(cluster, "management", LoadBalancer.self) {
            let expected = DesiredEnvoyService.make(for: loadBalancer, loadBalancerClass: nil)
            let actual = try #require(services.first { $0.metadata.name == expected.metadata.name })
            #expect(actual.metadata.labels == expected.metadata.labels)
            #expect(actual.selector == expected.selector)
            #expect(actual.ports.map(\.name) == expected.ports.map(\.name))
            #expect(DesiredEnvoyService.missingPorts(of: expected, in: actual).isEmpty)
        }
    }

    @Test func driftNamesFieldsAndEffects() throws {
        let services = try list("16-nodeport-drift", "tenant", Service.self)
        let actual = try #require(list("16-nodeport-drift", "management", LoadBalancer.self).first)
        let service = try #require(services.first { $0.metadata.uid == actual.metadata.name })
        let expected = DesiredLoadBalancer.make(
            for: service, tenantNamespace: actual.metadata.namespace, settings: CCMSettings())
        let drift = LoadBalancerDrift.between(expected: expected, actual: actual)
        #expect(drift.map(\.field) == ["spec.ports", "spec.endpoints[0].ports"])
        #expect(drift.allSatisfy { $0.effect == .spec })
        var renamed = expected
        renamed.spec.ports[0].name = "other"
        renamed.metadata.annotations = ["a": "b"]
        #expect(
            LoadBalancerDrift.between(expected: expected, actual: renamed).map(\.effect) == [.portName, .annotations])
    }

    @Test func unnamedPortsGetNames() {
        #expect(DesiredLoadBalancer.portName(ServicePort(port: 53, protocol: "UDP")) == "53-udp")
        #expect(DesiredLoadBalancer.portName(ServicePort(name: "HTTP", port: 80)) == "http")
    }
}
