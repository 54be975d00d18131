import Documents
import Kubernetes

/// Which annotations of a LoadBalancer reach the Service `envoy-<uid>`, as Tenant and Config say it.
package struct AnnotationSettings: Sendable, Hashable {
    /// Annotation → the values allowed, comma-separated; empty allows all.
    package var propagated: [String: String]?
    package var propagateAll: Bool?
    /// Patterns of annotations that are never copied (KubeLB 1.5).
    package var denied: [String]?
    /// Added to every generated object: kind in lower case, or `all` → annotations.
    package var defaults: [String: [String: String]] = [:]

    /// Reads the member where it is one of these settings; false where it is not, with the value left unread.
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "propagatedAnnotations": propagated = try reader.allowedAnnotations()
        case "deniedAnnotations": denied = try reader.strings()
        case "propagateAllAnnotations": propagateAll = try reader.bool()
        case "defaultAnnotations":
            try reader.object { (reader, key) throws(JSONError) in defaults[key.string] = try reader.annotations() }
        default: return false
        }
        return true
    }
}

/// `loadBalancer` of a Tenant, a Config or a TenantState.
package struct LoadBalancerSettings: Sendable, Hashable {
    package var isDisabled = false
    package var loadBalancerClass: String?
    /// How many LoadBalancers a tenant may have (Enterprise Edition).
    package var limit: Int?

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "disable": isDisabled = try reader.bool() ?? false
            case "class": loadBalancerClass = try reader.string()
            case "limit": limit = try reader.int()
            default: try reader.skip()
            }
        }
    }
}

/// `dns` of a Tenant or a Config.
package struct DNSSettings: Sendable, Hashable {
    package var wildcardDomain: String?
    package var allowsExplicitHostnames: Bool?
    /// Whether annotations for DNS records are dropped (Enterprise Edition).
    package var isDisabled = false
    /// Patterns of the hosts for which they are not (Enterprise Edition); nil for every host.
    package var allowedDomains: [String]?

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "wildcardDomain": wildcardDomain = try reader.string()
            case "allowExplicitHostnames": allowsExplicitHostnames = try reader.bool()
            case "disable": isDisabled = try reader.bool() ?? false
            case "allowedDomains": allowedDomains = try reader.strings()
            default: try reader.skip()
            }
        }
    }
}

/// `certificates` of a Tenant or a Config.
package struct CertificateSettings: Sendable, Hashable {
    /// Whether annotations for certificates are dropped (Enterprise Edition).
    package var isDisabled = false
    /// Patterns of the hosts for which they are not (Enterprise Edition); nil for every host.
    package var allowedDomains: [String]?

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "disable": isDisabled = try reader.bool() ?? false
            case "allowedDomains": allowedDomains = try reader.strings()
            default: try reader.skip()
            }
        }
    }
}

/// `status.version` of a Config or a TenantState: the manager's own version.
package struct ReportedVersion: Sendable, Hashable {
    package var gitVersion = ""
    /// `CE` or `EE`.
    package var edition = ""

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "gitVersion": gitVersion = try reader.string() ?? ""
            case "edition": edition = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }
}

/// `ingress` or `gatewayAPI` of a Tenant, a Config or a TenantState.
package struct RoutingSettings: Sendable, Hashable {
    package var isDisabled = false
    package var className: String?
    /// `gatewayAPI.defaultGateway`: the parent of the routes that the manager makes for host names of LoadBalancers.
    package var defaultGateway: RoutingReference?
    /// `gatewayAPI.gateway.limit`: how many Gateways a tenant may have (Enterprise Edition).
    package var gatewayLimit: Int?
    /// Kinds that are switched off, by `disableHTTPRoute`, `disableGRPCRoute` (Enterprise Edition).
    package var disabledKinds: Set<RouteKind> = []

    /// `gatewayAPI.enforceReferenceGrants` (Enterprise Edition 1.5).
    package var enforcesGrants: Bool?
    /// `gatewayAPI.classMappings` (Enterprise Edition 1.5).
    package var classMappings: [ClassMapping] = []

    /// Gateways of one class in the tenant cluster get another one in the management cluster.
    package struct ClassMapping: Sendable, Hashable {
        package var source = ""
        package var target = ""

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "source": source = try reader.string() ?? ""
                case "target": target = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        }
    }

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "disable": isDisabled = try reader.bool() ?? false
            case "enforceReferenceGrants": enforcesGrants = try reader.bool()
            case "classMappings":
                classMappings = try reader.list { (reader) throws(JSONError) in try ClassMapping(from: &reader) }
            case "class": className = try reader.string().flatMap { $0.isEmpty ? nil : $0 }
            case "defaultGateway": defaultGateway = try RoutingReference(from: &reader)
            case "gateway":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "limit" = key { gatewayLimit = try reader.int() } else { try reader.skip() }
                }
            case "disableHTTPRoute": try disable(.httpRoute, from: &reader)
            case "disableGRPCRoute": try disable(.grpcRoute, from: &reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func disable(_ kind: RouteKind, from reader: inout JSONReader) throws(JSONError) {
        if try reader.bool() == true { disabledKinds.insert(kind) }
    }
}
