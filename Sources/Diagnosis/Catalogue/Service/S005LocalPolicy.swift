import KubeLB
import Kubernetes
import Topology

/// KLC-S005: with `externalTrafficPolicy: Local` only some nodes answer.
struct S005LocalPolicy: Check {
    let documentation = CheckDocumentation(
        code: "S005",
        title: "Only nodes with an endpoint answer (externalTrafficPolicy Local)",
        severity: .info,
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices, .tenantNodes],
        meaning: """
            With externalTrafficPolicy Local a node port answers only on nodes that run a ready pod of the Service. \
            KubeLB still lists every Ready node, and Envoy finds out by its health checks which of them answer.
            """,
        impact: "Envoy shows the other nodes as unhealthy. That is expected for TCP, and not a fault of the network.",
        mending: "Nothing; use policy Cluster where every node shall answer.",
        examples: [
            .fires(
                .info, "one of two nodes runs a pod",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  spec: {externalTrafficPolicy: Local}}}}
                """),
            .silent(
                "policy Cluster with pods on one node",
                """
                tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                  {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let affected = context.topology.takenExposures.filter { $0.service.externalTrafficPolicy == "Local" }
        guard !affected.isEmpty, let nodes = context.topology.readyNodes.value else { return [] }
        let ready = Set(nodes.map(\.metadata.name))
        return affected.compactMap { exposure -> Finding? in
            guard let endpoints = exposure.readyEndpoints, !endpoints.isEmpty else { return nil }
            let answering = Set(endpoints.compactMap(\.nodeName)).intersection(ready).sorted()
            let service = exposure.service
            return Finding(
                .info,
                "\(service.reference) answers on \(answering.count) of \(ServiceWords.count(ready.count, "Ready node")): "
                    + "with externalTrafficPolicy Local only nodes with a ready endpoint do",
                service: context.key(exposure), objects: [context.reference(exposure)],
                evidence: [
                    Evidence("\(service.reference): spec.externalTrafficPolicy", "Local"),
                    Evidence(
                        "nodes with a ready endpoint of \(service.metadata.path)",
                        answering.isEmpty ? "none is known" : ServiceWords.list(answering, limit: 10)),
                ])
        }
    }
}
