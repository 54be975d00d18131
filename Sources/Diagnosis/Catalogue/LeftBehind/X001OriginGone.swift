import KubeLB
import Kubernetes
import Topology

/// KLC-X001: a LoadBalancer whose Service is gone.
struct X001OriginGone: Check {
    let documentation = CheckDocumentation(
        code: "X001",
        title: "Orphaned LoadBalancer: its Service is gone",
        severity: .warning,
        hop: .loadBalancer,
        inputs: [.tenantServices, .loadBalancers],
        optionalInputs: [.addresses, .tenantNodes],
        causedBy: ["T008"],
        meaning: """
            The tenant cluster has no Service with the LoadBalancer's UID, and none with the name in its origin \
            labels. The Service was deleted forcibly, without the CCM. Up to KubeLB 1.4 nothing looks for such \
            LoadBalancers; from 1.5 on, the CCM deletes them when it starts.
            """,
        impact:
            "It holds its external address, its Service in the management cluster and its Envoy ports indefinitely.",
        mending: """
            Delete the LoadBalancer once you are sure that no other cluster uses the tenant; the manager removes the \
            remaining objects.
            """,
        examples: [
            .fires(.warning, "no Service of that name or UID", ownerless("2026-11-22T10:00:00Z")),
            .fires(.info, "it was made while the lists were read", ownerless("2026-11-22T11:59:58Z")),
            .silent(
                "it is another tenant's",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-other/00000000-0000-4000-8000-000000000077: {
                  metadata: {labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}},
                  spec: {type: LoadBalancer}}}}
                """),
            .silent(
                "it was made with KubeLB's command line",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/demo: {
                  metadata: {annotations: {kubelb.k8c.io/cli-generated: "true"}}, spec: {type: LoadBalancer}}}}
                """),
            .silent(
                "it is being deleted",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000077: {
                  metadata: {deletionTimestamp: "2026-11-22T11:59:00Z", finalizers: [kubelb.k8c.io/cleanup],
                    labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}},
                  spec: {type: LoadBalancer}}}}
                """),
            .silent(
                "the Services may not be listed",
                "tenant: {services: forbidden}\n" + ownerless("2026-11-22T10:00:00Z")),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let inventory = LeftBehindInventory(context.topology) else { return [] }
        let isShared = inventory.suggestsSharedTenant(context.topology)
        return inventory.entries.compactMap { loadBalancer, standing in
            guard case .ownerless(let origin) = standing else { return nil }
            return finding(loadBalancer, origin: origin, isShared: isShared, context)
        }
    }

    private func finding(
        _ loadBalancer: LoadBalancer, origin: String, isShared: Bool, _ context: CheckContext
    ) -> Finding {
        let (severity, note) = LeftBehindWords.severity(created: loadBalancer.metadata.creationTimestamp, context)
        let (namespace, name) = loadBalancer.origin ?? ("", "")
        let holding = LeftBehindWords.holding(loadBalancer.status?.ingress.addresses ?? [])
        let confirmation = Remedy.inspect(
            "confirm that the Service is gone: this prints nothing",
            context.kubectl(
                "get", ObjectReference(.tenant, kind: Service.kind, namespace: namespace, name: name),
                "--ignore-not-found"))
        return Finding(
            severity,
            (isShared
                ? "\(loadBalancer.reference) belongs to no Service of this cluster\(holding): its origin is \(origin), "
                    + "possibly in another cluster that uses the tenant"
                : "\(loadBalancer.reference) is orphaned\(holding): its Service \(origin) is gone") + note,
            objects: [ObjectReference(.management, loadBalancer)],
            evidence: LeftBehindWords.evidence(of: loadBalancer, context)
                + [Evidence("Services of the tenant cluster", "none named \(origin), none with that UID")],
            confidence: isShared ? .likely : .certain,
            remedies: (isShared ? [] : LeftBehindWords.collection(context)) + [
                LeftBehindWords.deletion(
                    of: loadBalancer,
                    "delete the LoadBalancer, after the command below has printed nothing"
                        + (isShared ? " and if no other cluster uses the tenant" : ""), context), confirmation,
            ])
    }

    private static func ownerless(_ created: String) -> String {
        """
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000077: {
          metadata: {creationTimestamp: "\(created)", finalizers: [kubelb.k8c.io/cleanup],
            labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}},
          spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}]},
          status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
        """
    }
}
