import KubeLB
import Kubernetes
import Topology

/// KLC-X010: KubeLB created something for Layer 7 that nothing uses.
struct X010BackendUnused: Check {
    let documentation = CheckDocumentation(
        code: "X010",
        title: "A backend Service, NodePort copy or SyncSecret is unused",
        severity: .warning,
        hop: .envoyService,
        inputs: [.routes, .managementServices], judgesManagementAlone: true, isLayerSeven: true,
        meaning: """
            The manager creates a backend Service for each Service of a Route, and deletes it with the Route. This one is used \
            by no Route, usually because a finalizer was removed by hand. doctor reports backend Services; cleanup also lists \
            NodePort copies in the tenant cluster that no object refers to, and SyncSecrets whose original is gone.
            """,
        impact: "None on traffic. A Service of type LoadBalancer keeps its address, and names can collide later.",
        mending: "Check with kubelb-ctl cleanup, and delete the object.",
        examples: [
            .firesOnRoutes(
                .warning, "its Route is gone", backend("shop-old-api")),
            .silentOnRoutes("every backend Service is used"),
            .silentOnRoutes(
                "a Route uses it under this name",
                backend("shop-old-api")
                    + "\n---\n"
                    + RouteExamples.ingressRoute(
                        "status: {resources: {services: {shop/old: {generatedName: shop-old-api}}}}")),
            .silentOnRoutes("its name ends in a hash", backend("shop-" + String(repeating: "a", count: 50) + "-1f2e")),
            .silentOnRoutes(
                "a Service that the manager did not create",
                backend("shop-old-api").replacing("app.kubernetes.io/name: tenant-acme", with: "app: mine")),
            .silentOnRoutes(
                "Routes cannot be read",
                backend("shop-old-api") + "\n---\nmanagement: {routes.kubelb.k8c.io: forbidden}"),
        ])

    private static func backend(_ name: String) -> String {
        """
        management: {services: {tenant-acme/\(name): {metadata: {creationTimestamp: "2026-11-22T09:00:00Z",
          labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api}},
          spec: {type: ClusterIP, selector: {app.kubernetes.io/name: tenant-acme}, ports: [{port: 80, targetPort: 40009}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.unusedBackendServices.map { service in
            Finding(
                LeftBehindWords.severity(created: service.metadata.creationTimestamp, context).severity,
                "\(service.reference) is unused\(LeftBehindWords.holding(service.ingress.addresses)): no Route has it as a "
                    + "backend",
                objects: [ObjectReference(.management, service)],
                evidence: [
                    service.evidence(
                        "origin labels",
                        "\(service.metadata.labels[KubeLBNames.originNamespaceLabel] ?? "")/"
                            + "\(service.metadata.labels[KubeLBNames.originNameLabel] ?? "")"),
                    Evidence("Routes in \(service.metadata.namespace)", "none uses \(service.metadata.name)"),
                ],
                remedies: [
                    .fix(
                        "delete the Service", context.kubectl("delete", ObjectReference(.management, service)),
                        risk: .delete)
                ])
        }
    }
}
