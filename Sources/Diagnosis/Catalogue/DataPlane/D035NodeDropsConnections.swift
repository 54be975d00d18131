import KubeLB
import Kubernetes
import Topology

/// KLC-D035: a node of the management cluster loses connections of the Envoy that runs on it.
struct D035NodeDropsConnections: Check {
    let documentation = CheckDocumentation(
        code: "D035",
        title: "A node of the management cluster drops connections of Envoy",
        severity: .warning,
        hop: .envoy,
        inputs: [.managementPods, .envoyMetrics],
        optionalInputs: [.managementEvents],
        meaning: """
            Part of the health checks of an Envoy pod fail, and Events report a fault of the network or the kernel of the node on \
            which it runs, for example that its connection tracking table is full. A node with a full table drops new connections.
            """,
        impact: "Part of the connections of clients to all Services of the tenant time out.",
        mending: "Fix what the Event reports. The tenant's nodes are not at fault.",
        examples: [
            .fires(
                .warning, "its connection tracking table is full", conntrack(),
                metrics: MetricsExamples.envoys(failing, MetricsExamples.envoy())),
            .silent("no health check fails", conntrack(), metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent("nothing is reported of the node", "", metrics: MetricsExamples.envoys(failing)),
            .silent(
                "it is reported of a node without an Envoy pod", conntrack("edge-a"),
                metrics: MetricsExamples.envoys(failing, MetricsExamples.envoy())),
        ])

    private static let failing = MetricsExamples.envoy([MetricsExamples.Port(checks: 700, failedChecks: 140)])

    private static func conntrack(_ node: String = "mgmt-a") -> String {
        """
        management:
          events: {default/e1: {type: Warning, reason: ConntrackFull, count: 90, lastTimestamp: "2026-11-22T11:58:00Z",
            message: "Conntrack table usage over 90%: 65536 out of 65536", source: {component: network-custom-plugin-monitor},
            involvedObject: {kind: Node, name: \(node)}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let failing = context.topology.envoys.filter { $0.statistics.failsChecks }
        let byNode = Dictionary(grouping: failing) { $0.pod.spec.nodeName ?? "" }
        return byNode.sorted { $0.key < $1.key }.compactMap { name, envoys in
            guard !name.isEmpty, let event = NodeEvents.fault(of: name, .management, context) else { return nil }
            let share = min(envoys.map { $0.statistics.shareOfFailedChecks }.max() ?? 0, 1)
            let node = ObjectReference(.management, kind: Node.kind, name: name)
            return Finding(
                .warning,
                "Node \(name) of the management cluster drops connections of Envoy to the tenant's nodes: \(Int(share * 100)) % of "
                    + "the health checks of \(envoys[0].pod.reference) failed, and an Event reports \(event.reason) of the node: "
                    + ErrorDigest.text(of: event.message),
                objects: [node] + EnvoyWords.references(envoys.map(\.pod)),
                evidence: [Evidence(event)]
                    + envoys.prefix(2).map { envoy in
                        Evidence(
                            EnvoyWords.source(envoy.pod),
                            "health_check_failure \(envoy.statistics.failedChecks) of \(envoy.statistics.checks) attempts"
                        )
                    },
                remedies: NodeEvents.remedies(for: event, node, context))
        }
    }
}
