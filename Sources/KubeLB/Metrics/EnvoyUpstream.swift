/// The port of a LoadBalancer as Envoy carries it.
package struct EnvoyUpstream: Sendable, Hashable {
    /// The port of the Service.
    package let port: Int
    package let `protocol`: String
    /// The tenant's node port.
    package let nodePort: Int
    /// What Envoy calls the cluster, the listener and their statistics: by the node port, not by the Service's.
    package let clusters: [String]

    /// `443/TCP`.
    package var label: String { "\(port)/\(self.protocol)" }
}

extension LoadBalancer {
    /// The ports that the manager says it has provided for; none before it has handled the LoadBalancer.
    package var envoyUpstreams: [EnvoyUpstream] {
        let ports = status?.ports ?? []
        // Managers before v1.3.11 give node ports to the wrong ports in the status, and use those of the spec.
        let isSpecProvided =
            ports.compactMap(\.upstreamTargetPort).sorted() == ports.compactMap { nodePort(of: $0) }.sorted()
        return ports.compactMap { port in
            let told = isSpecProvided ? nodePort(of: port) : port.upstreamTargetPort
            guard let nodePort = told ?? nodePort(of: port), nodePort > 0 else { return nil }
            let clusters = spec.endpoints.indices.map { index in
                "\(metadata.namespace)-\(metadata.name)-ep-\(index)-port-\(nodePort)-\(port.protocol)"
            }
            return EnvoyUpstream(port: port.port, protocol: port.protocol, nodePort: nodePort, clusters: clusters)
        }
    }

    /// Older managers do not say it in the status.
    private func nodePort(of port: LoadBalancerPort) -> Int? {
        spec.endpoints.first?.ports.first { $0.name == port.name && $0.protocol == port.protocol }?.port
    }
}
