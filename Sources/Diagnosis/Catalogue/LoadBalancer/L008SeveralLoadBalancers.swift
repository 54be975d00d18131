import KubeLB
import Kubernetes
import Topology

/// KLC-L008: several LoadBalancers say that they come from one Service.
struct L008SeveralLoadBalancers: Check {
    let documentation = CheckDocumentation(
        code: "L008",
        title: "Several LoadBalancers have the same Service as their origin",
        severity: .warning,
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
        if context.topology.position.hides(.tenant) {
            return context.topology.takenExposures.compactMap { replaced($0, context) }
        }
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

    /// In the management cluster alone: a Service has one UID at a time, so of several LoadBalancers the newest is its own.
    private func replaced(_ exposure: Exposure, _ context: CheckContext) -> Finding? {
        let others = exposure.replacedLoadBalancers.filter { !$0.metadata.isBeingDeleted }
        guard let own = exposure.loadBalancer.value, let created = own.metadata.creationTimestamp,
            let newest = others.max(by: { Self.age($0) < Self.age($1) }), created.milliseconds < Self.age(newest)
        else { return nil }
        let (severity, note) = LeftBehindWords.severity(created: newest.metadata.creationTimestamp, context)
        let all = [own] + others
        return Finding(
            min(severity, .warning),
            "\(own.reference) is orphaned\(LeftBehindWords.holding(own.status?.ingress.addresses ?? [])): "
                + "\(exposure.service.reference) was recreated and has a newer LoadBalancer, \(newest.metadata.name)\(note)",
            resource: exposure.resource, objects: all.prefix(10).map { ObjectReference(.management, $0) },
            evidence: all.prefix(10).map { loadBalancer in
                Evidence(
                    "\(loadBalancer.reference): origin", exposure.service.metadata.path,
                    at: loadBalancer.metadata.creationTimestamp)
            },
            confidence: .likely,
            remedies: [
                .fix(
                    "if the Service in the tenant cluster has the UID \(newest.metadata.name), delete the old LoadBalancer once "
                        + "its address is no longer used",
                    context.kubectl("delete", ObjectReference(.management, own)), risk: .delete)
            ])
    }

    private static func age(_ loadBalancer: LoadBalancer) -> Int {
        loadBalancer.metadata.creationTimestamp?.milliseconds ?? 0
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
