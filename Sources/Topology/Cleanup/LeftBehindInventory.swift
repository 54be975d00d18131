import KubeLB
import Kubernetes

/// The LoadBalancers of the tenant's namespace and the Service of each in the tenant cluster.
package struct LeftBehindInventory: Sendable {
    /// The Service of one LoadBalancer, or why it has none.
    package enum Standing: Sendable {
        /// A Service with its UID.
        case live
        /// Nobody's business but its maker's.
        case protected(reason: String)
        /// The Service of its origin labels was made anew, under another UID.
        case replaced(by: Service)
        /// No Service with its UID, and none with its origin's name.
        case ownerless(origin: String)
    }

    /// Those that are not being deleted, in the order of their names.
    package let entries: [(loadBalancer: LoadBalancer, standing: Standing)]

    /// nil where the Services or the LoadBalancers are not known, the Services to the last.
    package init?(_ topology: Topology) {
        guard let made = topology.inventory({ Self(of: topology) }) else { return nil }
        self = made
    }

    private init?(of topology: Topology) {
        guard let namespace = topology.tenantNamespace,
            let services = topology.list(.tenant, Service.self).all(where: { _ in true }).value,
            let loadBalancers = topology.list(.management, LoadBalancer.self).value
        else { return nil }
        let uids = Set(services.map(\.metadata.uid))
        let byPath = Dictionary(services.map { ($0.metadata.path, $0) }, uniquingKeysWith: { first, _ in first })
        entries = loadBalancers.items
            .filter { $0.metadata.namespace == namespace && !$0.metadata.isBeingDeleted }
            .sorted { $0.metadata.name < $1.metadata.name }
            .map { ($0, Self.standing(of: $0, uids: uids, byPath: byPath)) }
    }

    private static func standing(
        of loadBalancer: LoadBalancer, uids: Set<String>, byPath: [String: Service]
    ) -> Standing {
        if uids.contains(loadBalancer.metadata.name) { return .live }
        if let reason = protection(of: loadBalancer) { return .protected(reason: reason) }
        guard let origin = loadBalancer.origin else { return .protected(reason: "it has no origin labels") }
        let path = "\(origin.namespace)/\(origin.name)"
        return byPath[path].map { .replaced(by: $0) } ?? .ownerless(origin: path)
    }

    /// Why a LoadBalancer is none that the CCM wrote for a Service; nil where it may be one.
    private static func protection(of loadBalancer: LoadBalancer) -> String? {
        let metadata = loadBalancer.metadata
        let makers = [metadata.labels["app.kubernetes.io/managed-by"], metadata.labels[KubeLBNames.managedByLabel]]
        if metadata.annotations[KubeLBNames.cliGeneratedAnnotation] != nil || makers.contains("kubelb-cli") {
            return "it was created with KubeLB's command line"
        }
        if loadBalancer.origin == nil { return "it has no origin labels" }
        if loadBalancer.spec.type != "LoadBalancer" {
            return "its type is \(loadBalancer.spec.type.isEmpty ? "not set" : loadBalancer.spec.type)"
        }
        return nil
    }

    /// Whether another cluster seems to write into the tenant's namespace as well (KLC-T008): Addresses that are no
    /// node's, or several ownerless LoadBalancers younger than this CCM's last write.
    package func suggestsSharedTenant(_ topology: Topology) -> Bool {
        if let addresses = topology.defaultAddresses.value?.addresses, let nodes = topology.nodes.value {
            let known = Set(nodes.flatMap { $0.addresses.map(\.address) })
            if addresses.contains(where: { !known.contains($0) }) { return true }
        }
        var lastOwnWrite: Timestamp?
        for case (let loadBalancer, .live) in entries {
            let writes = loadBalancer.metadata.managedFields.filter(\.ownsSpec).compactMap(\.time)
            let newest = (writes + [loadBalancer.metadata.creationTimestamp].compactMap { $0 }).max()
            lastOwnWrite = [lastOwnWrite, newest].compactMap { $0 }.max()
        }
        guard let lastOwnWrite else { return false }
        let younger = entries.filter { entry in
            guard case .ownerless = entry.standing, let created = entry.loadBalancer.metadata.creationTimestamp else {
                return false
            }
            return created > lastOwnWrite
        }
        return younger.count >= 2
    }
}
