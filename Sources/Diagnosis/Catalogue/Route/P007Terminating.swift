import KubeLB
import Kubernetes
import Topology

/// KLC-P007: an object that is being deleted does not go.
struct P007Terminating: Check {
    let documentation = CheckDocumentation(
        code: "P007",
        title: "The Ingress, Gateway or route is stuck deleting",
        severity: .error,
        inputs: [.tenantDeployments],
        causedBy: ServiceCauses.ccm + ["I002"],
        meaning: """
            KubeLB's finalizer keeps a deleted object until the CCM has cleaned up. The CCM looks only at objects that match \
            its filters: if the class, the name or the parent was changed before the deletion, or its controller was switched \
            off, it never learns of it.
            """,
        impact: "The object stays Terminating, and the management cluster goes on serving it.",
        mending: "Restart the CCM: at its start it looks at every Route. Without a Route remove the finalizer.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.filter { $0.isTerminating && $0.hasFinalizer }.map { exposure in
            let source = exposure.source
            let age = context.forAge(of: source.metadata.deletionTimestamp)
            let (severity, note) = context.symptom(
                since: source.metadata.deletionTimestamp, grace: CheckContext.deletionGrace)
            let reason = reason(exposure)
            return context.finding(
                reason == nil ? severity : .error,
                "\(source.reference) has been terminating\(age): finalizer \(KubeLBNames.cleanupFinalizer) holds it"
                    + (reason.map { ", and the CCM no longer looks at it, because \($0)" } ?? note),
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
        let index = exposure.source.metadata.finalizers.firstIndex(of: KubeLBNames.cleanupFinalizer)
        let removal = index.map {
            Remedy.fix(
                "if nothing of it is left in the management cluster, remove the finalizer",
                context.patch(
                    exposure.reference,
                    operations: JSONPatch.removal(
                        of: .string(KubeLBNames.cleanupFinalizer), at: "/metadata/finalizers/\($0)")),
                risk: .delete)
        }
        return [context.restart(context.topology.ccm, ", which then cleans up what its Routes name"), removal]
            .compactMap(\.self)
            + [context.log(of: context.topology.ccm)]
    }
}
