import KubeLB
import Kubernetes
import Topology

/// KLC-L006: a LoadBalancer that is being deleted does not go.
struct L006DeletionStuck: Check {
    let documentation = CheckDocumentation(
        code: "L006",
        title: "The LoadBalancer is stuck deleting",
        severity: .error,
        inputs: [.tenantServices, .loadBalancers],
        causedBy: ServiceCauses.manager + ["T001", "T004", "L010"],
        meaning: """
            The manager's finalizers keep a deleted LoadBalancer until its Service in the management cluster is gone. \
            The finalizers are still set, so the manager has not cleaned up.
            """,
        impact: "The address stays allocated, and the tenant's Service, if it is being deleted too, may wait for it.",
        mending: "Get the manager running again; it completes the deletion by itself.",
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
        guard let key = exposure.map(context.key) ?? originKey(loadBalancer) else { return nil }
        let metadata = loadBalancer.metadata
        let (severity, note) = context.symptom(since: metadata.deletionTimestamp)
        let wanted =
            exposure.map { $0.isTaken && !$0.isTerminating } == true
            ? "; \(exposure?.service.reference ?? "") still needs it" : ""
        return Finding(
            severity,
            "\(loadBalancer.reference) of Service \(key.path) has been terminating\(context.forAge(of: metadata.deletionTimestamp)): "
                + "\(ServiceWords.list(metadata.finalizers, limit: 8)) "
                + "\(metadata.finalizers.count == 1 ? "blocks" : "block") it\(wanted)\(note)",
            service: key,
            objects: [ObjectReference(.management, loadBalancer)] + (exposure.map { [context.reference($0)] } ?? []),
            evidence: [
                Evidence(
                    "\(loadBalancer.reference): metadata.deletionTimestamp",
                    metadata.deletionTimestamp?.description ?? "set", at: metadata.deletionTimestamp),
                Evidence(
                    "\(loadBalancer.reference): metadata.finalizers", ServiceWords.list(metadata.finalizers, limit: 8)),
            ],
            remedies: [
                context.retry(loadBalancer, "completes the deletion"), context.log(of: context.topology.manager),
            ])
    }

    /// The Service that it was made from, where that is gone; without it the finding would pass for one about the whole
    /// cluster.
    private func originKey(_ loadBalancer: LoadBalancer) -> ServiceKey? {
        guard let origin = loadBalancer.origin else { return nil }
        var service = Service()
        service.metadata = ObjectMeta(name: origin.name, namespace: origin.namespace)
        service.metadata.uid = loadBalancer.metadata.name
        return ServiceKey(service)
    }
}
