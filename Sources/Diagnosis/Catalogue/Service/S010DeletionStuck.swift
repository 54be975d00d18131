import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-S010: a Service that is being deleted waits for KubeLB.
struct S010DeletionStuck: Check {
    let documentation = CheckDocumentation(
        code: "S010",
        title: "The Service is stuck deleting",
        severity: .error,
        inputs: [.tenantServices],
        optionalInputs: [.loadBalancers, .ccmLogs],
        causedBy: ServiceCauses.ccm + ["R002", "R003", "T006", "L006"],
        meaning: """
            Finalizers keep a deleted Service. That of KubeLB remains until the CCM has removed its LoadBalancer from the \
            management cluster; those of other controllers until these have cleaned up.
            """,
        impact:
            "The Service, and a namespace that is being deleted with it, remain; its address may still be allocated.",
        mending: """
            Get the controller running again that the finalizer belongs to; it completes the deletion by itself. Only if \
            the CCM is gone for good, delete the LoadBalancer by hand and then remove the finalizer from the Service.
            """,
        examples: [
            .fires(
                .error, "deleted ten minutes ago",
                "tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:50:00Z\"}}}}"),
            .fires(
                .warning, "deleted half a minute ago",
                "tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:59:30Z\"}}}}"),
            .fires(
                .error, "somebody else's finalizer holds it",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                  finalizers: [example.com/other]}}}}
                """),
            .silent(
                "it is another controller's Service",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                  finalizers: [example.com/other]}, spec: {type: ClusterIP}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure -> Finding? in
            guard exposure.hasFinalizer || exposure.isTaken, let held = HeldDeletion(.tenant, exposure.service) else {
                return nil
            }
            return finding(exposure, held, context)
        }
    }

    private func finding(_ exposure: Exposure, _ held: HeldDeletion, _ context: CheckContext) -> Finding {
        let service = exposure.service
        let (severity, note) = context.symptom(since: exposure.lastChange, grace: CheckContext.deletionGrace)
        var objects = [context.reference(exposure)]
        var evidence = held.evidence
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
            "\(service.reference) has been terminating\(held.sentence(context))\(exposure.hasFinalizer ? state : "")\(note)",
            resource: exposure.resource, objects: objects, evidence: evidence,
            remedies: (exposure.hasFinalizer ? remedies(exposure, context) : []) + held.remedies(context))
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
