import Documents

/// An Ingress, a Gateway or a route of the Gateway API: the kinds that KubeLB carries at Layer 7. They are read into one
/// structure, so that their copies in both clusters are compared and judged by the same code.
package protocol RoutingObject: KubernetesObject, Hashable {
    var spec: RoutingSpec { get set }
    var status: RoutingStatus { get set }
}

extension RoutingObject {
    package static var managedFields: ManagedFieldsDetail { .all }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": spec = try RoutingSpec(from: &reader)
        case "status": status = try RoutingStatus(from: &reader)
        default: try reader.skip()
        }
    }
}

/// `networking.k8s.io/v1` Ingress.
package struct Ingress: RoutingObject {
    package static let kind = "Ingress"
    package static let resource = "ingresses.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var spec = RoutingSpec()
    package var status = RoutingStatus()
    package init() {}
}

/// `gateway.networking.k8s.io/v1` Gateway.
package struct Gateway: RoutingObject {
    package static let kind = "Gateway"
    package static let resource = "gateways.gateway.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var spec = RoutingSpec()
    package var status = RoutingStatus()
    package init() {}
}

/// `gateway.networking.k8s.io/v1` HTTPRoute.
package struct HTTPRoute: RoutingObject {
    package static let kind = "HTTPRoute"
    package static let resource = "httproutes.gateway.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var spec = RoutingSpec()
    package var status = RoutingStatus()
    package init() {}
}

/// `gateway.networking.k8s.io/v1` GRPCRoute.
package struct GRPCRoute: RoutingObject {
    package static let kind = "GRPCRoute"
    package static let resource = "grpcroutes.gateway.networking.k8s.io"
    package var metadata = ObjectMeta()
    package var spec = RoutingSpec()
    package var status = RoutingStatus()
    package init() {}
}

/// `networking.k8s.io/v1` IngressClass.
package struct IngressClass: KubernetesObject, Hashable {
    package static let kind = "IngressClass"
    package static let resource = "ingressclasses.networking.k8s.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// `k8s.io/ingress-nginx`.
    package var controller = ""
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            if case "controller" = key { controller = try reader.string() ?? "" } else { try reader.skip() }
        }
    }
}

/// `gateway.networking.k8s.io/v1` GatewayClass.
package struct GatewayClass: KubernetesObject, Hashable {
    package static let kind = "GatewayClass"
    package static let resource = "gatewayclasses.gateway.networking.k8s.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// `gateway.envoyproxy.io/gatewayclass-controller`.
    package var controller = ""
    package var parameters: RoutingReference?
    package var conditions: [Condition] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "controllerName": controller = try reader.string() ?? ""
                case "parametersRef": parameters = try RoutingReference(from: &reader)
                default: try reader.skip()
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                if case "conditions" = key { conditions = try Condition.list(from: &reader) } else { try reader.skip() }
            }
        default: try reader.skip()
        }
    }

    package var accepted: Condition? { conditions.first { $0.type == "Accepted" } }
}
