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
        inputs: [.routes],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["T003"],
        meaning: """
            The manager notes in the Route's status for each Service whether it could be written to the tenant's namespace \
            of the management cluster. For this one it could not.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "The condition's message says what refused it. Up to v1.4.3 touch the object afterwards.",
        examples: [])

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
