import KubeLB
import Kubernetes
import Topology

/// KLC-N005: the management cluster reaches some nodes and others not.
struct N005SomeNodesUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "N005",
        title: "Some nodes are unreachable from the management cluster",
        severity: .warning,
        explains: [.upstreams, .probes],
        inputs: [
            .loadBalancers, .managementPods, .envoyMetrics, .envoyHosts, .addresses, .tenantNodes,
            .tenantEndpointSlices,
        ],
        optionalInputs: [
            .tenantStates, .configs, .tenantPods, .tenantNetworkPolicies, .tenantEvents, .networkPolicies, .ccmLogs,
        ],
        causedBy: ["N003", "T008"],
        meaning: """
            Envoy's admin port shows node by node which of them pass its health checks. Some do not, although they are \
            Ready, listed, and have a ready endpoint if the traffic policy requires one.
            """,
        impact: "TCP goes to the other nodes; UDP sent to these nodes is lost.",
        mending: """
            A node that refuses connections does not listen at the node port: check its kube-proxy. A node that does \
            not respond is behind a firewall, or its address is wrong.
            """,
        examples: [
            .fires(
                .warning, "one of two refuses",
                metrics: NodeExamples.half(.refused)),
            .fires(
                .warning, "one of two is silent",
                metrics: NodeExamples.half(.silent)),
            .fires(
                .warning, "kube-proxy is down on one of two",
                "tenant: {pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b", ready: false))}}",
                metrics: NodeExamples.half(.refused)),
            .fires(
                .warning, "no kube-proxy is on one of two", "tenant: {pods: {\(NodeExamples.proxy("node-a"))}}",
                metrics: NodeExamples.half(.refused)),
            .fires(
                .warning, "kube-proxy cannot load its rules on one of two",
                "tenant: {pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}}"
                    + NodeExamples.rulesFail(on: "node-b"), metrics: NodeExamples.half(.refused)),
            .silent(
                "policy Local, and the silent one runs no endpoint",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  spec: {externalTrafficPolicy: Local}}}}
                """,
                metrics: NodeExamples.half(.silent)),
            .silent(
                "both nodes are dual-stack, and answer over the family that the Service has",
                """
                tenant: {nodes: {
                  node-a: {status: {addresses: [{type: ExternalIP, address: 203.0.113.11}, {type: ExternalIP, address: "2001:db8::11"}]}},
                  node-b: {status: {addresses: [{type: ExternalIP, address: 203.0.113.12}, {type: ExternalIP, address: "2001:db8::12"}]}}}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11},
                  {ip: 203.0.113.12}, {ip: "2001:db8::11"}, {ip: "2001:db8::12"}]}}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(total: 4, healthy: 2)]))
                    .merging(
                        MetricsExamples.hosts(
                            ["203.0.113.11", "203.0.113.12", "2001:db8::11", "2001:db8::12"],
                            failing: ["2001:db8::11": .refused, "2001:db8::12": .refused])
                    ) { first, _ in first }),
            .silent(
                "the node answers at the Service's other port, so that it is the port",
                N008PortNotServed.twoPorts,
                metrics: N008PortNotServed.metrics(first: 2, second: 1, failing: ["203.0.113.12": .refused])),
            .silent(
                "all fail, which is another finding",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))
                    .merging(MetricsExamples.hosts(failing: ["203.0.113.11": .refused, "203.0.113.12": .refused])) {
                        first, _ in first
                    }),
            .silent("all answer", metrics: MetricsExamples.healthy),
            .silent(
                "the admin port is closed",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
        ])

    /// A node, and the node ports at which it does not answer.
    private struct Failing {
        let node: NodeCoverage.FailedNode
        var ports: [Int] = []
        var envoys: [Pod] = []
        var since: Timestamp?

        mutating func add(_ port: Int, _ envoy: Pod, _ since: Timestamp?) {
            ports.append(port)
            if !envoys.contains(envoy) { envoys.append(envoy) }
            self.since = [self.since, since].compactMap { $0 }.max()
        }
    }

    func findings(in context: CheckContext) -> [Finding] {
        let reach = NodeReach(context)
        let alive = reach.ports.filter { !$0.isDead }
        var failing: [NodeCoverage.FailedNode: Failing] = [:]
        for port in alive {
            let nodePort = port.port.upstream.nodePort
            for (view, coverage) in zip(port.port.views, port.coverages) {
                for node in coverage.failing
                where !reach.answersElsewhere(node.name, than: nodePort) {
                    failing[node, default: Failing(node: node)].add(
                        nodePort, view.pod, context.expectedSince(port.exposure, [view]))
                }
            }
        }
        let all = failing.values.sorted { ($0.node.name, $0.node.addresses[0]) < ($1.node.name, $1.node.addresses[0]) }
        return all.isEmpty ? [] : [finding(all, alive, context)]
    }

    private func finding(_ failing: [Failing], _ alive: [NodeReach.Port], _ context: CheckContext) -> Finding {
        let (age, note, isStarting) = context.statisticsSymptom(
            since: failing.compactMap(\.since).max(), of: alive.count == 1 ? alive.map(\.exposure) : [])
        let words = failing.map { failing in
            let ports = failing.ports.uniqued().map { String($0) }
            let which = ports.count == alive.count && ports.count > 1 ? "all node ports" : ServiceWords.list(ports)
            return "\(failing.node.words) at \(which)"
        }
        let nodes = failing.map(\.node.name).uniqued()
        let causes = causes(of: failing, alive, context)
        let known = causes.filter(\.isKnown).map(\.words).joined(separator: ". ")
        let total = alive.flatMap(\.expected).map(\.name).uniqued().count
        let pods = failing.flatMap(\.envoys).uniqued()
        return Finding(
            context.mayBypassNodePorts ? .info : min(age, .warning),
            "Envoy cannot reach \(nodes.count) of \(ServiceWords.count(total, "node"))\(note): \(ServiceWords.list(words))"
                + (known.isEmpty ? "" : ". \(known)"),
            objects: nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) }
                + causes.flatMap(\.objects),
            evidence: pods.prefix(2).map { pod in
                let seen = failing.filter { $0.envoys.contains(pod) }
                return Evidence(
                    "\(MetricsSource(.envoyHosts, pod))",
                    "failed_active_health_check: "
                        + ServiceWords.list(
                            seen.map {
                                $0.node.addresses.joined(separator: ", ") + ($0.node.isSilent ? " (timeout)" : "")
                            }))
            } + causes.flatMap(\.evidence),
            remedies: isStarting ? [] : causes.flatMap(\.remedies).uniqued())
    }

    /// Each node may fail for a reason of its own.
    private func causes(of failing: [Failing], _ alive: [NodeReach.Port], _ context: CheckContext) -> [NodePortCause] {
        let diagnosis = NodePortDiagnosis(context)
        return failing.prefix(4).map { failing in
            let targets = alive.filter { failing.ports.contains($0.port.upstream.nodePort) }
                .map { $0.target(at: [failing.node.name]) }
            return diagnosis.cause(of: targets, isSilent: failing.node.isSilent, isWhole: false)
        }.uniqued()
    }
}
