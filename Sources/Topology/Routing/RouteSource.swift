import KubeLB
import Kubernetes

/// An Ingress, Gateway, HTTPRoute or GRPCRoute of either cluster as one value.
package struct RouteSource: Sendable, Hashable {
    package let kind: RouteKind
    package let metadata: ObjectMeta
    package let spec: RoutingSpec
    package let status: RoutingStatus

    init(_ kind: RouteKind, _ object: some RoutingObject) {
        self.kind = kind
        metadata = object.metadata
        spec = object.spec
        status = object.status
    }

    /// A generated Ingress.
    package init(_ ingress: Ingress) { self.init(.ingress, ingress) }

    /// As far as the Route shows it.
    init?(originOf route: Route) {
        guard let kind = RouteKind(rawValue: route.source.kind) else { return nil }
        self.kind = kind
        var metadata = route.source.metadata
        metadata.uid = route.metadata.name
        metadata.creationTimestamp = route.metadata.creationTimestamp
        // The CCM writes Routes only for objects that have it.
        metadata.finalizers = [KubeLBNames.cleanupFinalizer]
        self.metadata = metadata
        spec = route.source.spec
        status = route.generated?.status ?? RoutingStatus()
    }

    /// `Ingress shop/web`.
    package var reference: String { "\(kind.rawValue) \(metadata.path)" }

    /// `spec.ingressClassName` or `spec.gatewayClassName`.
    package var className: String? {
        let name = kind == .ingress ? spec.ingressClassName : spec.gatewayClassName
        return name.flatMap { $0.isEmpty ? nil : $0 }
    }

    package var hasFinalizer: Bool { metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) }

    /// The Secrets with its certificates, each once: namespace, name and where it is named.
    package var certificates: [(namespace: String, name: String, place: String)] {
        var seen: Set<String> = []
        let found: [(namespace: String, name: String, place: String)]
        if kind == .gateway {
            found = spec.listeners.flatMap { listener in
                listener.certificateRefs.filter { $0.kind.isEmpty || $0.kind == "Secret" }.map {
                    ($0.namespace ?? metadata.namespace, $0.name, "listener \(listener.name)")
                }
            }
        } else {
            found = spec.tls.compactMap { tls in
                tls.secretName.map { (metadata.namespace, $0, tls.hosts.joined(separator: ",")) }
            }
        }
        return found.filter { !$0.name.isEmpty && seen.insert("\($0.namespace)/\($0.name)").inserted }
    }
}

extension Observation {
    /// The Ingresses, Gateways, HTTPRoutes or GRPCRoutes of a side.
    package func sources(_ side: ClusterSide, _ kind: RouteKind) -> Observed<[RouteSource]> {
        func all<Item: RoutingObject>(_ type: Item.Type) -> Observed<[RouteSource]> {
            list(side, type).all { _ in true }.map { $0.map { RouteSource(kind, $0) } }
        }
        return switch kind {
        case .ingress: all(Ingress.self)
        case .gateway: all(Gateway.self)
        case .httpRoute: all(HTTPRoute.self)
        case .grpcRoute: all(GRPCRoute.self)
        }
    }
}

extension RouteKind {
    /// The list that holds its objects.
    package func input(_ side: ClusterSide) -> Input { Input(side, resource) }
}
