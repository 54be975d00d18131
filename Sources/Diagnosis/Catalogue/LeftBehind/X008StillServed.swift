import KubeLB
import Kubernetes
import Topology

/// KLC-X008: KubeLB still serves an object that it no longer handles.
struct X008StillServed: Check {
    let documentation = CheckDocumentation(
        code: "X008",
        title: "KubeLB still serves an object that it no longer handles",
        severity: .warning,
        hop: .source,
        inputs: [.routes, .tenantDeployments],
        isLayerSeven: true,
        meaning: """
            The class or the parent of the object was changed after KubeLB had propagated it. The CCM reconciles only objects \
            that match its filters, so it neither updates nor removes the Route.
            """,
        impact:
            "The management cluster continues to serve the old version of the object, and its deletion will get stuck.",
        mending: "Revert the change and delete the object, or delete its Route and remove the finalizer.",
        examples: [
            .firesOnRoutes(
                .warning, "its class was changed",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx}}}}"),
            .firesOnRoutes(
                .warning, "it has a second parent",
                "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {parentRefs: [{name: kubelb}, {name: other}]}}}}"
            ),
            .silentOnRoutes("every object matches"),
            .silentOnRoutes(
                "it is being deleted",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx},
                  metadata: {deletionTimestamp: '2026-11-22T11:59:50Z'}}}}
                """),
            .silentOnRoutes(
                "KubeLB never handled it",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx}, metadata: {finalizers: null}}}}
                management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: null}}
                """),
            .silentOnRoutes(
                "the CCM's controller for Ingresses is disabled",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment(
                    "--cluster-name=acme", "--enable-gateway-api=true", "--disable-ingress-controller=true"))}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.filter(\.isLeftBehind).map { exposure in
            let source = exposure.source
            let change =
                switch exposure.selection.value {
                case .otherClass:
                    "is no longer of class \(KubeLBNames.ingressClass) (its class is \(source.className ?? "not set"))"
                case .otherParents: "no longer has the one parent \(KubeLBNames.gatewayName)"
                default: "is no longer handled by the CCM"
                }
            let route = exposure.route.value
            return context.finding(
                .warning,
                "\(source.reference) \(change), but KubeLB still serves its old version"
                    + (route.map { " (\($0.reference))" } ?? ""),
                of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [
                    exposure.kind.hasParent
                        ? Evidence(
                            "\(source.reference): spec.parentRefs",
                            ServiceWords.list(source.spec.parentRefs.map(\.name)))
                        : Evidence("\(source.reference): class", source.className ?? "not set"),
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
                    context.removeFinalizers(from: exposure.reference, source.metadata).map {
                        .then("remove the finalizer", $0, risk: .delete)
                    },
                ].compactMap(\.self))
        }
    }
}
