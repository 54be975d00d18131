import KubeLB
import Kubernetes

/// A Route or LoadBalancer whose source is gone, or a Secret or SyncSecret that cannot be deleted.
package struct Remains: Sendable, Hashable {
    package enum State: String, Sendable, Hashable {
        case orphaned
        case terminating
        /// Its source may exist: the tenant cluster does not serve the kind.
        case unknown
    }

    package let kind: String
    package let namespace: String
    package let name: String
    package let uid: String
    package let side: ClusterSide
    package let state: State
    /// What it was written for, as far as it says so: `HTTPRoute shop/web`.
    package let origin: String?
    package let created: Timestamp?

    package var isBeingDeleted: Bool { state == .terminating }
}

extension Topology {
    /// Routes and LoadBalancers of the tenant without a source, none of a kind if not all sources could be read; Secrets and
    /// SyncSecrets whose deletion KubeLB's finalizers block.
    package var remains: [Remains] {
        guard isOfAllServices, !position.hides(.tenant) else { return [] }
        return orphanedRoutes.map { remains(of: $0) } + ownerlessLoadBalancers.map { remains(of: $0) } + stuckSecrets
    }

    /// How a Route stands that names no object by its UID.
    package func remains(of route: Route) -> Remains {
        let sources = RouteKind(rawValue: route.source.kind).map { observation.readSources(.tenant, $0) }
        let isRead = sources?.isServed == true && sources?.completeness.isKnown == true
        return Remains(
            route, isRead ? .orphaned : .unknown, origin: "\(route.source.kind) \(route.source.metadata.path)")
    }

    /// How a LoadBalancer stands whose Service was not found.
    package func remains(of loadBalancer: LoadBalancer) -> Remains {
        let isRead = list(.tenant, Service.self).value?.isComplete == true
        return Remains(
            loadBalancer, isRead ? .orphaned : .unknown,
            origin: loadBalancer.origin.map { "Service \($0.namespace)/\($0.name)" })
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

    /// Whether the tenant cluster serves the kind of a Route's source in the version that KubeLB reads. If not, its object may
    /// exist in another version, or return with the CRD.
    package func servesSource(of route: Route) -> Bool {
        RouteKind(rawValue: route.source.kind).map { observation.readSources(.tenant, $0).isServed } ?? false
    }

    private var ownerlessLoadBalancers: [LoadBalancer] {
        guard let services = list(.tenant, Service.self).value, services.isComplete else { return [] }
        let known = Set(services.items.map(\.metadata.uid))
        return (loadBalancers.value ?? []).filter { $0.origin != nil && !known.contains($0.metadata.name) }
    }

    private var stuckSecrets: [Remains] {
        func stuck<Item: KubernetesObject>(
            _ side: ClusterSide, _ kind: Item.Type, where isStuck: (ObjectMeta) -> Bool
        ) -> [Remains] {
            (list(side, kind).value?.items ?? []).filter {
                $0.metadata.isBeingDeleted && isStuck($0.metadata)
            }.map { Remains($0, .terminating, on: side) }
        }
        return stuck(.tenant, SecretMetadata.self) { $0.finalizers.contains(KubeLBNames.cleanupFinalizer) }
            + stuck(.tenant, SyncSecret.self) { !$0.finalizers.isEmpty }
            + stuck(.management, SyncSecret.self) { !$0.finalizers.isEmpty && $0.namespace == tenantNamespace }
    }
}

extension Remains {
    init<Object: KubernetesObject>(
        _ object: Object, _ state: State, on side: ClusterSide = .management, origin: String? = nil
    ) {
        let metadata = object.metadata
        self.init(
            kind: Object.kind, namespace: metadata.namespace, name: metadata.name, uid: metadata.uid, side: side,
            state: metadata.isBeingDeleted ? .terminating : state, origin: origin,
            created: metadata.creationTimestamp)
    }
}

extension Observed {
    /// Whether it is there or surely not there.
    fileprivate var isKnown: Bool { unknown == nil }
}
