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
            Route.
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
}
