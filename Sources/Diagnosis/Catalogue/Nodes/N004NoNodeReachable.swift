import KubeLB
import Kubernetes
import Topology

/// KLC-N004: the management cluster reaches no node at a node port.
struct N004NoNodeReachable: Check {
    let documentation = CheckDocumentation(
        code: "N004",
        title: "No node can be reached from the management cluster",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [
            .loadBalancers, .managementPods, .envoyMetrics, .addresses, .tenantNodes, .tenantEndpointSlices,
        ],
        optionalInputs: [.tenantStates, .configs],
        causedBy: ["N003", "T008"],
        meaning: """
            The Services have ready endpoints, Addresses/default lists Ready nodes, the LoadBalancers are up to date, and yet \
            none of the nodes answers the Envoys' connections at the node ports.
            """,
        impact: "Clients of these Services are accepted and closed at once.",
        mending: """
            Let the management cluster's nodes, where the Envoys run, reach the tenant's nodes at the node ports over TCP and \
            UDP: a firewall or a security group, or routing. The addresses must be ones that lead there: an ExternalIP from \
            outside, an InternalIP within one network.
            """,
        examples: [
            .fires(
                .error, "no node answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .warning, "the Envoys started ten seconds ago",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)], uptime: 10))),
            .silent(
                "there is no ready endpoint",
                """
                tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                  {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}}]}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "no node is Ready",
                """
                tenant: {nodes: {node-a: {status: {conditions: [{type: Ready, status: Unknown}]}},
                  node-b: {status: {conditions: [{type: Ready, status: Unknown}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "one of the Envoys reaches them",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent("all nodes answer", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let reach = NodeReach(context)
        let dead = reach.dead
        guard !dead.isEmpty else { return [] }
        // One firewall for all of them, or one thing for each.
        if dead.count == reach.ports.count { return [finding(dead, of: nil, context)] }
        let services = dead.map(\.exposure.path).uniqued()
        return services.compactMap { path in
            let own = dead.filter { $0.exposure.path == path }
            return own.first.map { finding(own, of: $0.exposure, context) }
        }
    }

    private func finding(_ dead: [NodeReach.Port], of exposure: Exposure?, _ context: CheckContext) -> Finding {
        let targets = NodeReach.targets(dead)
        let since = dead.compactMap { context.expectedSince($0.exposure, $0.port.views) }.max()
        let (age, note) = context.symptom(since: since)
        let nodes = dead.flatMap(\.expected).map(\.name).uniqued()
        let ports = dead.map(\.port.upstream.nodePort).uniqued().map { String($0) }
        let whose = exposure.map { "\($0.service.reference): none" } ?? "None"
        let namespace = dead[0].port.views.first?.pod.metadata.namespace ?? ""
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "\(whose) of \(ServiceWords.count(nodes.count, "Ready node")) answers the Envoys at node port"
                + "\(ports.count == 1 ? "" : "s") \(ServiceWords.list(ports))\(note), with ready endpoints behind "
                + "\(ports.count == 1 ? "it" : "them")",
            service: exposure.map(context.key),
            objects: (exposure.map { [context.reference($0)] } ?? [])
                + nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) },
            evidence: dead[0].port.views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy 0 at \(ServiceWords.count(dead.count, "port")), first node port "
                        + "\(dead[0].port.upstream.nodePort)")
            } + [Evidence("expected to answer", ServiceWords.list(targets, limit: 10))],
            remedies: [
                Remedy(
                    "allow connections from the nodes of these pods to: \(ServiceWords.list(targets, limit: 10))",
                    command: context.listEnvoyPods(namespace: namespace)),
                Remedy(
                    "see whether the listed addresses are ones that lead to the nodes from there",
                    command: context.kubectl(.tenant, "get nodes -o wide")),
            ])
    }
}
