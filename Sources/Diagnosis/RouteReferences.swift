import KubeLB
import Kubernetes
import Topology

extension RouteExposure {
    /// The object in the tenant cluster, or its Route if that is all that is visible.
    var reference: ObjectReference {
        if !isSourceVisible, let route = route.value { return ObjectReference(.management, route) }
        return source.reference(on: .tenant)
    }

    /// The generated object in the management cluster.
    var generatedReference: ObjectReference? { generated.value?.reference(on: .management) }
}

extension RouteSource {
    func reference(on side: ClusterSide) -> ObjectReference {
        ObjectReference(
            side, kind: kind.rawValue, namespace: metadata.namespace, name: metadata.name,
            resourceVersion: metadata.resourceVersion)
    }
}
