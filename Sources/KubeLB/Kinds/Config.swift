import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` Config `default` in the namespace `kubelb`: the manager's settings for all tenants.
package struct Config: KubernetesObject, Hashable {
    package static let kind = "Config"
    package static let resource = "configs.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    package var loadBalancer = LoadBalancerSettings()
    package var dns = DNSSettings()
    package var certificates = CertificateSettings()
    package var ingress = RoutingSettings()
    package var gatewayAPI = RoutingSettings()
    package var annotationSettings = AnnotationSettings()
    /// `shared` by default.
    package var topology: String?
    package var usesDaemonSet = false
    package var replicas: Int?
    /// `spec.envoyProxy.overloadManager.maxActiveDownstreamConnections`, for each Envoy.
    package var mostClientConnections: Int?
    /// `spec.envoyProxy.overloadManager.maxHeapSizeBytes`, for each Envoy, if the overload manager is enabled.
    package var heapLimit: Int?
    /// Enterprise Edition: `MTLS` sends traffic through a proxy in the tenant cluster instead of node ports.
    package var backendTransportMode: String?
    package var version: ReportedVersion?

    /// Whether traffic enters the tenant cluster through node ports, as it does unless the mode is MTLS.
    package var usesNodePorts: Bool { backendTransportMode != "MTLS" }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": try readSpec(from: &reader)
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                if case "version" = key {
                    version = try ReportedVersion(from: &reader)
                } else {
                    try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    private mutating func readSpec(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "loadBalancer": loadBalancer = try LoadBalancerSettings(from: &reader)
            case "dns": dns = try DNSSettings(from: &reader)
            case "certificates": certificates = try CertificateSettings(from: &reader)
            case "ingress": ingress = try RoutingSettings(from: &reader)
            case "gatewayAPI": gatewayAPI = try RoutingSettings(from: &reader)
            case "envoyProxy":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "topology": topology = try reader.string()
                    case "useDaemonset": usesDaemonSet = try reader.bool() ?? false
                    case "replicas": replicas = try reader.int()
                    case "overloadManager":
                        var isEnabled = false
                        try reader.object { (reader, key) throws(JSONError) in
                            switch key {
                            case "enabled": isEnabled = try reader.bool() ?? false
                            case "maxActiveDownstreamConnections": mostClientConnections = try reader.int()
                            case "maxHeapSizeBytes": heapLimit = try reader.int()
                            default: try reader.skip()
                            }
                        }
                        if !isEnabled || heapLimit.map({ $0 <= 0 }) == true { heapLimit = nil }
                    default: try reader.skip()
                    }
                }
            case "backendTransport":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "mode" = key { backendTransportMode = try reader.string() } else { try reader.skip() }
                }
            default:
                if try !annotationSettings.read(key, from: &reader) { try reader.skip() }
            }
        }
    }
}
