import KubeLB
import Kubernetes
import Topology

/// KLC-X006: a LoadBalancer that belongs to no Service and is left alone.
struct X006Protected: Check {
    let documentation = CheckDocumentation(
        code: "X006",
        title: "A LoadBalancer without a Service is kept",
        severity: .info,
        hop: .loadBalancer,
        inputs: [.tenantServices, .loadBalancers],
        meaning: """
            No Service of the tenant cluster has the LoadBalancer's UID, but the CCM did not write it for a Service: \
            it has no origin labels, was created with KubeLB's command line, or is not of type LoadBalancer.
            """,
        impact: "None. It is never counted as orphaned and never deleted.",
        mending: "No action is needed; its creator manages it.",
        examples: [
            .fires(
                .info, "made with KubeLB's command line",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/demo: {
                  metadata: {labels: {app.kubernetes.io/managed-by: kubelb-cli},
                    annotations: {kubelb.k8c.io/cli-generated: "true"}}, spec: {type: LoadBalancer}}}}
                """),
            .fires(
                .info, "no origin labels",
                "management: {loadbalancers.kubelb.k8c.io: {tenant-acme/by-hand: {spec: {type: LoadBalancer}}}}"),
            .fires(
                .info, "not of type LoadBalancer",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/internal: {spec: {type: ClusterIP},
                  metadata: {labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}}}}}
                """),
            .silent(
                "a living Service's LoadBalancer that has lost its labels",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {labels: null}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let inventory = LeftBehindInventory(context.topology) else { return [] }
        return inventory.entries.compactMap { loadBalancer, standing in
            guard case .protected(let reason) = standing else { return nil }
            return Finding(
                .info, "\(loadBalancer.reference) has no Service and is kept: \(reason)",
                objects: [ObjectReference(.management, loadBalancer)],
                evidence: LeftBehindWords.evidence(of: loadBalancer, context))
        }
    }
}
