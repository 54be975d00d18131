import KubeLB
import Kubernetes
import Topology

/// KLC-X002: a LoadBalancer of an earlier Service of the same name.
struct X002OriginReplaced: Check {
    let documentation = CheckDocumentation(
        code: "X002",
        title: "Orphaned LoadBalancer: its Service was recreated",
        severity: .warning,
        hop: .loadBalancer,
        inputs: [.tenantServices, .loadBalancers],
        meaning: """
            The Service in the LoadBalancer's labels exists with another UID. It was deleted without the CCM and \
            recreated: the new Service gets its own LoadBalancer, and up to KubeLB 1.4 the old one is never cleaned up.
            """,
        impact: "The old LoadBalancer holds its external address, which clients may still use, and its Envoy ports.",
        mending: "Delete the old LoadBalancer when its address is no longer used.",
        examples: [
            .fires(.warning, "the Service has another UID", replaced(origin: "web")),
            .silent("the Service is gone: that is another finding", replaced(origin: "old")),
            .silent(
                "the LoadBalancer is the Service's own, its labels name another Service",
                """
                tenant: {services: {shop/api: {metadata: {uid: 00000000-0000-4000-8000-000000000005}, spec: {type: ClusterIP,
                  ports: [{port: 80}]}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {labels: {kubelb.k8c.io/origin-name: api}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let inventory = LeftBehindInventory(context.topology) else { return [] }
        let exposed = Set(context.topology.exposures.map(\.service.metadata.uid))
        return inventory.entries.compactMap { loadBalancer, standing in
            guard case .replaced(let service) = standing else { return nil }
            let (severity, note) = LeftBehindWords.severity(created: loadBalancer.metadata.creationTimestamp, context)
            let holding = LeftBehindWords.holding(loadBalancer.status?.ingress.addresses ?? [])
            return Finding(
                severity,
                "\(loadBalancer.reference) is orphaned\(holding): \(service.reference) exists with another UID, "
                    + "\(service.metadata.uid)\(note)",
                resource: exposed.contains(service.metadata.uid) ? ExposedResource(.tenant, service) : nil,
                objects: [ObjectReference(.management, loadBalancer), ObjectReference(.tenant, service)],
                evidence: LeftBehindWords.evidence(of: loadBalancer, context)
                    + [
                        service.evidence(
                            "metadata.uid", service.metadata.uid,
                            at: service.metadata.creationTimestamp)
                    ],
                remedies: LeftBehindWords.collection(context) + [
                    LeftBehindWords.deletion(
                        of: loadBalancer, "delete the old LoadBalancer once its address is no longer used", context)
                ])
        }
    }

    private static func replaced(origin: String) -> String {
        """
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000077: {
          metadata: {finalizers: [kubelb.k8c.io/cleanup],
            labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: \(origin)}},
          spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}]}}}}
        """
    }
}
