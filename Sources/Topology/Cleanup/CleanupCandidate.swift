import KubeLB
import Kubernetes

/// An object as a deletion identifies it: with the UID and the version at which it was checked.
package struct CleanupObject: Sendable, Hashable {
    package let side: ClusterSide
    package let kind: String
    /// As RBAC names it: `loadbalancers.kubelb.k8c.io`.
    package let resource: String
    package let version: String
    package let namespace: String
    package let name: String
    package let uid: String
    package let resourceVersion: String

    package init<Item: KubernetesObject>(_ side: ClusterSide, _ item: Item) {
        self.init(side, Item.self, item.metadata)
    }

    package init<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type, _ metadata: ObjectMeta) {
        self.side = side
        self.kind = kind.kind
        resource = kind.resource
        version = kind.version
        namespace = metadata.namespace
        name = metadata.name
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
    }

    package init(_ side: ClusterSide, _ source: RouteSource) {
        switch source.kind {
        case .ingress: self.init(side, Ingress.self, source.metadata)
        case .gateway: self.init(side, Gateway.self, source.metadata)
        case .httpRoute: self.init(side, HTTPRoute.self, source.metadata)
        case .grpcRoute: self.init(side, GRPCRoute.self, source.metadata)
        }
    }

    init(side: ClusterSide, kind: String, namespace: String, name: String, uid: String, resourceVersion: String) {
        self.side = side
        self.kind = kind
        let known = Self.deletable[kind]
        resource = known?.resource ?? ""
        version = known?.version ?? ""
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.resourceVersion = resourceVersion
    }

    /// The kinds that are ever deleted, all of them in the management cluster.
    static let deletable: [String: any KubernetesObject.Type] = [
        LoadBalancer.kind: LoadBalancer.self, Service.kind: Service.self, Route.kind: Route.self,
        SyncSecret.kind: SyncSecret.self, Ingress.kind: Ingress.self, Gateway.kind: Gateway.self,
        HTTPRoute.kind: HTTPRoute.self, GRPCRoute.kind: GRPCRoute.self,
    ]

    /// `LoadBalancer tenant-acme/7f22…`, the name in full.
    package var reference: String { namespace.isEmpty ? "\(kind) \(name)" : "\(kind) \(namespace)/\(name)" }

    /// Whether it is the same object, be it of another version.
    package func isSame(as other: CleanupObject) -> Bool {
        side == other.side && kind == other.kind && namespace == other.namespace && name == other.name
            && uid == other.uid
    }
}

/// One object that appears orphaned, and the action for it.
package struct CleanupCandidate: Sendable, Hashable {
    package enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// Dead beyond doubt.
        case delete
        /// A person has to look: something is in doubt, or an option is missing.
        case review
        /// None of KubeLB's leavings, though no Service stands behind it.
        case keep
    }

    package var verdict: Verdict
    /// The check that speaks of it, without its prefix: `X001`.
    package let code: String
    package let object: CleanupObject
    /// The kind of the object in the tenant cluster that it was created for.
    package let originKind: String
    /// `namespace/name` of that object, if recorded.
    package let origin: String?
    /// UID of that object; nil if it is unknown, or if there is none.
    package let originUID: String?
    /// Why it is dead, or why it is not deleted: one clause.
    package var reason: String
    /// What it holds and a deletion frees.
    package var addresses: [String] = []
    package var ports: [String] = []
    package var created: Timestamp?

    /// The namespace of that object, if recorded.
    package var originNamespace: String? {
        guard let parts = origin?.split(separator: "/", maxSplits: 1), parts.count == 2 else { return nil }
        return String(parts[0])
    }

    /// Whether the verdict rests on objects of Layer 7.
    package var isOfLayerSeven: Bool { originKind != Service.kind }

    package init(
        _ verdict: Verdict, _ code: String, _ object: CleanupObject, originKind: String = Service.kind,
        origin: String?, originUID: String?, reason: String
    ) {
        self.verdict = verdict
        self.code = code
        self.object = object
        self.originKind = originKind
        self.origin = origin
        self.originUID = originUID
        self.reason = reason
    }
}
