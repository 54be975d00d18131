import KubeLB
import Kubernetes
import Topology

/// KLC-N009: what carries traffic from nodes to pods is not Ready, while Envoy's health checks still succeed.
///
/// A health check ends as soon as a pod of any node responds. If the pod network between nodes is cut, every connection that a
/// node forwards to a pod of another one is lost.
struct N009NetworkNotReady: Check {
    let documentation = CheckDocumentation(
        code: "N009",
        title: "A network component of the tenant's nodes is not Ready",
        severity: .warning,
        hop: .nodes,
        inputs: [.addresses, .tenantNodes, .tenantPods],
        optionalInputs: [.tenantEvents, .loadBalancers, .managementPods, .envoyMetrics],
        causedBy: ["N008"],
        meaning: """
            kube-proxy or the network plugin is not Ready on a node that receives traffic from Envoy. Envoy's health \
            checks succeed, since they need a single connection that gets through now and then.
            """,
        impact: "Some connections hang or are closed: those that a node forwards to a pod of another node.",
        mending: "Fix what the pod or its Events report; the finding quotes it.",
        examples: [
            .fires(
                .warning, "Calico has no BGP session with the other node",
                """
                tenant:
                  pods: {\(calico("11:20:00"))}
                  events: {kube-system/e1: {type: Warning, reason: Unhealthy, count: 90, lastTimestamp: "2026-11-22T11:59:50Z",
                    message: "Readiness probe failed: calico/node is not ready: BIRD is not ready: BGP not established with 10.0.0.2",
                    involvedObject: {kind: Pod, namespace: kube-system, name: calico-node-1}, source: {component: kubelet}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent("it restarted a minute ago", "tenant: {pods: {\(calico("11:59:00"))}}"),
            .silent(
                "the node is not in use", "tenant: {pods: {\(calico("11:20:00", node: "node-z"))}}"),
            .silent(
                "Envoy cannot reach nodes, which is another finding", "tenant: {pods: {\(calico("11:20:00"))}}",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent("no such pod was read"),
        ])

    private static func calico(_ since: String, node: String = "node-a") -> String {
        """
        kube-system/calico-node-1: {metadata: {labels: {k8s-app: calico-node}}, spec: {nodeName: \(node)}, status: {phase: Running,
            conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-22T\(since)Z"}],
            containerStatuses: [{name: calico-node, ready: false, restartCount: 0, state: {running: {}}}]}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let used = Set((topology.listedNodes ?? []).filter(\.isReady).map(\.name))
        guard !used.isEmpty, !isKnownToEnvoy(context) else { return [] }
        return topology.nodeComponents.sorted { $0.key < $1.key }.compactMap { title, pods in
            let failing = pods.filter { pod in
                pod.spec.nodeName.map(used.contains) == true && !pod.isReady && !pod.metadata.isBeingDeleted
                    && pod.readyCondition?.lastTransitionTime.map {
                        context.now.seconds(since: $0) >= CheckContext.deletionGrace
                    } == true
            }
            return failing.first.map { finding(title, $0, failing, context) }
        }
    }

    /// Whether a node fails Envoy's health checks: findings about that name the component.
    private func isKnownToEnvoy(_ context: CheckContext) -> Bool {
        context.seenServices.contains { service in
            service.ports.contains { port in
                port.isChecked && port.views.contains { ($0.counters?.healthy ?? 0) < ($0.counters?.total ?? 0) }
            }
        }
    }

    private func finding(_ title: String, _ first: Pod, _ pods: [Pod], _ context: CheckContext) -> Finding {
        let nodes = pods.compactMap(\.spec.nodeName).uniqued()
        let problem = PodProblem(first)
        let reason = context.obstacle(of: first, .tenant) ?? problem.summary
        var finding = Finding(
            .warning,
            "\(title) is not Ready on \(NodeWords.list(nodes)), which receive\(nodes.count == 1 ? "s" : "") traffic from Envoy, so "
                + "connections to pods of other nodes may be lost: \(reason)",
            objects: pods.prefix(4).map { ObjectReference(.tenant, $0) },
            evidence: pods.prefix(3).map {
                Evidence(
                    $0.reference, context.obstacle(of: $0, .tenant) ?? PodProblem($0).summary,
                    at: $0.readyCondition?.lastTransitionTime)
            },
            remedies: problem.remedies(of: "\(title) on the node\(nodes.count == 1 ? "" : "s")", .tenant, context))
        finding.concernsEveryService = true
        return finding
    }
}
