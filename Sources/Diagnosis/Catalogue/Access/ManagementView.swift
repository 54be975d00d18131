import Topology

extension CheckContext {
    /// Shows the tenant that was asked for, or all, if what was given as its cluster is the management cluster.
    var viewOfManagement: Remedy {
        let isLive = topology.bundle == nil
        if let tenant = topology.tenant.value, tenant.source == .requested {
            return .inspect(
                "check the tenant from the management cluster alone, with --management-only",
                isLive ? tool("doctor --management-only --tenant \(tenant.name)") : nil)
        }
        return .inspect(
            "check the tenants of this management cluster without their clusters, with --all-tenants",
            isLive ? tool("doctor --all-tenants") : nil)
    }
}
