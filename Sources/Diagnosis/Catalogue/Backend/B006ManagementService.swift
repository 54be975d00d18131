import KubeLB
import Kubernetes
import Topology

/// KLC-B006: the Service of a backend is missing in the management cluster.
struct B006ManagementService: Check {
    let documentation = CheckDocumentation(
        code: "B006",
        title: "A backend has no Service in the management cluster",
        severity: .error,
        explains: [.backendServices],
        inputs: [.routes, .managementServices],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["P005", "T009"],
        meaning: """
            For each backend of a Route the manager creates a Service <namespace>-<route>-<service> that leads to the \
            tenant's Envoy. It does not watch these Services: if one is deleted, by hand or because an object of the same \
            name and Service went, it is created again only when the Route changes.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Touch the object in the tenant cluster; the manager then creates the Service again.",
        examples: [])

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
            "Service \(route.metadata.namespace)/\(name), which leads from the management cluster to backend "
                + "\(backend.path) of \(exposure.source.reference), does not exist; the manager does not create it again "
                + "by itself\(note)",
            of: exposure, objects: [ObjectReference(.management, route)],
            evidence: [
                Evidence("Service \(route.metadata.namespace)/\(name)", "not found"),
                Evidence(
                    "\(route.reference): status.resources.services[\(backend.path)].generatedName",
                    backend.outcome?.name ?? "not set"),
            ],
            remedies: [context.touch(exposure, "the manager creates the Service again")])
    }

    private func unselective(
        _ exposure: RouteExposure, _ service: Service, _ backend: RouteBackend, _ context: CheckContext
    ) -> Finding {
        let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
            separator: ",")
        return context.finding(
            .error,
            "\(service.reference), which leads from the management cluster to backend \(backend.path) of "
                + "\(exposure.source.reference), selects no pod of the tenant's Envoy (selector \(selector))",
            of: exposure, objects: [ObjectReference(.management, service)],
            evidence: [Evidence("\(service.reference): spec.selector", selector.isEmpty ? "not set" : selector)],
            remedies: [context.touch(exposure, "the manager writes the Service again")])
    }
}
