import Documents

/// `v1` Service.
package struct Service: KubernetesObject, Hashable {
    package static let kind = "Service"
    package static let resource = "services"
    package static let managedFields = ManagedFieldsDetail.all

    @usableFromInline var shared = Shared(Fields())

    @usableFromInline
    struct Fields: Sendable, Hashable {
        @usableFromInline var metadata: ObjectMeta = ObjectMeta()
        @usableFromInline var type: String = ""
        @usableFromInline var clusterIP: String?
        @usableFromInline var ports: [ServicePort] = []
        @usableFromInline var selector: [String: String] = [:]
        @usableFromInline var loadBalancerClass: String?
        @usableFromInline var externalTrafficPolicy: String?
        @usableFromInline var internalTrafficPolicy: String?
        @usableFromInline var allocateLoadBalancerNodePorts: Bool?
        @usableFromInline var loadBalancerSourceRanges: [String] = []
        @usableFromInline var loadBalancerIP: String?
        @usableFromInline var ipFamilyPolicy: String?
        @usableFromInline var ipFamilies: [String] = []
        @usableFromInline var sessionAffinity: String?
        @usableFromInline var clientIPTimeoutSeconds: Int?
        @usableFromInline var ingress: [LoadBalancerIngress] = []
        @usableFromInline var conditions: [Condition] = []

        @usableFromInline init() {}
    }

    @inlinable package var metadata: ObjectMeta {
        _read { yield shared.fields.metadata }
        _modify { yield &shared.fields.metadata }
    }

    /// `spec.type`; the API server always sets it.
    @inlinable package var type: String {
        _read { yield shared.fields.type }
        _modify { yield &shared.fields.type }
    }

    /// `None` for a headless Service.
    @inlinable package var clusterIP: String? {
        _read { yield shared.fields.clusterIP }
        _modify { yield &shared.fields.clusterIP }
    }

    @inlinable package var ports: [ServicePort] {
        _read { yield shared.fields.ports }
        _modify { yield &shared.fields.ports }
    }

    @inlinable package var selector: [String: String] {
        _read { yield shared.fields.selector }
        _modify { yield &shared.fields.selector }
    }

    @inlinable package var loadBalancerClass: String? {
        _read { yield shared.fields.loadBalancerClass }
        _modify { yield &shared.fields.loadBalancerClass }
    }

    @inlinable package var externalTrafficPolicy: String? {
        _read { yield shared.fields.externalTrafficPolicy }
        _modify { yield &shared.fields.externalTrafficPolicy }
    }

    /// `Local` sends connections from within the cluster to endpoints on the same node only.
    @inlinable package var internalTrafficPolicy: String? {
        _read { yield shared.fields.internalTrafficPolicy }
        _modify { yield &shared.fields.internalTrafficPolicy }
    }

    @inlinable package var allocateLoadBalancerNodePorts: Bool? {
        _read { yield shared.fields.allocateLoadBalancerNodePorts }
        _modify { yield &shared.fields.allocateLoadBalancerNodePorts }
    }

    @inlinable package var loadBalancerSourceRanges: [String] {
        _read { yield shared.fields.loadBalancerSourceRanges }
        _modify { yield &shared.fields.loadBalancerSourceRanges }
    }

    @inlinable package var loadBalancerIP: String? {
        _read { yield shared.fields.loadBalancerIP }
        _modify { yield &shared.fields.loadBalancerIP }
    }

    @inlinable package var ipFamilyPolicy: String? {
        _read { yield shared.fields.ipFamilyPolicy }
        _modify { yield &shared.fields.ipFamilyPolicy }
    }

    /// `IPv4`, `IPv6` or both, the preferred one first.
    @inlinable package var ipFamilies: [String] {
        _read { yield shared.fields.ipFamilies }
        _modify { yield &shared.fields.ipFamilies }
    }

    @inlinable package var sessionAffinity: String? {
        _read { yield shared.fields.sessionAffinity }
        _modify { yield &shared.fields.sessionAffinity }
    }

    @inlinable package var clientIPTimeoutSeconds: Int? {
        _read { yield shared.fields.clientIPTimeoutSeconds }
        _modify { yield &shared.fields.clientIPTimeoutSeconds }
    }

    /// `status.loadBalancer.ingress`.
    @inlinable package var ingress: [LoadBalancerIngress] {
        _read { yield shared.fields.ingress }
        _modify { yield &shared.fields.ingress }
    }

    /// `status.conditions`, where some load-balancer implementations say why there is no address.
    @inlinable package var conditions: [Condition] {
        _read { yield shared.fields.conditions }
        _modify { yield &shared.fields.conditions }
    }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": try readSpec(from: &reader)
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "loadBalancer": ingress = try LoadBalancerIngress.list(from: &reader)
                case "conditions": conditions = try Condition.list(from: &reader)
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    private mutating func readSpec(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "clusterIP": clusterIP = try reader.string()
            case "type": type = try reader.string() ?? ""
            case "ports": ports = try reader.list { (reader) throws(JSONError) in try ServicePort(from: &reader) }
            case "selector":
                selector = try reader.repeated(.labels) { (reader) throws(JSONError) in
                    try reader.stringMap() ?? [:]
                }
            case "loadBalancerClass": loadBalancerClass = try reader.string()
            case "externalTrafficPolicy": externalTrafficPolicy = try reader.string()
            case "internalTrafficPolicy": internalTrafficPolicy = try reader.string()
            case "allocateLoadBalancerNodePorts": allocateLoadBalancerNodePorts = try reader.bool()
            case "loadBalancerSourceRanges": loadBalancerSourceRanges = try reader.strings() ?? []
            case "loadBalancerIP": loadBalancerIP = try reader.string()
            case "ipFamilyPolicy": ipFamilyPolicy = try reader.string()
            case "ipFamilies": ipFamilies = try reader.strings() ?? []
            case "sessionAffinity": sessionAffinity = try reader.string()
            case "sessionAffinityConfig": clientIPTimeoutSeconds = try Self.timeout(from: &reader)
            default: try reader.skip()
            }
        }
    }

    private static func timeout(from reader: inout JSONReader) throws(JSONError) -> Int? {
        var seconds: Int?
        try reader.object { (reader, key) throws(JSONError) in
            guard case "clientIP" = key else { return try reader.skip() }
            try reader.object { (reader, key) throws(JSONError) in
                if case "timeoutSeconds" = key { seconds = try reader.int() } else { try reader.skip() }
            }
        }
        return seconds
    }

    package var isHeadless: Bool { clusterIP == "None" }

    package var isLoadBalancer: Bool { type == "LoadBalancer" }
}

