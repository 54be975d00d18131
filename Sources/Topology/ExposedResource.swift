import KubeLB
import Kubernetes

/// What KubeLB gives an address to, as findings, stages, traces and reports refer to it: a Service of the tenant cluster, or
/// the LoadBalancer of a Service that only the management cluster shows.
package struct ExposedResource: Sendable, Hashable, Comparable {
    /// `Service`, `LoadBalancer`.
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

    /// `namespace/name`.
    package var path: String { "\(namespace)/\(name)" }

    package static func < (left: ExposedResource, right: ExposedResource) -> Bool {
        (left.namespace, left.name, left.kind, left.uid) < (right.namespace, right.name, right.kind, right.uid)
    }
}
