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
    }

    let ports: [Port]

    /// Without Services that have no ready endpoints, and those whose LoadBalancer is not up to date: there it is not the
    /// nodes that are to blame.
    init(_ context: CheckContext) {
        ports = context.seenServices.flatMap { service -> [Port] in
            guard service.exposure.portsWithoutEndpoints?.isEmpty == true,
                !service.exposure.drift.contains(where: { $0.effect == .spec })
            else { return [] }
            return service.ports.compactMap { port in
                guard port.isChecked, port.views.allSatisfy(\.isKnown), (port.total ?? 0) > 0,
                    let expected = context.topology.expectedNodes(of: port.upstream, service.exposure),
                    !expected.isEmpty
                else { return nil }
                return Port(exposure: service.exposure, port: port, expected: expected)
            }
        }
    }

    /// Ports at which no Envoy reaches any node.
    var dead: [Port] { ports.filter { port in port.port.views.allSatisfy { $0.healthy == 0 } } }

    /// `10.0.0.1:31080`, for a firewall.
    static func targets(_ ports: [Port]) -> [String] {
        ports.flatMap { port in port.expected.map { "\($0.address):\(port.port.upstream.nodePort)" } }.uniqued()
    }
}