extension Service {
    /// Labels of which kube-proxy ignores a Service that has one, whatever their values (`cmd/kube-proxy/app/server.go`): another
    /// proxy is to serve it, or none.
    private static let ignoredByProxy = ["service.kubernetes.io/service-proxy-name", "service.kubernetes.io/headless"]

    /// The label that makes kube-proxy ignore the Service; nil if it has none.
    package var proxyLabel: (name: String, value: String)? {
        Self.ignoredByProxy.lazy.compactMap { name in metadata.labels[name].map { (name, $0) } }.first
    }
}

/// An entry of `spec.ports`.
package struct ServicePort: Sendable, Hashable {
    package var name: String?
    package var port = 0
    /// `TCP`, `UDP` or `SCTP`; `TCP` where it is not set.
    package var `protocol` = "TCP"
    package var targetPort: PortReference?
    /// nil where none was allocated.
    package var nodePort: Int?
    /// What the backend speaks: `https`, `kubernetes.io/h2c`.
    package var appProtocol: String?

    package init(name: String? = nil, port: Int, protocol: String = "TCP", nodePort: Int? = nil) {
        self.name = name
        self.port = port
        self.protocol = `protocol`
        self.nodePort = nodePort
    }

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string()
            case "port": port = try reader.int() ?? 0
            case "protocol": self.protocol = try reader.string() ?? "TCP"
            case "targetPort": targetPort = try reader.portReference()
            case "appProtocol": appProtocol = try reader.string()
            case "nodePort": nodePort = try reader.int().flatMap { $0 == 0 ? nil : $0 }
            default: try reader.skip()
            }
        }
    }

    /// `443/TCP`.
    package var label: String { "\(port)/\(self.protocol)" }
}

/// An entry of `status.loadBalancer.ingress`.
package struct LoadBalancerIngress: Sendable, Hashable {
    package var ip: String?
    package var hostname: String?
    /// Whether its `ipMode` is `Proxy`: nodes then send traffic for it to the load balancer.
    package var isProxied = false

    package init(ip: String? = nil, hostname: String? = nil) {
        self.ip = ip
        self.hostname = hostname
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ip": ip = try reader.string()
            case "hostname": hostname = try reader.string()
            case "ipMode": isProxied = try reader.string() == "Proxy"
            default: try reader.skip()
            }
        }
    }

    /// The entries of a `loadBalancer` status.
    package static func list(from reader: inout JSONReader) throws(JSONError) -> [LoadBalancerIngress] {
        var ingress: [LoadBalancerIngress] = []
        try reader.object { (reader, key) throws(JSONError) in
            if case "ingress" = key {
                ingress = try reader.list { (reader) throws(JSONError) in try LoadBalancerIngress(from: &reader) }
            } else {
                try reader.skip()
            }
        }
        return ingress.filter { $0.address != nil }
    }

    /// The IP or the host name, whichever is set.
    package var address: String? {
        if let ip, !ip.isEmpty { return ip }
        if let hostname, !hostname.isEmpty { return hostname }
        return nil
    }
}

extension Array where Element == LoadBalancerIngress {
    /// The addresses, sorted, so that two statuses compare irrespective of order.
    package var addresses: [String] { compactMap(\.address).sorted() }
}
