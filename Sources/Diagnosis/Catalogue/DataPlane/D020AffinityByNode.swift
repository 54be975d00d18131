import KubeLB
import Kubernetes
import Topology

/// KLC-D020: ClientIP affinity that does not see the clients' addresses.
struct D020AffinityByNode: Check {
    let documentation = CheckDocumentation(
        code: "D020",
        title: "ClientIP affinity uses a management node's address",
        severity: .info,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        meaning: """
            For sessionAffinity ClientIP, Envoy chooses the backend by the source address that it sees. With \
            externalTrafficPolicy Cluster on the envoy Service, that is often the address of a node of the management \
            cluster, not the client's.
            """,
        impact:
            "All clients that arrive through one node share one backend, and a client's backend changes with the node.",
        mending: """
            externalTrafficPolicy Local preserves the clients' addresses up to Envoy, but then only management nodes \
            with an Envoy pod, and tenant nodes with an endpoint, accept traffic.
            """,
        examples: [
            .fires(
                .info, "affinity with policy Cluster",
                """
                tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  spec: {persistence: {type: SourceIP}}}}}
                """),
            .silent(
                "KubeLB 1.4 implements no affinity: that is another finding",
                "tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP}}}}"),
            .silent(
                "affinity with policy Local",
                """
                tenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP, externalTrafficPolicy: Local}}}}
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {externalTrafficPolicy: Local}}}}
                """),
            .silent("no affinity", ""),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried in
            let service = carried.service
            guard service.sessionAffinity == "ClientIP", carried.loadBalancer.spec.persistence != nil,
                carried.envoy.isLoadBalancer,
                (carried.envoy.externalTrafficPolicy ?? "Cluster") == "Cluster"
            else { return nil }
            return Finding(
                .info,
                "\(service.reference) has ClientIP affinity, but its envoy Service has externalTrafficPolicy Cluster, so "
                    + "Envoy sees node addresses and all clients of one node share a backend",
                resource: carried.exposure.resource, objects: carried.references,
                evidence: [
                    service.evidence("spec.sessionAffinity", "ClientIP"),
                    carried.envoy.evidence(
                        "spec.externalTrafficPolicy",
                        carried.envoy.externalTrafficPolicy ?? "not set (Cluster)"),
                ],
                remedies: service.externalTrafficPolicy == "Local"
                    ? []
                    : [
                        .fix(
                            "use externalTrafficPolicy Local if client addresses matter; then only nodes with an endpoint "
                                + "respond, and UDP sent to the others is lost",
                            context.patch(
                                context.reference(carried.exposure), ["spec": ["externalTrafficPolicy": "Local"]]))
                    ])
        }
    }
}
