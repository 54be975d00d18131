import KubeLB
import Kubernetes
import Topology

/// KLC-L005: the manager has not touched a LoadBalancer.
struct L005NotAccepted: Check {
    let documentation = CheckDocumentation(
        code: "L005",
        title: "The manager has not accepted the LoadBalancer",
        severity: .error,
        explains: [.acceptedByManager],
        inputs: [.tenantServices, .loadBalancers], judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + [
            "M006", "C005", "T001", "T002", "T003", "T004", "T005", "T011", "L010", "L011",
        ],
        meaning: """
            The manager first adds its finalizer kubelb.k8c.io/cleanup to a LoadBalancer. This one does not have it: \
            the manager is not running, may not serve the tenant, or removed it because Layer 4 is disabled.
            """,
        impact: "It has no Envoy configuration and no Service in the management cluster, and so no address.",
        mending: """
            Check the manager, the Tenant and its namespace; once they are fixed, the manager accepts the LoadBalancer \
            by itself.
            """,
        examples: [
            .fires(
                .error, "no finalizer after two hours",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {finalizers: null}, status: null}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
            .fires(
                .warning, "the LoadBalancer was written 15 seconds ago",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {finalizers: null,
                    creationTimestamp: "2026-11-22T11:59:45Z"}, status: null}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                """),
            .silent(
                "the finalizer of an older KubeLB",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  finalizers: [kubelb.k8c.io/cleanup-envoy-proxy]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.isAccepted,
                !loadBalancer.metadata.isBeingDeleted
            else { return nil }
            let (severity, note) = context.symptom(since: exposure.lastChange)
            let finalizers = loadBalancer.metadata.finalizers
            return Finding(
                severity,
                "The manager has not accepted \(loadBalancer.reference) of \(exposure.service.reference): "
                    + "it does not have the manager's finalizer\(note)",
                resource: exposure.resource,
                objects: [ObjectReference(.management, loadBalancer), context.reference(exposure)],
                evidence: [
                    loadBalancer.evidence(
                        "metadata.finalizers",
                        finalizers.isEmpty ? "none" : ServiceWords.list(finalizers, limit: 8)),
                    loadBalancer.evidence(
                        "created",
                        loadBalancer.metadata.creationTimestamp?.description ?? "unknown",
                        at: loadBalancer.metadata.creationTimestamp),
                ],
                remedies: [
                    context.retry(loadBalancer, "accepts it"),
                    context.restart(context.topology.manager, " so that it reconciles every LoadBalancer"),
                    context.log(of: context.topology.manager),
                ])
        }
    }
}
