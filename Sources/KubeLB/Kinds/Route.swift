import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` Route (Layer 7): read only because it, too, keeps an Envoy workload alive.
package struct Route: MetadataOnly, Hashable {
    package static let kind = "Route"
    package static let resource = "routes.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion
    package var metadata = ObjectMeta()
    package init() {}
}

/// `kubelb.k8c.io/v1alpha1` SyncSecret: read only because it can hold a namespace that is being deleted.
package struct SyncSecret: MetadataOnly, Hashable {
    package static let kind = "SyncSecret"
    package static let resource = "syncsecrets.kubelb.k8c.io"
    package static let leavesContents = true
    package static let version = KubeLBNames.apiVersion
    package var metadata = ObjectMeta()
    package init() {}
}
