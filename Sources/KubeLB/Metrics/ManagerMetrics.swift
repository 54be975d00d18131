/// What a manager counts on `:9443/metrics` (KubeLB after v1.4.3).
package struct ManagerMetrics: Sendable, Hashable {
    /// Listeners in the configuration that it holds ready for the Envoys, by tenant namespace. A level; absent for a tenant
    /// until the first configuration since the manager's start.
    package private(set) var listeners: [String: Int] = [:]
    /// Reconciliations since its start: of LoadBalancers by tenant namespace, of Envoy's configuration, of Tenants.
    package let loadBalancers: [String: Outcomes]
    package let configurations: Outcomes
    package let tenants: Outcomes
    /// Of several managers one leads, and only that one does anything; nil without leader election.
    package let isLeading: Bool?

    package static func decode(_ bytes: [UInt8]) throws(MetricsError) -> ManagerMetrics {
        try ManagerMetrics(MetricsParser.parse(bytes, keeping: Name.all))
    }

    package init(_ page: MetricsPage) throws(MetricsError) {
        try ControllerMetrics.requireEnd(of: page)
        loadBalancers = ControllerMetrics.outcomes(Name.loadBalancers, by: "namespace", page)
        configurations = ControllerMetrics.outcomes(Name.configurations, by: "", page)[""] ?? Outcomes()
        tenants = ControllerMetrics.outcomes(Name.tenants, by: "", page)[""] ?? Outcomes()
        isLeading = page.value(of: Name.leading).map { $0 != 0 }
        for sample in page.samples(of: Name.listeners) {
            guard let name = sample.labels["snapshot_name"], let count = MetricsPage.whole(sample.value) else {
                continue
            }
            listeners[name] = count
        }
    }

    private enum Name {
        static let listeners = "kubelb_manager_envoycp_listeners"
        static let loadBalancers = "kubelb_manager_loadbalancer_reconcile_total"
        static let configurations = "kubelb_manager_envoycp_reconcile_total"
        static let tenants = "kubelb_manager_tenant_reconcile_total"
        static let leading = "leader_election_master_status"

        static let all: Set<String> = [
            listeners, loadBalancers, configurations, tenants, leading, ControllerMetrics.lastFamily,
        ]
    }
}
