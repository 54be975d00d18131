import KubeLB
import Kubernetes
import Topology

/// KLC-D029: the Envoy pods on one node of the management cluster reach no node, those elsewhere do.
struct D029NodeWithoutReach: Check {
    let documentation = CheckDocumentation(
        code: "D029",
        title: "Envoy pods on one management node reach no nodes of a tenant",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [.tenantStates, .configs],
        meaning: """
            Each Envoy pod connects to the node ports of the tenant by itself. Those on one node of the management cluster \
            reach none of the nodes at any port, while those on other nodes do.
            """,
        impact: "Connections that arrive at these Envoy pods are accepted and closed immediately; the others work.",
        mending: """
            Compare the routes and firewalls of that node with those of the others. If only one tenant is affected, its own \
            firewall may not admit that node's address.
            """,
        examples: [
            .fires(
                .error, "the one on mgmt-b reaches none, that on mgmt-a all",
                onTwoNodes,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "both are on one node", onOneNode,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "it started ten seconds ago",
                onTwoNodes,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)], uptime: 10))),
            .silent(
                "neither reaches any node", onTwoNodes,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "it reaches one of two nodes", onTwoNodes,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
        ])

    private static let onTwoNodes = placed("mgmt-a", "mgmt-b")
    private static let onOneNode = placed("mgmt-a", "mgmt-a")

    private static func placed(_ first: String, _ second: String) -> String {
        """
        management: {pods: {tenant-acme/envoy-tenant-acme-1: {spec: {nodeName: \(first)}},
          tenant-acme/envoy-tenant-acme-2: {spec: {nodeName: \(second)}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        // At ports that nobody reaches it is not the node that is at fault.
        let services = context.seenServices.map { service in
            (service.exposure, service.ports.filter { $0.isChecked && $0.views.contains { $0.healthy > 0 } })
        }
        let views = services.flatMap { exposure, ports in ports.flatMap(\.views).map { (exposure, $0) } }
        let byNode = Dictionary(grouping: views) { $0.1.pod.spec.nodeName ?? "" }
        return byNode.filter { name, views in
            !name.isEmpty && byNode.count > 1 && views.allSatisfy { $0.1.isKnown && $0.1.healthy == 0 }
        }.sorted { $0.key < $1.key }.compactMap { name, views in
            let since = views.compactMap { context.expectedSince($0.0, [$0.1]) }.max()
            let (age, note, isStarting) = context.statisticsSymptom(since: since, of: [])
            return isStarting ? nil : finding(name, views.map(\.1), age, note, context)
        }
    }

    /// The same for every tenant that has an Envoy there: in a view of all tenants it is one finding.
    private func finding(
        _ name: String, _ views: [PortUpstreams.View], _ age: Severity, _ note: String, _ context: CheckContext
    ) -> Finding {
        let node = ObjectReference(.management, kind: Node.kind, name: name)
        let pods = views.map(\.pod).uniqued { $0.metadata.path }
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "Envoy pods on node \(name) of the management cluster cannot reach nodes that Envoy pods on other nodes "
                + "reach\(note), so the network of node \(name) is at fault, or a firewall does not admit its address",
            objects: [node],
            evidence: pods.prefix(3).map { pod in
                Evidence(EnvoyWords.source(pod), "membership_healthy 0 at every port")
            },
            remedies: [
                .fix("restore the routes and firewall rules of node \(name), as other nodes have them"),
                .fix(
                    "run no Envoy pods on it: cordon the node, then delete those that are there",
                    context.kubectl(.management, "cordon \(name)"), risk: .restart),
                .inspect(
                    "list the Envoy pods on it",
                    context.kubectl(
                        .management,
                        """
                        get pods -A -l \(KubeLBNames.appManagedByLabel)=kubelb --field-selector spec.nodeName=\(name)
                        """)),
            ])
    }
}
