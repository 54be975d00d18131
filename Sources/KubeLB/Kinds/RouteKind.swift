import Kubernetes

/// The kinds of Layer 7 that KubeLB carries, each object as a `Route`.
package enum RouteKind: String, Sendable, Hashable, CaseIterable {
    case ingress = "Ingress"
    case gateway = "Gateway"
    case httpRoute = "HTTPRoute"
    case grpcRoute = "GRPCRoute"

    /// `Ingresses`, for messages.
    package var plural: String { self == .ingress ? "Ingresses" : rawValue + "s" }

    /// As the CCM's flags name its controller.
    package var controllerName: String { rawValue.lowercased() }

    package var group: String { self == .ingress ? "networking.k8s.io" : "gateway.networking.k8s.io" }

    /// Whether it is attached to a Gateway.
    package var hasParent: Bool { self == .httpRoute || self == .grpcRoute }

    /// The kind as RBAC and kubectl name it: `ingresses.networking.k8s.io`.
    package var resource: String {
        switch self {
        case .ingress: Ingress.resource
        case .gateway: Gateway.resource
        case .httpRoute: HTTPRoute.resource
        case .grpcRoute: GRPCRoute.resource
        }
    }
}
