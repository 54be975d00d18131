import KubeLB
import Kubernetes
import Topology

/// KLC-B006: the Service of a backend in the management cluster is missing, or selects no pod of Envoy.
struct B006ManagementService: Check {
    let documentation = CheckDocumentation(
        code: "B006",
        title: "A backend has no working Service in the management cluster",
        severity: .error,
        explains: [.backendServices],
        hop: .backendServices,
        inputs: [.routes, .managementServices], optionalInputs: [.managementPods],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["P005", "T009"],
        meaning: """
            For each backend of a Route the manager creates a Service <namespace>-<route>-<service> that selects the \
            tenant's Envoy pods. It does not watch these Services: if one is deleted or changed, by hand or together with \
            another object of the same name and Service, the manager restores it only when the Route changes.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Touch the object in the tenant cluster; the manager then restores the Service.",
        examples: [
            .firesOnRoutes(
                .error, "the Service was deleted",
                """
                management: {services: {tenant-acme/shop-app-api: null}}
                """),
            .firesOnRoutes(
                .error, "the selector was changed",
                """
                management: {services: {tenant-acme/shop-app-api: {spec: {selector: {app.kubernetes.io/name: null, app: api}}}}}
                """),
            .firesOnRoutes(
                .warning, "the Route was written 15 seconds ago",
                """
                management:
                  services: {tenant-acme/shop-app-api: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {metadata: {
                    creationTimestamp: "2026-11-22T11:59:45Z"}}}
                """),
            .silentOnRoutes(
                "the manager has not accepted the Route",
                """
                management:
                  services: {tenant-acme/shop-app-api: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {metadata: {finalizers: null}}}
                """),
            .silentOnRoutes(
                "the manager reports why it cannot create the Service",
                """
                management:
                  services: {tenant-acme/shop-app-api: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {status: {resources: {services: {
                    shop/api: {conditions: [{type: ResourceAppliedSuccessfully, status: "False", reason: InstallationFailed,
                    message: exceeded quota}]}}}}}}
                """),
            .silentOnRoutes(
                "the Services of the management cluster cannot be read",
                """
                management: {services: forbidden}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure -> [Finding] in
            guard let route = exposure.route.value, route.isAccepted else { return [] }
            return exposure.backends.uniqued(by: \.path).compactMap { finding(exposure, route, $0, context) }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ route: Route, _ backend: RouteBackend, _ context: CheckContext
    ) -> Finding? {
        if let service = backend.generated.value, context.topology.selectsNoEnvoy(service) {
            return unselective(exposure, service, backend, context)
        }
        guard let name = backend.generatedName, backend.carried != nil, case .absent = backend.generated,
            backend.outcome?.failure == nil
        else { return nil }
        let (severity, note) = context.symptom(since: exposure.lastChange)
        return context.finding(
            severity,
            "Service \(route.metadata.namespace)/\(name), through which the management cluster reaches backend "
                + "\(backend.path) of \(exposure.source.reference), does not exist, and the manager does not recreate it "
                + "by itself\(note)",
            of: exposure, objects: [ObjectReference(.management, route)],
            evidence: [
                Evidence("Service \(route.metadata.namespace)/\(name)", "not found"),
                Evidence(
                    "\(route.reference): status.resources.services[\(backend.path)].generatedName",
                    backend.outcome?.name ?? "not set"),
            ],
            remedies: [context.touch(exposure, "the manager recreates the Service")])
    }

    private func unselective(
        _ exposure: RouteExposure, _ service: Service, _ backend: RouteBackend, _ context: CheckContext
    ) -> Finding {
        let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
            separator: ",")
        return context.finding(
            .error,
            "\(service.reference), through which the management cluster reaches backend \(backend.path) of "
                + "\(exposure.source.reference), selects no pod of the tenant's Envoy (selector \(selector))",
            of: exposure, objects: [ObjectReference(.management, service)],
            evidence: [Evidence("\(service.reference): spec.selector", selector.isEmpty ? "not set" : selector)],
            remedies: [context.touch(exposure, "the manager restores the selector")])
    }
}
