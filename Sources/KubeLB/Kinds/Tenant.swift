import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` Tenant; cluster-scoped, named without the prefix `tenant-`.
package struct Tenant: KubernetesObject, Hashable {
    package static let kind = "Tenant"
    package static let resource = "tenants.kubelb.k8c.io"
    package static let isNamespaced = false
    package static let version = KubeLBNames.apiVersion
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    package var loadBalancer = LoadBalancerSettings()
    package var dns = DNSSettings()
    package var certificates = CertificateSettings()
    package var ingress = RoutingSettings()
    package var gatewayAPI = RoutingSettings()
    package var annotationSettings = AnnotationSettings()
    /// Patterns of the hosts that the tenant may use (Enterprise Edition); nil for every host.
    package var allowedDomains: [String]?
    /// The fields of `spec.envoyProxy`, with which the manager writes this tenant's Envoy otherwise than those of others.
    package var envoySettings: Set<String> = []
    /// `Ready`, `Pending`, `Failed`, …; empty before the manager has handled it.
    package var phase = ""
    package var conditions: [Condition] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "loadBalancer": loadBalancer = try LoadBalancerSettings(from: &reader)
                case "dns": dns = try DNSSettings(from: &reader)
                case "certificates": certificates = try CertificateSettings(from: &reader)
                case "ingress": ingress = try RoutingSettings(from: &reader)
                case "gatewayAPI": gatewayAPI = try RoutingSettings(from: &reader)
                case "envoyProxy":
                    try reader.object { (reader, key) throws(JSONError) in
                        envoySettings.insert(key.string)
                        try reader.skip()
                    }
                case "allowedDomains": allowedDomains = try reader.strings()
                default:
                    if try !annotationSettings.read(key, from: &reader) { try reader.skip() }
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "phase": phase = try reader.string() ?? ""
                case "conditions": conditions = try Condition.list(from: &reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    package var readyCondition: Condition? { conditions.first { $0.type == "Ready" } }
}
