import KubeLB
import Kubernetes
import Topology

/// KLC-P010: the manager does not handle a Route.
struct P010NotAccepted: Check {
    let documentation = CheckDocumentation(
        code: "P010",
        title: "The manager has not accepted the Route",
        severity: .error,
        explains: [.acceptedByManager],
        inputs: [.routes, .managementDeployments],
        optionalInputs: [.managerLogs],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["M014", "M015", "C005", "T001", "T002", "T003"],
        meaning: """
            The manager first puts its finalizer on a Route. This one does not have it: the manager does not run, may not \
            serve the tenant, or refuses the kind.
            """,
        impact: "Nothing is made of the Route, and the object gets no address.",
        mending: "Check the manager, the Tenant and its settings; the manager's log says why it refuses.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let log = ControllerErrors(topology.manager, context)
        return topology.takenRoutes.compactMap { exposure in
            guard let route = exposure.route.value, !route.isAccepted, !route.metadata.isBeingDeleted else {
                return nil
            }
            let (severity, note) = context.symptom(since: exposure.lastChange)
            let object = LogLine.Object(name: route.metadata.name, namespace: route.metadata.namespace)
            let last = log.errors(of: object).last
            let error = last.map { WriteError($0.line) }
            var finding = context.finding(
                severity,
                "The manager has not accepted \(route.reference) of \(exposure.source.reference): it has no finalizer of the manager's"
                    + (error.map { "; the manager says: \($0.sentence)" } ?? "") + note,
                of: exposure, objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence(
                        "\(route.reference): metadata.finalizers",
                        ServiceWords.list(route.metadata.finalizers, limit: 4))
                ]
                    + (last.flatMap { found in error.map { [$0.evidence(found.source)] } } ?? []),
                remedies: [
                    context.touch(exposure, "the manager looks at the Route again"), context.log(of: topology.manager),
                ])
            finding.suspects = error?.suspects ?? []
            return finding
        }
    }
}
