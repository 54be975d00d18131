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

/// The objects of one kind that could be read, and what that proves of others.
package struct ReadSources: Sendable {
    package let items: [RouteSource]
    /// Present or absent only if these are all there are: one malformed object makes it `failed`.
    let completeness: Observed<Void>
    /// Whether the cluster serves the kind in the version that KubeLB reads; true where that is not known.
    let isServed: Bool

    /// An object that is not among the items.
    var other: Observed<RouteSource> { completeness.flatMap { _ in .absent } }
}

extension Observation {
    /// All Ingresses, Gateways, HTTPRoutes or GRPCRoutes of a side; unknown if any of them could not be read.
    package func sources(_ side: ClusterSide, _ kind: RouteKind) -> Observed<[RouteSource]> {
        let read = readSources(side, kind)
        return read.completeness.map { _ in read.items }
    }

    /// Those of them that could be read.
    package func readSources(_ side: ClusterSide, _ kind: RouteKind) -> ReadSources {
        func all<Item: RoutingObject>(_ type: Item.Type) -> ReadSources {
            let list = list(side, type)
            let isServed: Bool = if case .absent = list { false } else { true }
            return ReadSources(
                items: (list.value?.items ?? []).map { RouteSource(kind, $0) },
                completeness: list.all { _ in false }.map { _ in () }, isServed: isServed)
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
