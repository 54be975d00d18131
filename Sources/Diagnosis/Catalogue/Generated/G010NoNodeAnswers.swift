import KubeLB
import Kubernetes
import Topology

/// KLC-G010: the tenant's Envoy reaches no node for a backend, or does not have it at all.
struct G010NoNodeAnswers: Check {
    let documentation = CheckDocumentation(
        code: "G010",
        title: "Envoy reaches no node for a backend",
        severity: .error,
        explains: [.upstreams],
        inputs: [.routes],
        optionalInputs: [.managementPods, .envoyMetrics, .configs],
        causedBy: [
            "B001", "B002", "B005", "B007", "B008", "N001", "N002", "N003", "N004", "N006", "P002", "D007", "D017",
        ],
        meaning: """
            The tenant's Envoy checks each node at the node port of a backend. None answers: a firewall between the \
            management cluster and the nodes, node ports that have changed, or Envoy without the addresses of the nodes.
            """,
        impact: "Requests for the backend are answered with 503.",
        mending: "Check the network between the two clusters, and the node ports of the backend.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard let broken = context.topology.upstreams(of: exposure).first(where: { $0.healthy == 0 }) else {
                return nil
            }
            let (severity, note) = context.symptom(since: exposure.lastChange)
            return context.finding(
                severity == .info ? .warning : severity,
                broken.total == 0
                    ? "The tenant's Envoy has no node for backend \(broken.backend) of \(exposure.source.reference)\(note)"
                    : "None of \(broken.total) nodes answers the tenant's Envoy at the node port of backend \(broken.backend) of "
                        + "\(exposure.source.reference)\(note)",
                of: exposure,
                evidence: [
                    Evidence("Envoy cluster \(broken.cluster): healthy", "\(broken.healthy) of \(broken.total)")
                ],
                remedies: [
                    .inspect("see the nodes and their addresses", context.listTenantNodes),
                    context.log(of: context.topology.manager),
                ])
        }
    }
}
