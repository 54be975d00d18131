import KubeLB
import Kubernetes
import Topology

/// KLC-N004: the management cluster reaches no node at a node port.
struct N004NoNodeReachable: Check {
    let documentation = CheckDocumentation(
        code: "N004",
        title: "No node is reachable from the management cluster",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [
            .loadBalancers, .managementPods, .envoyMetrics, .addresses, .tenantNodes, .tenantEndpointSlices,
        ],
        optionalInputs: [.tenantStates, .configs, .envoyHosts],
        causedBy: ["N003", "T008"],
        meaning: """
            The Services have ready endpoints, Addresses/default lists Ready nodes, and the LoadBalancers are up to \
            date, but none of the nodes accepts Envoy's connections at the node ports.
            """,
        impact: "Client connections to these Services are accepted and closed immediately.",
        mending: """
            Allow the management cluster's nodes that run Envoy to reach the tenant's nodes at the node ports over TCP \
            and UDP: check firewalls, security groups and routing. The addresses must be reachable from there: an \
            ExternalIP from outside, an InternalIP within one network.
            """,
        examples: [
            .fires(
                .error, "no node answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .info, "Envoy started ten seconds ago: it is starting",
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
                "the nodes answer at the Service's other port", N008PortNotServed.twoPorts,
                metrics: N008PortNotServed.metrics(first: 2, second: 0)),
            .silent(
                "one of the Envoy pods reaches them",
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
        // The port that has been dead for longest counts: new Services do not make the others settle.
        let oldest = dead.min { one, other in
            let times = [one, other].map { context.expectedSince($0.exposure, $0.port.views) }
            return (times[0]?.milliseconds ?? 0) < (times[1]?.milliseconds ?? 0)
        }
        let (age, note, isStarting) = context.statisticsSymptom(
            since: oldest.flatMap { context.expectedSince($0.exposure, $0.port.views) },
            of: oldest.map { [$0.exposure] } ?? [])
        let nodes = dead.flatMap(\.expected).map(\.name).uniqued()
        let ports = dead.map(\.port.upstream.nodePort).uniqued().map { String($0) }
        let whose = exposure.map { "\($0.service.reference): Envoy" } ?? "Envoy"
        let namespace = dead[0].port.views.first?.pod.metadata.namespace ?? ""
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "\(whose) cannot reach any of \(ServiceWords.count(nodes.count, "Ready node")) at node port"
                + "\(ports.count == 1 ? "" : "s") \(ServiceWords.list(ports))\(note), although "
                + "\(ports.count == 1 ? "it has" : "they have") ready endpoints",
            service: exposure.map(context.key),
            objects: (exposure.map { [context.reference($0)] } ?? [])
                + nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) },
            evidence: dead[0].port.views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy 0 at \(ServiceWords.count(dead.count, "port")), first node port "
                        + "\(dead[0].port.upstream.nodePort)")
            } + [Evidence("nodes that should respond", ServiceWords.list(targets, limit: 10))],
            remedies: isStarting
                ? []
                : [
                    .fix(
                        "allow connections from the nodes of the Envoy pods to \(ServiceWords.list(targets, limit: 10))"
                    ),
                    .inspect("list the Envoy pods and their nodes", context.listEnvoyPods(namespace: namespace)),
                    .inspect("check that the listed addresses are reachable from there", context.listTenantNodes),
                ])
    }
}
