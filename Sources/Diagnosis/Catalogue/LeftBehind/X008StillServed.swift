import KubeLB
import Kubernetes
import Topology

/// KLC-X008: KubeLB serves an object that is no longer its own.
struct X008StillServed: Check {
    let documentation = CheckDocumentation(
        code: "X008",
        title: "KubeLB still serves an object that it no longer takes",
        severity: .warning,
        inputs: [.routes, .tenantDeployments],
        isLayerSeven: true,
        meaning: """
            The class, the name or the parent of the object was changed after KubeLB had taken it. The CCM looks only at \
            objects that match, so it neither updates nor removes what it made before.
            """,
        impact: "The management cluster goes on serving the object as it was; deleting it later gets stuck.",
        mending: "Change it back and delete it, or delete its Route and remove the finalizer.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.filter(\.isLeftBehind).map { exposure in
            let source = exposure.source
            let change =
                switch exposure.selection.value {
                case .otherClass:
                    "is no longer of class \(KubeLBNames.ingressClass) (its class is \(source.className ?? "not set"))"
                case .otherParents: "no longer has the one parent \(KubeLBNames.gatewayName)"
                default: "is no longer taken by the CCM"
                }
            let index = source.metadata.finalizers.firstIndex(of: KubeLBNames.cleanupFinalizer)
            let route = exposure.route.value
            return context.finding(
                .warning,
                "\(source.reference) \(change), but KubeLB still serves its old state"
                    + (route.map { " (\($0.reference))" } ?? ""),
                of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [
                    Evidence("\(source.reference): class", source.className ?? "not set"),
                    Evidence(
                        "\(source.reference): metadata.finalizers",
                        ServiceWords.list(source.metadata.finalizers, limit: 4)),
                ],
                remedies: [
                    route.map {
                        .fix(
                            "delete its Route", context.kubectl("delete", ObjectReference(.management, $0)),
                            risk: .delete)
                    },
                    index.map {
                        .then(
                            "then remove the finalizer",
                            context.patch(
                                exposure.reference,
                                operations: JSONPatch.removal(
                                    of: .string(KubeLBNames.cleanupFinalizer), at: "/metadata/finalizers/\($0)")),
                            risk: .delete)
                    },
                ].compactMap(\.self))
        }
    }
}
