import KubeLB
import Kubernetes
import Topology

/// What may not be read in all namespaces is read in the tenant's: an identity that sees one tenant is judged by what it
/// sees.
struct NamespacedRetry {
    let plan: ReadPlan
    /// A tenant as the refused lists show it.
    let topology: Topology

    /// Whether its LoadBalancers may be read in its namespace is not known yet.
    var isNeeded: Bool { isRefused(.loadBalancers) }

    /// Decides about all others: if they are refused there, too, the tenant is not visible.
    var loadBalancers: [PlannedRead] { read(LoadBalancer.self, .replacesUnread) }

    /// The other kinds that were refused.
    var others: [PlannedRead] {
        // Of these only the tenant's own objects are looked at: what is read is all of them.
        let own =
            read(Addresses.self, .replacesUnread) + read(TenantState.self, .replacesUnread)
            + read(Route.self, .replacesUnread) + read(SyncSecret.self, .replacesUnread)
            + read(ResourceQuota.self, .replacesUnread) + read(NetworkPolicy.self, .replacesUnread)
            + read(ServiceAccount.self, .replacesUnread) + read(Role.self, .replacesUnread)
            + read(RoleBinding.self, .replacesUnread) + read(Event.self, .replacesUnread)
        // Of these others may be elsewhere, such as the manager's.
        return own + read(Service.self, .adds) + read(Pod.self, .adds) + read(Deployment.self, .adds)
            + read(DaemonSet.self, .adds) + read(Ingress.self, .adds) + read(Gateway.self, .adds)
            + read(HTTPRoute.self, .adds) + read(GRPCRoute.self, .adds)
    }

    private func read<Item: KubernetesObject>(_ kind: Item.Type, _ joining: PlannedRead.Joining) -> [PlannedRead] {
        guard isRefused(Input(.management, kind)), let namespace = topology.tenantNamespace else { return [] }
        return [PlannedRead(.management, kind, plan.query(namespace), joining)]
    }

    private func isRefused(_ input: Input) -> Bool {
        if case .forbidden? = topology.outcome(of: input) { true } else { false }
    }
}
