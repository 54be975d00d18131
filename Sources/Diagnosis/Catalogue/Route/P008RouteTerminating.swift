import KubeLB
import Kubernetes
import Topology

/// KLC-P008: a Route that is being deleted does not go.
struct P008RouteTerminating: Check {
    let documentation = CheckDocumentation(
        code: "P008",
        title: "The Route is stuck deleting",
        severity: .error,
        explains: [.loadBalancerKept],
        inputs: [.routes],
        optionalInputs: [.managementDeployments],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["T001"],
        meaning: """
            Finalizers keep a deleted Route. That of the manager stays until its Services in the management cluster are gone; \
            those of others until these have cleaned up.
            """,
        impact: "The management cluster goes on serving its hosts, and the tenant cannot be deleted.",
        mending: "Get the controller running again that the finalizer belongs to.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        (context.topology.routes.value ?? []).compactMap { route in
            guard let held = HeldDeletion(.management, route) else { return nil }
            let (severity, note) = context.symptom(since: held.since)
            let exposure = context.topology.routeExposures.first { $0.source.metadata.uid == route.metadata.name }
            let origin = "\(route.source.kind) \(route.source.metadata.path)"
            return Finding(
                severity, "\(route.reference) of \(origin) has been terminating\(held.sentence(context))\(note)",
                resource: exposure?.resource ?? ExposedResource(.management, route),
                objects: [ObjectReference(.management, route)], evidence: held.evidence,
                remedies: (held.holdsKubeLB
                    ? [
                        .fix(
                            "touch the Route, so that the manager completes the deletion",
                            context.touch(ObjectReference(.management, route))),
                        context.log(of: context.topology.manager),
                    ] : []) + held.remedies(context))
        }
    }
}
