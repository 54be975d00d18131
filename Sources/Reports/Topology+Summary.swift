import KubeLB
import Topology

/// Words about a pair of clusters that several formats use.
extension Topology {
    /// `full`, `ccm-identity` or `none`: how much of the management cluster could be seen.
    package var managementAccess: String {
        if list(.management, LoadBalancer.self).value == nil { return "none" }
        return hasCCMIdentityOnly ? "ccm-identity" : "full"
    }
}
