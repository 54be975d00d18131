import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` TenantState: what a tenant may see of its own settings.
package struct TenantState: KubernetesObject, Hashable {
    package static let kind = "TenantState"
    package static let resource = "tenantstates.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion

    package var metadata = ObjectMeta()
    package var loadBalancer = LoadBalancerSettings()
    /// Of the Enterprise Edition: `classMappings` and `enforceReferenceGrants`.
    package var gatewayAPI = RoutingSettings()
    /// `backendTransport.mode` that is in force (Enterprise Edition 1.5).
    package var backendTransportMode: String?
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
            case "gatewayAPI": gatewayAPI = try RoutingSettings(from: &reader)
            case "backendTransport":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "mode" = key { backendTransportMode = try reader.string() } else { try reader.skip() }
                }
            case "version": version = try ReportedVersion(from: &reader)
            case "allowedDomains": allowedDomains = try reader.strings()
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }
}
