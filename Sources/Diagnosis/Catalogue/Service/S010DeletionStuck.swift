import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-S010: a Service that is being deleted waits for KubeLB.
struct S010DeletionStuck: Check {
    let documentation = CheckDocumentation(
        code: "S010",
        title: "The Service is stuck deleting, waiting for KubeLB",
        severity: .error,
        inputs: [.tenantServices],
        optionalInputs: [.loadBalancers, .ccmLogs],
        causedBy: ServiceCauses.ccm + ["R002", "R003", "L006"],
        meaning: """
            KubeLB's finalizer keeps a deleted Service until the CCM has removed its LoadBalancer from the management \
            cluster. The finalizer is still set, so the CCM has not done that.
            """,
        impact:
            "The Service, and a namespace that is being deleted with it, remain; its address may still be allocated.",
        mending: """
            Get the CCM running again; it completes the deletion by itself. Only if it is gone for good, delete the \
            LoadBalancer by hand and then remove the finalizer from the Service.
            """,
        examples: [
            .fires(
                .error, "deleted ten minutes ago",
                "tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:50:00Z\"}}}}"),
            .fires(
                .warning, "deleted half a minute ago",
                "tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:59:30Z\"}}}}"),
            .silent(
                "held by somebody else's finalizer",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                  finalizers: [example.com/other]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure -> Finding? in
            guard exposure.isTerminating, exposure.hasFinalizer else { return nil }
            return finding(exposure, context)
        }
    }

    private func finding(_ exposure: Exposure, _ context: CheckContext) -> Finding {
        let service = exposure.service
        let deleted = service.metadata.deletionTimestamp
        let (severity, note) = context.symptom(since: exposure.lastChange, grace: CheckContext.deletionGrace)
        var objects = [context.reference(exposure)]
        var evidence = [
            Evidence("\(service.reference): metadata.deletionTimestamp", deleted?.description ?? "set", at: deleted),
            Evidence(
                "\(service.reference): metadata.finalizers", ServiceWords.list(service.metadata.finalizers, limit: 8)),
        ]
        var state = ""
        switch exposure.loadBalancer {
        case .present(let loadBalancer):
            objects.append(ObjectReference(.management, loadBalancer))
            let isBeingDeleted = loadBalancer.metadata.isBeingDeleted
            state = isBeingDeleted ? "; its LoadBalancer is also being deleted" : "; its LoadBalancer still exists"
            evidence.append(
                Evidence(
                    loadBalancer.reference, isBeingDeleted ? "being deleted" : "present, not being deleted",
                    at: loadBalancer.metadata.deletionTimestamp ?? loadBalancer.metadata.creationTimestamp))
        case .absent:
            state = "; its LoadBalancer is already gone"
            evidence.append(Evidence("LoadBalancer \(service.metadata.uid)", "not found"))
        case .forbidden, .failed, .notCollected: break
        }
        return Finding(
            severity,
            "\(service.reference) has been terminating\(context.forAge(of: deleted)): KubeLB's finalizer blocks "
                + "it\(state)\(note)",
            service: context.key(exposure), objects: objects, evidence: evidence,
            remedies: remedies(exposure, context))
    }

    private func remedies(_ exposure: Exposure, _ context: CheckContext) -> [Remedy] {
        var byHand: [Remedy] = []
        let removal = context.removeFinalizers(from: exposure)
        if context.isRefused(exposure) {
            // Whoever refuses the CCM to remove the finalizer refuses it by hand as well.
        } else if let loadBalancer = exposure.loadBalancer.value {
            byHand = [
                LeftBehindWords.deletion(
                    of: loadBalancer, "if the CCM will not come back, clean up by hand: delete the LoadBalancer",
                    context),
                .then("remove KubeLB's finalizer", removal, risk: .delete),
            ]
        } else {
            byHand = [.fix("if the CCM will not come back, remove KubeLB's finalizer", removal, risk: .delete)]
        }
        return [context.retry(exposure, "completes the deletion")] + byHand + [context.log(of: context.topology.ccm)]
    }
}
