import KubeLB
import Kubernetes

/// A Route or LoadBalancer whose source is gone.
package struct Remains: Sendable, Hashable {
    package let kind: String
    package let namespace: String
    package let name: String
    package let uid: String
    package let isBeingDeleted: Bool
}

extension Topology {
    /// Routes and LoadBalancers of the tenant without a source; none of a kind if not all sources could be read.
    package var remains: [Remains] {
        guard isOfAllServices, !position.hides(.tenant) else { return [] }
        return orphanedRoutes.map { Remains(Route.kind, $0.metadata) }
            + ownerlessLoadBalancers.map { Remains(LoadBalancer.kind, $0.metadata) }
    }

    /// Routes that name no object of the tenant cluster by its UID.
    package var orphanedRoutes: [Route] {
        guard looksAtRoutes, isOfAllServices, let routes = routes.value else { return [] }
        let known = Set(routeExposures.map(\.source.metadata.uid))
        return routes.filter { route in
            guard let kind = RouteKind(rawValue: route.source.kind), !known.contains(route.metadata.name) else {
                return false
            }
            return observation.sources(.tenant, kind).isKnown
        }
    }

    private var ownerlessLoadBalancers: [LoadBalancer] {
        guard let services = list(.tenant, Service.self).value, services.isComplete else { return [] }
        let known = Set(services.items.map(\.metadata.uid))
        return (loadBalancers.value ?? []).filter { $0.origin != nil && !known.contains($0.metadata.name) }
    }
}

extension Remains {
    init(_ kind: String, _ metadata: ObjectMeta) {
        self.init(
            kind: kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid,
            isBeingDeleted: metadata.isBeingDeleted)
    }
}

extension Observed {
    /// Whether it is there or surely not there.
    fileprivate var isKnown: Bool { unknown == nil }
}
