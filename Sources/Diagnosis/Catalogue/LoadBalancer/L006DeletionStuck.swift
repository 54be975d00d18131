import KubeLB
import Kubernetes
import Topology

/// KLC-L006: a LoadBalancer that is being deleted does not go.
struct L006DeletionStuck: Check {
    let documentation = CheckDocumentation(
        code: "L006",
        title: "The LoadBalancer is stuck deleting",
        severity: .error,
        explains: [.loadBalancerKept],
        inputs: [.tenantServices, .loadBalancers], judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["T001", "T004", "L010", "L012"],
        meaning: """
            Finalizers keep a deleted LoadBalancer. Those of the manager remain until its Service in the management \
            cluster is gone; those of other controllers until these have cleaned up.
            """,
        impact: "The address stays allocated, and the tenant's Service, if it is being deleted too, may wait for it.",
        mending: """
            Get the controller running again that the finalizer belongs to; it completes the deletion by itself. If the \
            Service still needs the LoadBalancer, the CCM then recreates it.
            """,
        examples: [
            .fires(
                .error, "deleted ten minutes ago",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:50:00Z"}}}}
                """),
            .fires(
                .warning, "deleted 20 seconds ago",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:59:40Z"}}}}
                """),
            .fires(
                .error, "somebody else's finalizer holds it",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                  deletionTimestamp: "2026-11-22T11:50:00Z", finalizers: [example.com/hold]}}}}
                """),
            .silent(
                "another tenant's LoadBalancer",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-other/00000000-0000-4000-8000-000000000077: {
                  metadata: {deletionTimestamp: "2026-11-22T11:50:00Z", finalizers: [kubelb.k8c.io/cleanup],
                    labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: web}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let namespace = context.topology.tenantNamespace,
            let list = context.topology.list(.management, LoadBalancer.self).value
        else { return [] }
        let deleted = list.items.filter { $0.metadata.namespace == namespace && $0.metadata.isBeingDeleted }
        guard !deleted.isEmpty else { return [] }
        let exposures = Dictionary(
            context.topology.exposures.map { ($0.service.metadata.uid, $0) }, uniquingKeysWith: { first, _ in first })
        return deleted.compactMap { finding($0, exposures[$0.metadata.name], context) }
    }

    private func finding(
        _ loadBalancer: LoadBalancer, _ exposure: Exposure?, _ context: CheckContext
    ) -> Finding? {
        let key = context.resource(of: loadBalancer)
        guard exposure != nil || loadBalancer.origin != nil,
            let held = HeldDeletion(.management, loadBalancer)
        else { return nil }
        let (severity, note) = context.symptom(since: held.since)
        let wanted =
            exposure.map { $0.isTaken && !$0.isTerminating } == true
            ? "; \(exposure?.service.reference ?? "") still needs it" : ""
        let manager = [
            context.retry(loadBalancer, "completes the deletion"), context.log(of: context.topology.manager),
        ]
        return Finding(
            severity,
            "\(loadBalancer.reference) of Service \(exposure?.path ?? key.path) has been terminating\(held.sentence(context))\(wanted)\(note)",
            resource: key,
            objects: [ObjectReference(.management, loadBalancer)] + (exposure.map { [context.reference($0)] } ?? []),
            evidence: held.evidence,
            remedies: (held.holdsKubeLB ? manager : []) + held.remedies(context))
    }
}
