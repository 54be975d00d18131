import KubeLB
import Kubernetes
import Topology

/// The node ports of Services that should answer on nodes, as the Envoys see them.
struct NodeReach {
    /// One TCP port that Envoy checks, where everything else that could keep it from answering is in order.
    struct Port {
        let exposure: Exposure
        let port: PortUpstreams
        let expected: [ListedNode]
        /// What each Envoy reaches.
        let coverages: [NodeCoverage]

        /// No Envoy reaches any node.
        var isDead: Bool { port.views.allSatisfy { $0.healthy == 0 } }

        var nodes: [String] { expected.map(\.name).uniqued() }

        /// Nodes that none of the Envoys reaches while some reach others.
        var failing: [NodeCoverage.FailedNode] {
            guard !isDead else { return [] }
            let answering = coverages.reduce(into: Set<String>()) { $0.formUnion($1.answering) }
            return coverages.flatMap(\.failing).uniqued().filter { !answering.contains($0.name) }
        }
    }

    let ports: [Port]
    /// Names of the nodes that answer at a node port, by the ports.
    private let answering: [Int: Set<String>]

    /// Without Services that have no ready endpoints or only those that nobody updates, and those whose LoadBalancer is not up to
    /// date: there it is not the nodes that are to blame.
    init(_ context: CheckContext) {
        ports = context.seenServices.flatMap { service -> [Port] in
            guard service.exposure.portsWithoutEndpoints?.isEmpty == true,
                service.exposure.abandonedEndpoints.isEmpty,
                !service.exposure.drift.contains(where: { $0.effect == .spec })
            else { return [] }
            return service.ports.compactMap { port in
                guard port.isChecked, port.views.allSatisfy(\.isKnown), (port.total ?? 0) > 0,
                    let expected = context.topology.expectedNodes(of: port.upstream, service.exposure),
                    !expected.isEmpty
                else { return nil }
                return Port(
                    exposure: service.exposure, port: port, expected: expected,
                    coverages: port.views.map { context.topology.coverage(of: port, by: $0, expected: expected) })
            }
        }
        answering = ports.reduce(into: [:]) { answering, port in
            for coverage in port.coverages {
                answering[port.port.upstream.nodePort, default: []].formUnion(coverage.answering)
            }
        }
    }

    /// Whether the node answers at another node port: then neither the node nor the way to it is at fault.
    func answersElsewhere(_ node: String, than nodePort: Int) -> Bool {
        answering.contains { $0.key != nodePort && $0.value.contains(node) }
    }

    /// Another node port through which the same pods answer at the same target port: then the pods are not at fault.
    func answeringTwin(of port: Port, _ pods: PodIndex?) -> Int? {
        guard let number = TargetPort(port.exposure, port.port.upstream, pods).number else { return nil }
        let service = port.exposure.service
        return ports.first { other in
            other.port.upstream.nodePort != port.port.upstream.nodePort && !other.isDead
                && other.exposure.service.metadata.namespace == service.metadata.namespace
                && other.exposure.service.selector == service.selector && !service.selector.isEmpty
                && TargetPort(other.exposure, other.port.upstream, pods).number == number
        }?.port.upstream.nodePort
    }

    /// Ports at which no Envoy reaches any node, and whose nodes answer nowhere else.
    var dead: [Port] {
        ports.filter { port in
            port.isDead && !port.nodes.contains { answersElsewhere($0, than: port.port.upstream.nodePort) }
        }
    }

    /// Ports at which nodes do not answer that answer at others.
    var unserved: [Port] {
        ports.filter { port in
            let silent = port.isDead ? port.nodes : port.failing.map(\.name)
            return silent.contains { answersElsewhere($0, than: port.port.upstream.nodePort) }
        }
    }

}

extension NodeReach.Port {
    var target: NodePortTarget { NodePortTarget(exposure: exposure, upstream: port.upstream, nodes: expected) }

    /// The port at some of its nodes.
    func target(at names: some Collection<String>) -> NodePortTarget {
        NodePortTarget(
            exposure: exposure, upstream: port.upstream, nodes: expected.filter { names.contains($0.name) })
    }

    /// Whether Envoy got no response at all; false if it was refused, nil if that is unknown.
    var isSilent: Bool? { coverages.flatMap(\.failing).isSilent }
}
