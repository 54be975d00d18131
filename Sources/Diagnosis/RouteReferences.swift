import KubeLB
import Kubernetes
import Topology

extension RouteExposure {
    /// The object in the tenant cluster, or its Route if that is all that is visible.
    var reference: ObjectReference {
        if !isSourceVisible, let route = route.value { return ObjectReference(.management, route) }
        return source.reference(on: .tenant)
    }

    /// The Route, where there is one.
    var routeReference: ObjectReference? { route.value.map { ObjectReference(.management, $0) } }

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

extension CheckContext {
    /// A finding about an object of Layer 7.
    func finding(
        _ severity: Severity, _ message: String, of exposure: RouteExposure, objects: [ObjectReference] = [],
        evidence: [Evidence], remedies: [Remedy] = []
    ) -> Finding {
        Finding(
            severity, message, resource: exposure.resource, objects: [exposure.reference] + objects,
            evidence: evidence, remedies: remedies)
    }

    /// Makes both controllers reconcile the object.
    func touch(_ exposure: RouteExposure, _ purpose: String) -> Remedy {
        .fix("touch the object, so that \(purpose)", touch(exposure.reference))
    }
}

/// Findings that explain several symptoms of an object of Layer 7.
enum RouteCauses {
    /// What keeps the CCM from its part.
    static let ccm: [CheckCode] = ServiceCauses.ccm + ["I008", "P001"]

    /// What keeps the manager from its part.
    static let manager: [CheckCode] =
        ServiceCauses.manager + [
            "M014", "M015", "C005", "T001", "T002", "T003", "P010",
        ]
}
