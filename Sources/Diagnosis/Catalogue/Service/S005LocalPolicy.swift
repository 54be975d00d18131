import KubeLB
import Kubernetes
import Topology

/// KLC-S005: with `externalTrafficPolicy: Local` only some nodes answer.
struct S005LocalPolicy: Check {
    let documentation = CheckDocumentation(
        code: "S005",
        title: "Only nodes with an endpoint respond (externalTrafficPolicy Local)",
        severity: .info,
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices, .tenantNodes],
        meaning: """
            With externalTrafficPolicy Local, a node port responds only on nodes that run a ready pod of the Service. \
            KubeLB still lists every Ready node, and Envoy's health checks find out which of them respond.
            """,
        impact: "Envoy shows the other nodes as unhealthy. For TCP this is expected and not a network fault.",
        mending: "No action is needed; use externalTrafficPolicy Cluster if every node should respond.",
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
                "\(service.reference) responds on \(answering.count) of \(ServiceWords.count(ready.count, "Ready node")): "
                    + "with externalTrafficPolicy Local, only nodes with a ready endpoint do",
                service: context.key(exposure), objects: [context.reference(exposure)],
                evidence: [
                    Evidence("\(service.reference): spec.externalTrafficPolicy", "Local"),
                    Evidence(
                        "nodes with a ready endpoint of \(service.metadata.path)",
                        answering.isEmpty ? "none known" : ServiceWords.list(answering, limit: 10)),
                ])
        }
    }
}
