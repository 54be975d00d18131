import KubeLB
import Kubernetes
import Topology

/// Envoys whose bootstrap configuration sends them to something else than the manager's Service: the manager writes it into their
/// Deployment, and somebody changed it there.
struct EditedBootstrap {
    /// A sentence without its full stop.
    let words: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// Of Envoys without a connection. nil if another Envoy with the same configuration is connected.
    init?(of pods: [Pod], _ context: CheckContext) {
        let topology = context.topology
        let found = pods.compactMap { pod in EnvoyBootstrap(of: pod).map { (pod: pod, bootstrap: $0) } }
        guard let first = found.first, found.count == pods.count,
            found.allSatisfy({ $0.bootstrap == first.bootstrap }),
            !topology.envoys.contains(where: {
                !$0.statistics.isDisconnected && EnvoyBootstrap(of: $0.pod) == first.bootstrap
            })
        else { return nil }
        let (namespace, name) = (KubeLBNames.namespace, KubeLBNames.controlPlaneService)
        let expected = "\(name).\(namespace).svc"
        let (host, port) = (first.bootstrap.host, first.bootstrap.port)
        let difference: String
        if host != expected, !host.hasPrefix(expected + ".") {
            difference = "and the Service of the manager is \(expected)"
        } else {
            let service = topology.list(.management, Service.self).first {
                $0.metadata.namespace == namespace && $0.metadata.name == name
            }
            // A Service with another port is KLC-M003.
            guard let ports = service.value?.ports.map(\.port), ports.contains(KubeLBNames.controlPlanePort),
                !ports.contains(port)
            else { return nil }
            difference =
                "and Service \(namespace)/\(name) has port \(ServiceWords.list(ports.map(String.init), limit: 3))"
        }
        words =
            "The bootstrap configuration of \(pods.count == 1 ? "the pod" : "the pods") (--config-yaml, xds_cluster) has "
            + "\(host):\(port), \(difference)"
        evidence = found.prefix(3).map { $0.pod.evidence("--config-yaml, xds_cluster", "\(host):\(port)") }
        remedies = [
            .fix(
                "set the address of xds_cluster to \(expected), port \(KubeLBNames.controlPlanePort), again",
                topology.envoyWorkload.value.map { context.kubectl("edit", D005EnvoyMissing.reference($0)) },
                risk: .restart)
        ]
    }
}
