import KubeLB
import Kubernetes
import Topology

/// KLC-G010: the tenant's Envoy reaches no node for a backend, or has no node for it.
struct G010NoNodeAnswers: Check {
    let documentation = CheckDocumentation(
        code: "G010",
        title: "Envoy reaches no node for a backend",
        severity: .error,
        explains: [.upstreams],
        hop: .nodePort,
        inputs: [.routes],
        optionalInputs: [.managementPods, .envoyMetrics],
        causedBy: [
            "B001", "B002", "B005", "B007", "B008", "N001", "N002", "N003", "N004", "N006", "P002", "D007", "D017",
        ],
        meaning: """
            The tenant's Envoy checks each node at the node port of a backend, and none responds. A firewall blocks traffic \
            from the management cluster to the nodes, the node ports have changed, or Envoy has no addresses of nodes.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Check the network between the two clusters, and the node ports of the backend.",
        examples: [
            .firesOnRoutes(.error, "no node responds", metrics: seen(total: 2, healthy: 0)),
            .firesOnRoutes(.error, "Envoy has no node", metrics: seen(total: 0, healthy: 0)),
            .firesOnRoutes(
                .warning, "the Ingress is 20 seconds old", "now: '2026-11-22T10:00:20Z'",
                metrics: seen(total: 2, healthy: 0)),
            .silentOnRoutes("one of two nodes responds", metrics: seen(total: 2, healthy: 1)),
            .silentOnRoutes("there are no statistics"),
            .silentOnRoutes(
                "Envoy does not use node ports",
                "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}}",
                metrics: seen(total: 2, healthy: 0)),
        ])

    private static let cluster =
        "tenant-tenant-acme-route-shop-api-nodeport-site-svc-00000000-0000-4000-8000-000000000022-port-80-TCP"

    private static func seen(total: Int, healthy: Int) -> [String: String] {
        MetricsExamples.envoys(
            MetricsExamples.envoy([
                MetricsExamples.Port(), MetricsExamples.Port(name: cluster, total: total, healthy: healthy),
            ]))
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard let broken = context.topology.upstreams(of: exposure).first(where: { $0.healthy == 0 }) else {
                return nil
            }
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            return context.finding(
                severity,
                broken.total == 0
                    ? "The tenant's Envoy has no node for backend \(broken.backend) of \(exposure.source.reference)\(note)"
                    : "None of \(broken.total) nodes responds to the tenant's Envoy at the node port of backend \(broken.backend) of "
                        + "\(exposure.source.reference)\(note)",
                of: exposure,
                evidence: [
                    Evidence("Envoy cluster \(broken.cluster): healthy", "\(broken.healthy) of \(broken.total)"),
                    Evidence("Route: ports of \(broken.backend)", ports(of: broken.backend, exposure)),
                ],
                remedies: [
                    .fix(
                        "check that the pods listen on the targetPort, and that a firewall lets the management cluster reach the node port"
                    ),
                    .inspect("list the nodes and their addresses", context.listTenantNodes),
                    context.log(of: context.topology.manager),
                ])
        }
    }

    /// A node port refuses connections, too, if nobody listens at the targetPort behind it.
    private func ports(of backend: String, _ exposure: RouteExposure) -> String {
        let service = exposure.route.value?.services.first { $0.metadata.path == backend }
        let ports = (service?.ports ?? []).map { port in
            "node port \(port.nodePort.map { String($0) } ?? "not set"), targetPort \(port.targetPort.map { "\($0)" } ?? "not set")"
        }
        return ports.isEmpty ? "none" : ports.joined(separator: "; ")
    }
}
