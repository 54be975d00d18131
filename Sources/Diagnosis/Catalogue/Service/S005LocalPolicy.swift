import KubeLB
import Kubernetes
import Topology

/// KLC-S005: with `externalTrafficPolicy: Local` only some nodes answer.
struct S005LocalPolicy: Check {
    let documentation = CheckDocumentation(
        code: "S005",
        title: "Only nodes with an endpoint respond (externalTrafficPolicy Local)",
        severity: .error,
        explains: [.endpointNodes],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices, .tenantNodes],
        optionalInputs: [.addresses, .loadBalancers],
        causedBy: ["N001", "N002", "N003"],
        meaning: """
            With externalTrafficPolicy Local, a node port responds only on nodes that run a ready pod of the Service. \
            KubeLB still lists every Ready node, and Envoy's health checks find out which of them respond. If no listed node \
            runs such a pod, nothing responds: nodes without an address of the configured type are not listed, and with \
            --max-node-address-count the CCM of the Enterprise Edition lists only so many.
            """,
        impact: """
            Envoy shows the other nodes as unhealthy. For TCP this is expected and not a network fault, as long as one listed \
            node responds.
            """,
        mending: """
            No action is needed if a listed node runs a ready pod. Otherwise give the nodes that do an address of the configured \
            type, or use externalTrafficPolicy Cluster.
            """,
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
            .fires(
                .error, "the only endpoint is on a node without an external address",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
                  nodes: {node-b: {status: {addresses: [{type: InternalIP, address: 10.0.0.12}]}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.2.5], nodeName: node-b, conditions: {ready: true}}]}}
                management:
                  addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    spec: {externalTrafficPolicy: Local}}}
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
            if let unlisted = context.topology.unlistedEndpointNodes(of: exposure), !unlisted.isEmpty {
                return nowhere(exposure, unlisted, context)
            }
            return Finding(
                .info,
                "\(service.reference) responds on \(answering.count) of \(ServiceWords.count(ready.count, "Ready node")): "
                    + "with externalTrafficPolicy Local, only nodes with a ready endpoint do",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [
                    service.evidence("spec.externalTrafficPolicy", "Local"),
                    Evidence(
                        "nodes with a ready endpoint of \(service.metadata.path)",
                        answering.isEmpty ? "none known" : ServiceWords.list(answering, limit: 10)),
                ])
        }
    }

    /// No node that Envoy knows runs an endpoint.
    private func nowhere(_ exposure: Exposure, _ nodes: [String], _ context: CheckContext) -> Finding {
        let service = exposure.service
        let (severity, note) = context.symptom(since: exposure.lastChange)
        let unlisted = UnlistedNodes(nodes, context)
        return Finding(
            severity,
            "\(service.reference) responds on no node that Envoy knows\(note): \(unlisted.cause)",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + unlisted.objects,
            evidence: unlisted.evidence(of: service),
            remedies: unlisted.remedies(of: context.reference(exposure)))
    }
}
