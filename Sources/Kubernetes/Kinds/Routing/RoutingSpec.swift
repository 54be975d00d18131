import Documents

/// The `spec` of an Ingress, a Gateway, an HTTPRoute or a GRPCRoute, as far as it decides whether and where traffic goes
/// (Kubernetes API networking.k8s.io/v1 and gateway.networking.k8s.io/v1).
package struct RoutingSpec: Sendable, Hashable {
    package var ingressClassName: String?
    package var gatewayClassName: String?
    package var parentRefs: [RoutingReference] = []
    package var hostnames: [String] = []
    package var listeners: [Listener] = []
    package var rules: [RoutingRule] = []
    package var defaultBackend: BackendReference?
    package var tls: [IngressTLS] = []
    /// Fields that only have to be the same in every copy, as they stand: `infrastructure`, `addresses`, ….
    package var others = JSONObject()

    package init() {}

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "ingressClassName": ingressClassName = try reader.string()
            case "gatewayClassName": gatewayClassName = try reader.string()
            case "parentRefs":
                parentRefs = try reader.list { (reader) throws(JSONError) in try RoutingReference(from: &reader) }
            case "hostnames": hostnames = try reader.strings() ?? []
            case "listeners":
                listeners = try reader.list { (reader) throws(JSONError) in try Listener(from: &reader) }
            case "rules": rules = try reader.list { (reader) throws(JSONError) in try RoutingRule(from: &reader) }
            case "defaultBackend": defaultBackend = try BackendReference(from: &reader)
            case "tls": tls = try reader.list { (reader) throws(JSONError) in try IngressTLS(from: &reader) }
            default: try others.keep(key, from: &reader)
            }
        }
    }

    /// All backends in the order of the rules, the default backend last.
    package var backends: [BackendReference] {
        rules.flatMap(\.backends) + (defaultBackend.map { [$0] } ?? [])
    }

    /// Every host that it asks for, once each, in its order. Empty for one that answers for every host.
    package var hosts: [String] {
        var seen: Set<String> = []
        return (hostnames + rules.compactMap(\.host) + listeners.compactMap(\.hostname))
            .filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}

/// An entry of `rules`.
package struct RoutingRule: Sendable, Hashable {
    /// An Ingress rule's; nil or empty for every host.
    package var host: String?
    /// Whether an Ingress rule has `http`; without it the rule has no backend.
    package var hasHTTP = false
    package var backends: [BackendReference] = []
    /// Of an HTTPRoute or GRPCRoute; empty for every request.
    package var matches: [RouteMatch] = []
    /// `timeouts`, `retry`, `filters` that do not mirror, …, as they stand.
    package var others = JSONObject()

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "host": host = try reader.string()
            case "http": hasHTTP = try readPaths(from: &reader)
            case "matches": matches = try RouteMatch.list(from: &reader)
            case "backendRefs":
                try reader.array { (reader, _) throws(JSONError) in
                    let backend = try BackendReference(from: &reader)
                    backends.append(backend)
                    backends += backend.mirrors.map { BackendReference(mirror: $0) }
                }
            case "filters":
                for mirror in try others.keepFilters(from: &reader) {
                    backends.append(BackendReference(mirror: mirror))
                }
            default: try others.keep(key, from: &reader)
            }
        }
    }

    private mutating func readPaths(from reader: inout JSONReader) throws(JSONError) -> Bool {
        try reader.object { (reader, key) throws(JSONError) in
            guard case "paths" = key else { return try reader.skip() }
            try reader.array { (reader, _) throws(JSONError) in
                var (path, pathType): (String?, String?)
                var backend: BackendReference?
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "path": path = try reader.string()
                    case "pathType": pathType = try reader.string()
                    case "backend": backend = try BackendReference(from: &reader)
                    default: try reader.skip()
                    }
                }
                guard var found = backend else { return }
                found.path = path
                found.pathType = pathType
                backends.append(found)
            }
        }
    }
}

/// An entry of `listeners` of a Gateway.
package struct Listener: Sendable, Hashable {
    package var name = ""
    /// nil or empty for every host.
    package var hostname: String?
    package var port = 0
    package var `protocol` = ""
    package var certificateRefs: [RoutingReference] = []
    /// `allowedRoutes.namespaces.from`: `Same` unless it says otherwise.
    package var allowsRoutesFrom = "Same"
    /// `allowedRoutes.namespaces.selector.matchLabels`.
    package var allowedLabels: [String: String] = [:]
    /// `allowedRoutes.kinds`; empty for all that the protocol supports.
    package var allowedKinds: [RouteGroupKind] = []
    /// `tls` without certificates, and whatever else it has, as it stands.
    package var others = JSONObject()

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "hostname": hostname = try reader.string()
            case "port": port = try reader.int() ?? 0
            case "protocol": self.protocol = try reader.string() ?? ""
            case "tls":
                try reader.object { (reader, key) throws(JSONError) in
                    guard case "certificateRefs" = key else { return try others.keep(key, from: &reader) }
                    certificateRefs = try reader.list { (reader) throws(JSONError) in
                        try RoutingReference(from: &reader)
                    }
                }
            case "allowedRoutes":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "namespaces": try readNamespaces(from: &reader)
                    case "kinds": allowedKinds = try RouteGroupKind.list(from: &reader)
                    default: try reader.skip()
                    }
                }
            default: try others.keep(key, from: &reader)
            }
        }
    }

    private mutating func readNamespaces(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "from": allowsRoutesFrom = try reader.string() ?? "Same"
            case "selector":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "matchLabels" = key {
                        allowedLabels = try reader.stringMap() ?? [:]
                    } else {
                        try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }
}

/// A kind of route that a listener allows: an entry of `allowedRoutes.kinds` or of `status.listeners[].supportedKinds`.
package struct RouteGroupKind: Sendable, Hashable {
    package var group = RouteGroupKind.gatewayAPI
    package var kind = ""

    package static let gatewayAPI = "gateway.networking.k8s.io"

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "group": group = try reader.string() ?? Self.gatewayAPI
            case "kind": kind = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }

    static func list(from reader: inout JSONReader) throws(JSONError) -> [RouteGroupKind] {
        try reader.list { (reader) throws(JSONError) in try RouteGroupKind(from: &reader) }
    }
}

/// An entry of `tls` of an Ingress.
package struct IngressTLS: Sendable, Hashable {
    package var hosts: [String] = []
    package var secretName: String?

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "hosts": hosts = try reader.strings() ?? []
            case "secretName": secretName = try reader.string()
            default: try reader.skip()
            }
        }
    }
}
