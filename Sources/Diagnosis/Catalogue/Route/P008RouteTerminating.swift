import KubeLB
import Kubernetes
import Topology

/// KLC-P008: the deletion of a Route does not complete.
struct P008RouteTerminating: Check {
    let documentation = CheckDocumentation(
        code: "P008",
        title: "The Route is stuck deleting",
        severity: .error,
        explains: [.loadBalancerKept],
        inputs: [.routes],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["T001"],
        meaning: """
            Finalizers block the deletion of the Route. The manager removes its finalizer when the Route's Services in the \
            management cluster are deleted; other controllers remove theirs when they have cleaned up.
            """,
        impact: "The management cluster continues to serve its hosts, and the tenant cannot be deleted.",
        mending: "Get the controller that owns the finalizer running again.",
        examples: [
            .firesOnRoutes(
                .error, "the manager has not removed its finalizer for an hour",
                RouteExamples.ingressRoute("metadata: {deletionTimestamp: '2026-11-22T11:00:00Z'}")),
            .firesOnRoutes(
                .error, "the finalizer of another controller remains",
                RouteExamples.ingressRoute(
                    "metadata: {deletionTimestamp: '2026-11-22T11:00:00Z', finalizers: [example.com/hold]}")),
            .firesOnRoutes(
                .warning, "it was deleted 20 seconds ago",
                RouteExamples.ingressRoute("metadata: {deletionTimestamp: '2026-11-22T11:59:40Z'}")),
            .silentOnRoutes("nothing is being deleted"),
            .silentOnRoutes(
                "no finalizer is left",
                RouteExamples.ingressRoute("metadata: {deletionTimestamp: '2026-11-22T11:00:00Z', finalizers: null}")),
        ])

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
