import Documents

/// A kind that acts on Gateways and routes and that KubeLB's Community Edition does not pass on. Only what it points at is
/// read, and whether somebody accepts it.
package protocol UncarriedObject: KubernetesObject {
    /// `targetRef`, `targetRefs` or `parentRefs`.
    var targets: [RoutingReference] { get set }
    /// Those of all `status.ancestors` of a policy (Gateway API, PolicyStatus).
    var conditions: [Condition] { get set }
    /// Reads another field of the spec, or skips it.
    mutating func readDetail(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError)
}

extension UncarriedObject {
    package mutating func readDetail(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        try reader.skip()
    }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": try readSpec(from: &reader)
        case "status": try readStatus(from: &reader)
        default: try reader.skip()
        }
    }

    private mutating func readStatus(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            guard case "ancestors" = key else { return try reader.skip() }
            conditions += try reader.list { (reader) throws(JSONError) in
                var own: [Condition] = []
                try reader.object { (reader, key) throws(JSONError) in
                    if case "conditions" = key {
                        own = try reader.list { (reader) throws(JSONError) in try Condition(from: &reader) }
                    } else {
                        try reader.skip()
                    }
                }
                return own
            }.flatMap(\.self)
        }
    }

    private mutating func readSpec(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "targetRef": targets.append(try RoutingReference(from: &reader))
            case "targetRefs", "parentRefs":
                targets += try reader.list { (reader) throws(JSONError) in try RoutingReference(from: &reader) }
            default: try readDetail(key, from: &reader)
            }
        }
    }

}

/// `gateway.networking.k8s.io/v1alpha2` TCPRoute.
package struct TCPRoute: UncarriedObject {
    package static let kind = "TCPRoute"
    package static let resource = "tcproutes.gateway.networking.k8s.io"
    package static let version = "v1alpha2"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    package init() {}
}

/// `gateway.networking.k8s.io/v1` TLSRoute.
package struct TLSRoute: UncarriedObject {
    package static let kind = "TLSRoute"
    package static let resource = "tlsroutes.gateway.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    package init() {}
}

/// `gateway.networking.k8s.io/v1alpha2` UDPRoute.
package struct UDPRoute: UncarriedObject {
    package static let kind = "UDPRoute"
    package static let resource = "udproutes.gateway.networking.k8s.io"
    package static let version = "v1alpha2"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    package init() {}
}

/// `gateway.networking.k8s.io/v1` BackendTLSPolicy: how a Gateway speaks TLS to Services.
package struct BackendTLSPolicy: UncarriedObject {
    package static let kind = "BackendTLSPolicy"
    package static let resource = "backendtlspolicies.gateway.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    package init() {}
}

/// `gateway.envoyproxy.io/v1alpha1` BackendTrafficPolicy of Envoy Gateway.
package struct BackendTrafficPolicy: UncarriedObject {
    package static let kind = "BackendTrafficPolicy"
    package static let resource = "backendtrafficpolicies.gateway.envoyproxy.io"
    package static let version = "v1alpha1"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    /// What the proxies ask backends for again and again (`spec.healthCheck.active`): a path, or `TCP` or `GRPC`; nil if nothing.
    package var activeCheck: String?
    /// `faultInjection`, `timeout`, `rateLimit`, `targetSelectors`, …, as they stand.
    package var settings = JSONObject()
    package init() {}

    package mutating func readDetail(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "healthCheck" = key else { return try settings.keep(key, from: &reader) }
        let value = try reader.value()
        guard let active = value["active"], active.object != nil else { return }
        activeCheck = active["http"]?["path"]?.string ?? active["type"]?.string
    }
}

/// `gateway.envoyproxy.io/v1alpha1` ClientTrafficPolicy of Envoy Gateway.
package struct ClientTrafficPolicy: UncarriedObject {
    package static let kind = "ClientTrafficPolicy"
    package static let resource = "clienttrafficpolicies.gateway.envoyproxy.io"
    package static let version = "v1alpha1"
    package var metadata = ObjectMeta()
    package var targets: [RoutingReference] = []
    package var conditions: [Condition] = []
    package init() {}
}
