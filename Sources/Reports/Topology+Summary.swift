import KubeLB
import Topology

/// Words about a pair of clusters that several formats use.
extension Topology {
    /// `full`, `ccm-identity` or `none`: how much of the management cluster could be seen.
    package var managementAccess: String {
        if list(.management, LoadBalancer.self).value == nil { return "none" }
        return hasCCMIdentityOnly ? "ccm-identity" : "full"
    }

    /// `CE` or `EE`, as the manager reports it.
    package var edition: String? {
        let reported = tenantState.value?.version?.edition ?? config.value?.version?.edition
        return reported.flatMap { $0.isEmpty ? nil : $0 }
    }
}
