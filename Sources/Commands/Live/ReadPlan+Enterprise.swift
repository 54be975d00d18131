import KubeLB
import Kubernetes
import Topology

/// What only some clusters have: read if it is served, and only with all Services.
extension ReadPlan {
    /// KubeLB's kinds of the Enterprise Edition.
    func enterprise(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        let served = topology.discovery(of: side).value?.names ?? []
        func read<Item: EnterpriseObject>(_ kind: Item.Type, _ namespace: String? = nil) -> [PlannedRead] {
            served.contains(kind.plural) ? [PlannedRead(side, kind, query(namespace))] : []
        }
        switch side {
        case .tenant: return read(TenantWAFPolicy.self)
        case .management:
            guard let namespace = topology.tenantNamespace else { return read(WAFPolicy.self) }
            return read(WAFPolicy.self) + read(Tunnel.self, namespace) + read(Insight.self, namespace)
        }
    }

    /// Which bundle of the Gateway API is installed: one of its CRDs tells. With the Enterprise Edition also the ReferenceGrants.
    func gatewayBundle(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        guard readsRoutes, topology.takenRoutes.contains(where: { $0.kind != .ingress }) else { return [] }
        let definition = PlannedRead(side, CustomResourceDefinition.self, namespace: nil, name: Gateway.resource)
        guard side == .tenant, topology.isEnterprise else { return [definition] }
        return [definition, PlannedRead(.tenant, ReferenceGrant.self, query())]
    }
}
