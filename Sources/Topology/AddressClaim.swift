import Kubernetes

/// An address and a port that a load-balancer implementation has given to a Service. Services may share an address if their
/// ports differ.
package struct AddressClaim: Sendable, Hashable {
    package let address: String
    package let port: Int
    package let `protocol`: String

    /// `198.51.100.10, port 443/TCP`.
    package var words: String { "\(address), port \(port)/\(self.protocol)" }

    /// Those of a Service by IP address; none of one that is being deleted.
    package static func all(of service: Service) -> [AddressClaim] {
        guard service.isLoadBalancer, !service.metadata.isBeingDeleted else { return [] }
        return service.ingress.compactMap(\.ip).uniqued().flatMap { address in
            service.ports.map { AddressClaim(address: address, port: $0.port, protocol: $0.protocol) }
        }
    }
}
