import KubeLB
import Kubernetes
import Topology

/// KLC-P007: the deletion of an object does not complete.
struct P007Terminating: Check {
    let documentation = CheckDocumentation(
        code: "P007",
        title: "The Ingress, Gateway or route is stuck deleting",
        severity: .error,
        hop: .source,
        inputs: [.tenantDeployments],
        optionalInputs: [.routes],
        causedBy: ServiceCauses.ccm + ["I002"],
        meaning: """
            KubeLB's finalizer blocks the deletion of an object until the CCM has cleaned up. The CCM reconciles only objects \
            that match its filters: if the class, name or parent was changed before the deletion, or if the controller was \
            disabled, it never handles the deletion.
            """,
        impact: "The object stays Terminating, and the management cluster continues to serve it.",
        mending: "Restart the CCM: it checks every Route when it starts. If there is no Route, remove the finalizer.",
        examples: [
            .firesOnRoutes(
                .error, "it was deleted an hour ago",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: '2026-11-22T11:00:00Z'}}}}"
            ),
            .firesOnRoutes(
                .error, "its class was changed before it was deleted",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: '2026-11-22T11:59:50Z'},
                  spec: {ingressClassName: nginx}}}}
                """),
            .firesOnRoutes(
                .warning, "it was deleted a minute ago, and two clusters have to follow",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: '2026-11-22T11:59:00Z'}}}}"
            ),
            .silentOnRoutes("nothing is being deleted"),
            .silentOnRoutes(
                "the finalizer of another controller blocks it",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: '2026-11-22T11:00:00Z',
                  finalizers: [example.com/hold]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.filter { $0.isTerminating && $0.hasFinalizer }.map { exposure in
            let source = exposure.source
            let age = context.forAge(of: source.metadata.deletionTimestamp)
            let (severity, note) = context.symptom(
                since: source.metadata.deletionTimestamp, grace: CheckContext.deletionGrace)
            let reason = reason(exposure)
            return context.finding(
                reason == nil
                    ? context.routeSymptom(since: source.metadata.deletionTimestamp).severity == .info
                        ? .info : severity
                    : .error,
                "\(source.reference) has been terminating\(age): finalizer \(KubeLBNames.cleanupFinalizer) blocks it"
                    + (reason.map { ", and the CCM no longer handles it, because \($0)" } ?? note),
                of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [
                    Evidence(
                        "\(source.reference): metadata.deletionTimestamp",
                        source.metadata.deletionTimestamp?.description ?? "set", at: source.metadata.deletionTimestamp),
                    Evidence(
                        "\(source.reference): metadata.finalizers",
                        ServiceWords.list(source.metadata.finalizers, limit: 4)),
                ],
                remedies: remedies(exposure, context))
        }
    }

    private func reason(_ exposure: RouteExposure) -> String? {
        switch exposure.selection.value {
        case .otherClass:
            "its class is \(exposure.source.className ?? "not set") instead of \(KubeLBNames.ingressClass)"
        case .otherName: "it is not named \(KubeLBNames.gatewayName)"
        case .otherParents: "its parentRefs are not exactly one Gateway named \(KubeLBNames.gatewayName)"
        case .controllerOff(let argument):
            "the CCM runs \(argument == "--enable-gateway-api" ? "without" : "with") \(argument)"
        case .taken, nil: nil
        }
    }

    private func remedies(_ exposure: RouteExposure, _ context: CheckContext) -> [Remedy] {
        let removal = context.removeFinalizers(from: exposure.reference, exposure.source.metadata).map {
            Remedy.fix("if nothing of it remains in the management cluster, remove the finalizer", $0, risk: .delete)
        }
        return [context.restart(context.topology.ccm, ", which cleans up at its start"), removal]
            .compactMap(\.self)
            + [context.log(of: context.topology.ccm)]
    }
}
