import KubeLB
import Kubernetes
import Topology

/// KLC-P005: the manager could not write the Service of a backend, by the Route's own condition.
struct P005BackendNotApplied: Check {
    let documentation = CheckDocumentation(
        code: "P005",
        title: "The manager could not create a backend's Service",
        severity: .error,
        explains: [.backendServices, .generated],
        hop: .backendServices,
        inputs: [.routes],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["T003"],
        meaning: """
            For each backend the manager creates a Service in the tenant's namespace of the management cluster, and reports \
            the result in the Route's status. It could not create this one.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Fix what the condition's message names. Up to v1.4.3, touch the object afterwards.",
        examples: [
            .firesOnRoutes(
                .error, "a quota is exhausted",
                failure("exceeded quota: objects, requested: count/services=1, limited: count/services=2")),
            .firesOnRoutes(
                .warning, "the API server did not respond in time", failure("etcdserver: request timed out")),
            .silentOnRoutes("all Services were created"),
            .silentOnRoutes(
                "the error is about the generated Ingress",
                RouteExamples.ingressRoute(
                    "status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False'}]}}}"
                )),
        ])

    private static func failure(_ message: String) -> String {
        RouteExamples.ingressRoute(
            """
            status: {resources: {services: {shop/api: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False', \
            reason: InstallationFailed, message: '\(message)'}]}}}}
            """)
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure -> [Finding] in
            guard let route = exposure.route.value else { return [] }
            return route.generatedServices.sorted { $0.key < $1.key }.compactMap { path, outcome in
                guard let failure = outcome.failure else { return nil }
                let error = WriteError(failure.message, at: failure.lastTransitionTime)
                return error.finding(
                    "The manager cannot create the Service for backend \(path) of \(exposure.source.reference)",
                    exposure.resource, objects: [exposure.reference, ObjectReference(.management, route)],
                    evidence: Evidence(
                        "\(route.reference): status.resources.services[\(path)]", failure.message,
                        at: failure.lastTransitionTime),
                    remedies: error.remedies(
                        .management, namespace: route.metadata.namespace, by: context.topology.manager,
                        retry: exposure.reference, context))
            }
        }
    }
}
