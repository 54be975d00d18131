import KubeLB
import Kubernetes

/// What KubeLB carries, as findings, stages, traces and reports refer to it: a Service or an object of Layer 7 of the tenant
/// cluster, or the LoadBalancer or Route of one that only the management cluster shows.
package struct ExposedResource: Sendable, Hashable, Comparable {
    /// `Service`, `Ingress`, `Gateway`, `HTTPRoute`, `GRPCRoute`, or `LoadBalancer` and `Route` in the management cluster.
    package let kind: String
    package let namespace: String
    package let name: String
    package let uid: String
    /// The cluster in which it was seen.
    package let side: ClusterSide

    package init(_ side: ClusterSide, _ object: some KubernetesObject) {
        kind = type(of: object).kind
        namespace = object.metadata.namespace
        name = object.metadata.name
        uid = object.metadata.uid
        self.side = side
    }

    package init(kind: String, namespace: String, name: String, uid: String, side: ClusterSide) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.uid = uid
        self.side = side
    }

    /// `namespace/name`.
    package var path: String { "\(namespace)/\(name)" }

    /// Whether it is an Ingress, Gateway or route, or the Route of one.
    package var isOfLayerSeven: Bool { kind != Service.kind && kind != LoadBalancer.kind }

    package static func < (left: ExposedResource, right: ExposedResource) -> Bool {
        (left.namespace, left.name, left.kind, left.uid) < (right.namespace, right.name, right.kind, right.uid)
    }
}
