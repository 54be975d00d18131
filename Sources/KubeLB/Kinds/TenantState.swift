import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` TenantState: what a tenant may see of its own settings.
package struct TenantState: KubernetesObject, Hashable {
    package static let kind = "TenantState"
    package static let resource = "tenantstates.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion

    package var metadata = ObjectMeta()
    package var loadBalancer = LoadBalancerSettings()
    package var version: ReportedVersion?
    /// As in the Tenant.
    package var allowedDomains: [String]?
    /// Of the Enterprise Edition.
    package var conditions: [Condition] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "loadBalancer": loadBalancer = try LoadBalancerSettings(from: &reader)
            case "version": version = try ReportedVersion(from: &reader)
            case "allowedDomains": allowedDomains = try reader.strings()
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }
}
