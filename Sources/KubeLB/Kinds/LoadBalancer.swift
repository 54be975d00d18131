import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` LoadBalancer: a Service of a tenant cluster in the management cluster.
package struct LoadBalancer: KubernetesObject, Hashable {
    package static let kind = "LoadBalancer"
    package static let resource = "loadbalancers.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion
    package static let managedFields = ManagedFieldsDetail.all

    @usableFromInline var shared = Shared(Fields())

    @usableFromInline
    struct Fields: Sendable, Hashable {
        @usableFromInline var metadata: ObjectMeta = ObjectMeta()
        @usableFromInline var spec: LoadBalancerSpec = LoadBalancerSpec()
        @usableFromInline var status: LoadBalancerStatus?

        @usableFromInline init() {}
    }

    @inlinable package var metadata: ObjectMeta {
        _read { yield shared.fields.metadata }
        _modify { yield &shared.fields.metadata }
    }

    @inlinable package var spec: LoadBalancerSpec {
        _read { yield shared.fields.spec }
        _modify { yield &shared.fields.spec }
    }

    /// nil before the manager has handled it.
    @inlinable package var status: LoadBalancerStatus? {
        _read { yield shared.fields.status }
        _modify { yield &shared.fields.status }
    }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": spec = try LoadBalancerSpec(from: &reader)
        case "status": status = try LoadBalancerStatus(from: &reader)
        default: try reader.skip()
        }
    }

    /// `namespace/name` of the Service it was made from, by its labels.
    package var origin: (namespace: String, name: String)? {
        guard let namespace = metadata.labels[KubeLBNames.originNamespaceLabel], !namespace.isEmpty,
            let name = metadata.labels[KubeLBNames.originNameLabel], !name.isEmpty
        else { return nil }
        return (namespace, name)
    }

    /// The condition by which the manager says that it does not serve the LoadBalancer (Enterprise Edition 1.5).
    package var rejection: Condition? {
        status?.conditions.first { $0.type == "Accepted" && $0.status == "False" }
    }

    /// Whether the manager has accepted it.
    package var isAccepted: Bool {
        metadata.finalizers.contains(KubeLBNames.cleanupFinalizer)
            || metadata.finalizers.contains(KubeLBNames.legacyLoadBalancerFinalizer)
    }
}

/// `spec` of a LoadBalancer.
package struct LoadBalancerSpec: Sendable, Hashable {
    package var ports: [LoadBalancerPort] = []
    package var endpoints: [LoadBalancerEndpoints] = []
    package var type = ""
    package var externalTrafficPolicy: String?
    package var hostname: String?
    /// `persistence.type`: `SourceIP` for `sessionAffinity: ClientIP`.
    package var persistence: String?

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ports": ports = try reader.list { (reader) throws(JSONError) in try LoadBalancerPort(from: &reader) }
            case "endpoints":
                endpoints = try reader.list { (reader) throws(JSONError) in try LoadBalancerEndpoints(from: &reader) }
            case "type": type = try reader.string() ?? ""
            case "externalTrafficPolicy": externalTrafficPolicy = try reader.string()
            case "hostname": hostname = try reader.string()
            case "persistence":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "type" = key { persistence = try reader.string() } else { try reader.skip() }
                }
            default: try reader.skip()
            }
        }
    }
}

/// A port of a LoadBalancer, of its endpoints (a node port) or of its status.
package struct LoadBalancerPort: Sendable, Hashable {
    package var name = ""
    package var port = 0
    package var `protocol` = "TCP"
    /// In the status alone: the port of the Envoy pods, and the tenant's node port behind it.
    package var targetPort: Int?
    package var upstreamTargetPort: Int?

    package init(name: String, port: Int, protocol: String) {
        self.name = name
        self.port = port
        self.protocol = `protocol`
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "port": port = try reader.int() ?? 0
            case "protocol": self.protocol = try reader.string() ?? "TCP"
            case "targetPort": targetPort = try reader.int()
            case "upstreamTargetPort": upstreamTargetPort = try reader.int()
            default: try reader.skip()
            }
        }
    }

    /// `443/TCP`.
    package var label: String { "\(port)/\(self.protocol)" }
}

/// An entry of `spec.endpoints`: where the node ports are.
package struct LoadBalancerEndpoints: Sendable, Hashable {
    package var ports: [LoadBalancerPort] = []
    /// `addressesReference.name`; nil where the addresses stand here.
    package var addressesReference: String?
    package var addresses: [String] = []

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ports": ports = try reader.list { (reader) throws(JSONError) in try LoadBalancerPort(from: &reader) }
            case "addressesReference":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "name" = key { addressesReference = try reader.string() } else { try reader.skip() }
                }
            case "addresses": addresses = try EndpointAddress.list(from: &reader)
            default: try reader.skip()
            }
        }
    }
}

/// An address of an endpoint, by IP or by host name.
enum EndpointAddress {
    static func list(from reader: inout JSONReader) throws(JSONError) -> [String] {
        try reader.list { (reader) throws(JSONError) in
            var address: String?
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "ip", "hostname":
                    if let text = try reader.string(), !text.isEmpty { address = text }
                default: try reader.skip()
                }
            }
            return address
        }.compactMap { $0 }
    }
}

/// `status` of a LoadBalancer.
package struct LoadBalancerStatus: Sendable, Hashable {
    package var ingress: [LoadBalancerIngress] = []
    /// Sorted by name, not in the order of the spec.
    package var ports: [LoadBalancerPort] = []
    package var hostname: String?
    /// Enterprise Edition 1.5: `Accepted`.
    package var conditions: [Condition] = []

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "conditions": conditions = try Condition.list(from: &reader)
            case "loadBalancer": ingress = try LoadBalancerIngress.list(from: &reader)
            case "service":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "ports" = key {
                        ports = try reader.list { (reader) throws(JSONError) in try LoadBalancerPort(from: &reader) }
                    } else {
                        try reader.skip()
                    }
                }
            case "hostname":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "hostname" = key { hostname = try reader.string() } else { try reader.skip() }
                }
            default: try reader.skip()
            }
        }
    }
}
