import Documents
import FoundationEssentials
import KubeLB
import Kubernetes
import Testing

@testable import Controllers

/// What our CCM and manager write is what the real ones wrote in the recorded clusters.
struct RecordedObjectsTests {
    /// Healthy ones: in the others the controllers were kept from their work.
    static let clusters = [
        "01-healthy", "02-multiport-udp", "03-etp-local", "18-two-tenants", "d01-healthy", "d05-etp-local-one-endpoint",
        "d10-distribution",
    ]

    private static func items(_ cluster: String, _ file: String) throws -> [JSONValue] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Recorded/\(cluster)/\(file).json")
        return try JSONValue(parsing: Array(try Data(contentsOf: folder)))["items"]?.array ?? []
    }

    private struct Pair {
        let service: WatchedObject<Service>
        let balancer: WatchedObject<LoadBalancer>
        let envoy: JSONValue
    }

    private static let namespace = "tenant-demo"

    /// The Services of the tenant with what was made of them.
    private static func pairs(_ cluster: String) throws -> [Pair] {
        let balancers = try items(cluster, "management/loadbalancers.kubelb.k8c.io")
            .compactMap { WatchedObject<LoadBalancer>($0) }.filter { $0.metadata.namespace == namespace }
        let envoys = try items(cluster, "management/services")
        return try items(cluster, "tenant/services").compactMap { document in
            guard let service = WatchedObject<Service>(document),
                let balancer = balancers.first(where: { $0.metadata.name == service.metadata.uid }),
                let envoy = envoys.first(where: {
                    $0["metadata"]?["name"]?.string == "envoy-\(service.metadata.uid)"
                })
            else { return nil }
            return Pair(service: service, balancer: balancer, envoy: envoy)
        }
    }

    @Test("the CCM's LoadBalancer", arguments: clusters)
    func loadBalancers(cluster: String) throws {
        let pairs = try Self.pairs(cluster)
        try #require(!pairs.isEmpty)
        for pair in pairs {
            let made = DesiredLoadBalancer.make(
                for: pair.service.object, tenantNamespace: Self.namespace, settings: CCMSettings()
            ).document
            #expect(made["spec"] == pair.balancer.document["spec"])
            for member in ["name", "namespace", "labels", "annotations"] {
                #expect(made["metadata"]?[member] == pair.balancer.document["metadata"]?[member], "\(member)")
            }
            #expect(pair.service.metadata.finalizers == [KubeLBNames.cleanupFinalizer])
            #expect(
                pair.service.document["status"]?["loadBalancer"]
                    == pair.balancer.document["status"]?["loadBalancer"])
        }
    }

    @Test("the manager's envoy Service, and the status that comes of it", arguments: clusters)
    func envoyServices(cluster: String) throws {
        for pair in try Self.pairs(cluster) {
            var allocator = PortAllocator()
            var targets: [LoadBalancerPort: Int] = [:]
            for port in pair.balancer.object.spec.ports {
                targets[port] = allocator.port(
                    for: .init(namespace: Self.namespace, loadBalancer: "", port: "\(port.name)/\(port.protocol)"))
            }
            let made = EnvoyServiceDocument(
                service: DesiredEnvoyService.make(for: pair.balancer.object, loadBalancerClass: nil), annotations: [:],
                balancer: pair.balancer.object, targets: targets
            ).new
            for member in ["type", "selector", "externalTrafficPolicy", "loadBalancerClass"] {
                #expect(made["spec"]?[member] == pair.envoy["spec"]?[member], "\(member)")
            }
            #expect(made["metadata"]?["labels"] == pair.envoy["metadata"]?["labels"])
            // Node ports are the API server's, target ports are given out one by one.
            func bare(_ service: JSONValue) -> [JSONValue] {
                (service["spec"]?["ports"]?.array ?? []).map {
                    $0.merging(patch: ["nodePort": .null, "targetPort": .null])
                }
            }
            #expect(bare(made) == bare(pair.envoy))
            #expect(LoadBalancerReconciler.status(of: pair.balancer, pair.envoy) == pair.balancer.document["status"])
            #expect(pair.balancer.metadata.finalizers == [KubeLBNames.cleanupFinalizer])
        }
    }

    @Test("an envoy Service that is right is left alone", arguments: clusters)
    func unchanged(cluster: String) throws {
        for pair in try Self.pairs(cluster) {
            var targets: [LoadBalancerPort: Int] = [:]
            for port in pair.balancer.object.spec.ports {
                targets[port] =
                    (pair.envoy["spec"]?["ports"]?.array ?? []).first {
                        $0["name"]?.string == port.name
                    }?["targetPort"]?.int
            }
            let document = EnvoyServiceDocument(
                service: DesiredEnvoyService.make(for: pair.balancer.object, loadBalancerClass: nil),
                annotations: (pair.envoy["metadata"]?["annotations"] ?? [:]).textMap, balancer: pair.balancer.object,
                targets: targets)
            #expect(document.change(of: pair.envoy) == nil)
        }
    }

    @Test("the CCM's Addresses", arguments: clusters)
    func addresses(cluster: String) throws {
        let nodes = try Self.items(cluster, "tenant/nodes").compactMap { WatchedObject<Node>($0)?.object }
        let recorded = try Self.items(cluster, "management/addresses.kubelb.k8c.io").first {
            $0["metadata"]?["namespace"]?.string == Self.namespace
        }
        let made = NodeReconciler.addresses(of: nodes, type: "ExternalIP")
        #expect(made == (recorded?["spec"]?["addresses"]?.array ?? []).compactMap { $0["ip"]?.string })
    }
}
