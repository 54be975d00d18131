import KubeLB
import Kubernetes
import Topology

/// KLC-L008: several LoadBalancers say that they come from one Service.
struct L008SeveralLoadBalancers: Check {
    let documentation = CheckDocumentation(
        code: "L008",
        title: "Several LoadBalancers have the same Service as their origin",
        severity: .info,
        inputs: [.tenantServices, .loadBalancers], judgesManagementAlone: true,
        meaning: """
            Besides the LoadBalancer with the Service's UID, the tenant's namespace contains others whose labels name \
            the same Service. Usually the Service was force-deleted and recreated while the CCM was down.
            """,
        impact: "The others keep their addresses and Envoy listeners, and older CCMs never clean them up (KLC-X002).",
        mending: "Check each of them, and delete those that belong to an earlier Service.",
        examples: [
            .fires(
                .info, "one of an earlier Service of that name",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000099: {
                  metadata: {finalizers: [kubelb.k8c.io/cleanup],
                    labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: web}},
                  spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}],
                    endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31999, protocol: TCP}]}]}}}}
                """),
            .silent(
                "another tenant has a Service of that name",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-other/00000000-0000-4000-8000-000000000099: {
                  metadata: {finalizers: [kubelb.k8c.io/cleanup],
                    labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: web}},
                  spec: {type: LoadBalancer}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let candidates = context.topology.takenExposures.filter { !$0.replacedLoadBalancers.isEmpty }
        guard !candidates.isEmpty else { return [] }
        // One that carries a living Service's UID is that Service's, with wrong labels: KLC-L002.
        let living = Set(context.topology.exposures.map(\.service.metadata.uid))
        return candidates.compactMap { exposure -> Finding? in
            guard let own = exposure.loadBalancer.value else { return nil }
            let others = exposure.replacedLoadBalancers.filter { other in
                other.metadata.namespace == own.metadata.namespace && !other.metadata.isBeingDeleted
                    && !living.contains(other.metadata.name)
            }
            return others.isEmpty ? nil : finding(exposure, own, others, context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ own: LoadBalancer, _ others: [LoadBalancer], _ context: CheckContext
    ) -> Finding {
        let all = [own] + others
        // The others are warned of one by one as KLC-X002: here they are only counted.
        return Finding(
            .info,
            "\(all.count) LoadBalancers have \(exposure.service.reference) as their origin, but only \(own.reference) has its UID",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + all.prefix(10).map { ObjectReference(.management, $0) },
            evidence: all.prefix(10).map { loadBalancer in
                let addresses = loadBalancer.status?.ingress.addresses ?? []
                return Evidence(
                    loadBalancer.reference,
                    (loadBalancer.metadata.name == own.metadata.name ? "the Service's own, " : "for another UID, ")
                        + ServiceWords.addresses(addresses), at: loadBalancer.metadata.creationTimestamp)
            },
            remedies: others.prefix(5).map { other in
                .inspect(
                    "inspect \(other.metadata.name); KLC-X002 explains how to remove it",
                    context.kubectl("get", ObjectReference(.management, other), "-o yaml"))
            })
    }
}
