import KubeLB
import Kubernetes
import Topology

/// Node ports to which Envoy still sends traffic, and that the LoadBalancer no longer has: the manager has not followed it.
struct StaleNodePorts {
    private let loadBalancer: LoadBalancer
    private let stale: [PortUpstreams]
    private let current: [LoadBalancerPort]

    /// nil if each of the ports is one of the LoadBalancer's, or if it has no usable ports.
    init?(of exposure: Exposure, among ports: [PortUpstreams]) {
        guard let loadBalancer = exposure.loadBalancer.value else { return nil }
        self.loadBalancer = loadBalancer
        current = loadBalancer.spec.endpoints.flatMap(\.ports).filter { $0.port != 0 }
        let known = Set(current.map { "\($0.port)/\($0.protocol)" })
        stale = ports.filter { !known.contains("\($0.upstream.nodePort)/\($0.upstream.protocol)") }
        if stale.isEmpty || current.isEmpty { return nil }
    }

    func cause(_ context: CheckContext) -> NodePortCause {
        let old = ServiceWords.list(stale.map { String($0.upstream.nodePort) })
        let new = ServiceWords.list(current.map { String($0.port) })
        return NodePortCause(
            kind: .stale,
            words:
                "\(loadBalancer.reference) no longer has node port \(old) but \(new): the manager has not updated Envoy",
            objects: [ObjectReference(.management, loadBalancer)],
            evidence: [
                loadBalancer.evidence(
                    "spec.endpoints[].ports", new, at: loadBalancer.metadata.lastSpecWrite)
            ],
            remedies: [
                context.retry(loadBalancer, "updates Envoy"),
                context.log(of: context.topology.manager),
            ])
    }
}
