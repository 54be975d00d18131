import Documents

/// `v1` Service.
package struct Service: KubernetesObject, Hashable {
    package static let kind = "Service"
    package static let resource = "services"
    package static let readsManagedFields = true

    package var metadata = ObjectMeta()
    /// `spec.type`; the API server always sets it.
    package var type = ""
    /// `None` for a headless Service.
    package var clusterIP: String?
    package var ports: [ServicePort] = []
    package var selector: [String: String] = [:]
    package var loadBalancerClass: String?
    package var externalTrafficPolicy: String?
    package var allocateLoadBalancerNodePorts: Bool?
    package var loadBalancerSourceRanges: [String] = []
    package var loadBalancerIP: String?
    package var ipFamilyPolicy: String?
    /// `IPv4`, `IPv6` or both, the preferred one first.
    package var ipFamilies: [String] = []
    package var sessionAffinity: String?
    package var clientIPTimeoutSeconds: Int?
    /// `status.loadBalancer.ingress`.
    package var ingress: [LoadBalancerIngress] = []
    /// `status.conditions`, where some load-balancer implementations say why there is no address.
    package var conditions: [Condition] = []

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
            case "selector": selector = try reader.stringMap() ?? [:]
            case "loadBalancerClass": loadBalancerClass = try reader.string()
            case "externalTrafficPolicy": externalTrafficPolicy = try reader.string()
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

    package init(ip: String? = nil, hostname: String? = nil) {
        self.ip = ip
        self.hostname = hostname
    }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ip": ip = try reader.string()
            case "hostname": hostname = try reader.string()
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
