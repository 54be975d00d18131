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
        optionalInputs: [.tenantStates, .configs],
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
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))
                    .merging(MetricsExamples.hosts(failing: ["203.0.113.12": .refused])) { first, _ in first }),
            .fires(
                .warning, "one of two is silent",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))
                    .merging(MetricsExamples.hosts(failing: ["203.0.113.12": .silent])) { first, _ in first }),
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
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))
                    .merging(MetricsExamples.hosts(failing: ["203.0.113.12": .silent])) { first, _ in first }),
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
        let host: FailingHost
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
        let alive = NodeReach(context).ports.filter { port in port.port.views.contains { $0.healthy > 0 } }
        var failing: [FailingHost: Failing] = [:]
        for port in alive {
            let nodes = Dictionary(port.expected.map { ($0.address, $0.name) }, uniquingKeysWith: { first, _ in first })
            for view in port.port.views {
                let hosts = context.topology.hosts(of: view.pod)
                for host in port.port.upstream.clusters.flatMap({ hosts?.clusters[$0] ?? [] }) where host.hasFailed {
                    guard let node = nodes[host.address] else { continue }
                    let key = FailingHost(node: node, address: host.address, isSilent: host.isSilent)
                    failing[key, default: Failing(host: key)].add(
                        port.port.upstream.nodePort, view.pod, context.expectedSince(port.exposure, [view]))
                }
            }
        }
        let all = failing.values.sorted { ($0.host.node, $0.host.address) < ($1.host.node, $1.host.address) }
        return all.isEmpty ? [] : [finding(all, alive, context)]
    }

    private func finding(_ failing: [Failing], _ alive: [NodeReach.Port], _ context: CheckContext) -> Finding {
        let (age, note) = context.symptom(since: failing.compactMap(\.since).max())
        let words = failing.map { failing in
            let ports = failing.ports.uniqued().map { String($0) }
            let which = ports.count == alive.count && ports.count > 1 ? "all node ports" : ServiceWords.list(ports)
            return "\(failing.host.words) at \(which)"
        }
        let nodes = failing.map(\.host.node).uniqued()
        let total = alive.flatMap(\.expected).map(\.name).uniqued().count
        let pods = failing.flatMap(\.envoys).uniqued()
        return Finding(
            context.mayBypassNodePorts ? .info : min(age, .warning),
            "Envoy cannot reach \(nodes.count) of \(ServiceWords.count(total, "node"))\(note): \(ServiceWords.list(words))",
            objects: nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) },
            evidence: pods.prefix(2).map { pod in
                let seen = failing.filter { $0.envoys.contains(pod) }
                return Evidence(
                    "\(MetricsSource(.envoyHosts, pod))",
                    "failed_active_health_check: "
                        + ServiceWords.list(seen.map { "\($0.host.address)\($0.host.isSilent ? " (timeout)" : "")" }))
            },
            remedies: [
                Remedy(
                    "inspect the node",
                    command: context.kubectl(.tenant, "describe node \(nodes[0])")),
                Remedy(
                    "check that kube-proxy runs on it",
                    command: context.kubectl(
                        .tenant,
                        "get pods -A -o wide --field-selector spec.nodeName=\(nodes[0])")),
            ])
    }
}
