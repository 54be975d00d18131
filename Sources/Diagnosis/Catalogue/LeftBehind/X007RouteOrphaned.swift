import KubeLB
import Kubernetes
import Topology

/// KLC-X007: a Route is orphaned: its source no longer exists.
struct X007RouteOrphaned: Check {
    let documentation = CheckDocumentation(
        code: "X007",
        title: "A Route is orphaned: its Ingress, Gateway or route is gone",
        severity: .warning,
        hop: .route,
        inputs: [.routes, .tenantDeployments],
        optionalInputs: [.addresses, .tenantNodes], isLayerSeven: true,
        meaning: """
            A Route in the management cluster refers to an object of the tenant cluster by its UID, and no such object exists. \
            Its finalizer was removed manually, or the tenant cluster was rebuilt. Up to v1.4.3 KubeLB does not remove the \
            Route. If the tenant cluster does not serve the kind in version v1, which KubeLB needs, the object may still exist: \
            then restore the CRD, and do not delete the Route.
            """,
        impact:
            "The management cluster continues to serve its hosts, with Services and an address that are no longer needed.",
        mending: "Delete the Route. The manager then removes what it generated from it.",
        examples: [
            .firesOnRoutes(
                .warning, "its Ingress does not exist", "tenant: {ingresses.networking.k8s.io: {shop/site: null}}"),
            .firesOnRoutes(
                .warning, "its HTTPRoute was recreated",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {
                  uid: 00000000-0000-4000-8000-000000000039}}}}
                """),
            .firesOnRoutes(
                .warning, "the tenant cluster does not serve HTTPRoutes in version v1",
                "tenant: {httproutes.gateway.networking.k8s.io: absent}"),
            .silentOnRoutes("every Route has its object"),
            .silentOnRoutes(
                "it is being deleted",
                "tenant: {ingresses.networking.k8s.io: {shop/site: null}}\n\(RouteExamples.ingressRoute("metadata: {deletionTimestamp: '2026-11-22T11:59:50Z'}"))"
            ),
            .silentOnRoutes("Ingresses cannot be read", "tenant: {ingresses.networking.k8s.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        // Those of another cluster that writes into the tenant have their sources there.
        if LeftBehindInventory(context.topology)?.suggestsSharedTenant(context.topology) == true { return [] }
        return context.topology.orphanedRoutes.filter { !$0.metadata.isBeingDeleted }.map { route in
            guard context.topology.servesSource(of: route) else { return unserved(route, context) }
            let origin = "\(route.source.kind) \(route.source.metadata.path)"
            let newer = context.topology.routeExposures.first {
                $0.kind.rawValue == route.source.kind && $0.path == route.source.metadata.path
            }
            let hosts = route.source.spec.hosts
            var finding = Finding(
                .warning,
                "\(route.reference) is orphaned: its \(origin) "
                    + (newer == nil ? "no longer exists" : "was recreated with another UID")
                    + (hosts.isEmpty
                        ? "" : "; \(ServiceWords.list(hosts)) \(hosts.count == 1 ? "is" : "are") still served"),
                objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence("\(route.reference): spec.source.kubernetes.resource", origin),
                    Evidence("\(origin) with UID \(route.metadata.name)", "not found in the tenant cluster"),
                ],
                remedies: [
                    .fix(
                        "delete the Route", context.kubectl("delete", ObjectReference(.management, route)),
                        risk: .delete)
                ])
            finding.resource = ExposedResource(.management, route)
            return finding
        }
    }

    /// What is not served in v1 may exist in another version, or return with its CRD: nothing is to be deleted.
    private func unserved(_ route: Route, _ context: CheckContext) -> Finding {
        let origin = "\(route.source.kind) \(route.source.metadata.path)"
        let kind = RouteKind(rawValue: route.source.kind)
        let resource = kind?.resource ?? route.source.kind
        let plural = kind?.plural ?? route.source.kind
        var finding = Finding(
            .warning,
            "\(route.reference) has no visible source: the tenant cluster does not serve \(plural) in version v1, which "
                + "does not prove that \(origin) is gone",
            objects: [ObjectReference(.management, route)],
            evidence: [
                Evidence("\(route.reference): spec.source.kubernetes.resource", origin),
                Evidence("tenant cluster: \(resource)", "not served in version v1"),
            ],
            remedies: [
                .inspect(
                    "list the versions of the CRD, if it exists",
                    context.kubectl(
                        .tenant, "get crd \(resource) -o jsonpath={.spec.versions[*].name}")),
                .fix("restore the CRD with version v1 if KubeLB should continue to manage its objects"),
            ])
        finding.resource = ExposedResource(.management, route)
        return finding
    }
}
