import Kubernetes
import Topology

/// Ports of nodes that a workload needs and others have taken: ServiceLB gives each Service the ports of the nodes themselves.
struct TakenPorts {
    /// Without its full stop: `Port 443/TCP of the nodes is taken by Service kube-system/traefik (DaemonSet …)`.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if nothing is known to have them.
    init?(of workload: LoadBalancerWorkload, _ context: CheckContext) {
        let topology = context.topology
        let wanted = Self.ports(of: workload.state)
        let all =
            (topology.list(.management, DaemonSet.self).value?.items ?? []).map {
                (DaemonSet.kind, $0.metadata, $0.state)
            }
            + (topology.list(.management, Deployment.self).value?.items ?? []).map {
                (Deployment.kind, $0.metadata, $0.state)
            }
        let servers = topology.loadBalancerWorkloads.filter { $0.servedService != nil }
        var names: [String] = []
        var taken: Set<String> = []
        var evidence: [Evidence] = []
        for (kind, metadata, state) in all
        where !(kind == workload.kind && metadata.path == workload.metadata.path) && state.ready > 0 {
            let ports = Self.ports(of: state).filter(wanted.contains)
            guard !ports.isEmpty else { continue }
            taken.formUnion(ports)
            let service = servers.first { $0.kind == kind && $0.metadata.path == metadata.path }?.servedService
            let reference = "\(kind) \(metadata.path)"
            names.append(service.map { "Service \($0) (\(reference))" } ?? reference)
            evidence.append(Evidence("\(reference): hostPort", ports.joined(separator: ", ")))
        }
        guard !names.isEmpty else { return nil }
        let ports = wanted.filter(taken.contains)
        sentence =
            "Port\(ports.count == 1 ? "" : "s") \(ServiceWords.list(ports)) of the nodes \(ports.count == 1 ? "is" : "are") "
            + "taken by \(ServiceWords.list(names))"
        self.evidence = evidence
        remedies = [
            .fix("use another port in the tenant's Service: on a node, only one Service can have a port"),
            .fix(
                "free the port: change it in what has it, or remove that; K3s runs without Traefik if it is started with "
                    + "--disable=traefik"),
            .fix(
                "replace ServiceLB with an implementation that assigns each Service an address of its own, such as MetalLB"
            ),
        ]
    }

    /// `443/TCP`
    private static func ports(of state: WorkloadState) -> [String] {
        state.template.containers.flatMap(\.ports).compactMap { port in
            port.hostPort.map { "\($0)/\(port.protocol)" }
        }.uniqued()
    }
}
