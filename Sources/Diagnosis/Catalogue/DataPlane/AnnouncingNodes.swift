import Characters
import KubeLB
import Kubernetes
import Topology

/// The nodes of the management cluster that attract the traffic for the addresses of a Service, and what shows that.
struct AnnouncingNodes {
    let names: [String]
    let evidence: [Evidence]
    /// Whether they are chosen without regard to `externalTrafficPolicy: Local`.
    let ignoresPolicy: Bool

    /// nil if nothing names them.
    init?(of envoy: Service, _ context: CheckContext) {
        if let host = envoy.metadata.annotations[Self.vipHost], !host.isEmpty {
            names = [host]
            evidence = [envoy.evidence("metadata.annotations[\(Self.vipHost)]", host)]
            ignoresPolicy = true
        } else if let lease = Self.lease(of: envoy, context) {
            names = [lease.holderIdentity]
            evidence = [lease.evidence("spec.holderIdentity", lease.holderIdentity, at: lease.renewTime)]
            ignoresPolicy = true
        } else {
            let events = context.topology.nodeAssignments(of: envoy)
            // One node answers in the local network, the one that was chosen last. With BGP all of them do.
            let last = events.last { $0.message.containsBytes(of: "\"layer2\"") }
            let chosen = events.filter { $0.message.containsBytes(of: "\"bgp\"") } + [last].compactMap { $0 }
            names = chosen.compactMap(Self.node).uniqued().sorted()
            evidence = chosen.suffix(3).map { Evidence($0) }
            ignoresPolicy = false
            if names.isEmpty { return nil }
        }
    }

    /// kube-vip writes the node that has the address.
    private static let vipHost = "kube-vip.io/vipHost"

    /// The Lease of Cilium's agents, if its holder renews it.
    private static func lease(of envoy: Service, _ context: CheckContext) -> Lease? {
        let name = CiliumL2AnnouncementPolicy.leaseName(for: envoy)
        let found = context.topology.list(.management, Lease.self).first { $0.metadata.name == name }
        guard let lease = found.value, !lease.holderIdentity.isEmpty,
            context.topology.isStale(lease, .management) == false
        else { return nil }
        return lease
    }

    /// `announcing from node "mgmt-a" with protocol "layer2"` (MetalLB `speaker/main.go`).
    static func node(_ event: Event) -> String? {
        guard let start = event.message.firstByteRange(of: "announcing from node \"") else { return nil }
        let name = event.message[start.upperBound...].prefix { $0 != "\"" }
        return name.isEmpty ? nil : String(name)
    }

    /// `node kb2, which announces`, for the middle of a sentence.
    static func words(_ names: [String]) -> String {
        names.count == 1 ? "node \(names[0])" : "nodes \(ServiceWords.list(names))"
    }
}

extension CheckContext {
    /// With policy Cluster every node passes traffic on to Envoy. Empty if the tenant's Service is not visible.
    func useClusterPolicy(_ carried: CarriedService, _ consequence: String) -> [Remedy] {
        guard carried.exposure.isServiceVisible else { return [] }
        return [
            .fix(
                "use externalTrafficPolicy Cluster, with which \(consequence); Envoy then no longer sees the addresses of clients",
                patch(reference(carried.exposure), ["spec": ["externalTrafficPolicy": "Cluster"]]))
        ]
    }
}
