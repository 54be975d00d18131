import Kubernetes

/// The way of the traffic of one port of a Service, to one backend of an Ingress or route, or through one listener of a
/// Gateway.
package struct TracePort: Sendable {
    /// Of a backend, as its Service has it, with the node port that the Route has; number 0 if it is unknown.
    package let port: ServicePort
    /// `namespace/name` of the Service of a backend; nil for ports of Services and for listeners.
    package var backend: String?
    /// The hosts and paths that lead to a backend.
    package var hosts: [String] = []
    /// The port of the Envoy pods; nil where the envoy Service does not say or was not read.
    package let envoyPort: Int?
    /// Address, port of the envoy Service, listener, node port, endpoints.
    package var hops: [TraceHop]
    package let links: [TraceLink]
    /// The nodes that the Envoys send to, or should.
    package let nodes: [TraceNode]
    /// The fewest healthy nodes that one of the Envoys sees, and how many it knows; nil where nobody can tell.
    package let healthy: Int?
    package let total: Int?
    /// How many should answer, by traffic policy and Ready nodes; nil where that is not known.
    package let expected: Int?
    /// Why nobody can tell how many are healthy; nil where somebody can.
    package let unchecked: String?
    /// `externalTrafficPolicy` of the Service.
    package let trafficPolicy: String

    /// The worst of its hops; endpoints that cannot be seen say nothing.
    package var state: TraceHop.State {
        let seen = hops.filter { $0.role != .endpoints || $0.state != .notVisible }
        return seen.map(\.state).max { $0.rank < $1.rank } ?? .unknown
    }

    /// `443/TCP`.
    package var label: String { port.port == 0 ? "unknown port" : port.label }

    package func hop(_ role: TraceHop.Role) -> TraceHop? { hops.first { $0.role == role } }
}

/// A node behind a node port, as far as the Envoys, the Addresses and the tenant cluster tell.
package struct TraceNode: Sendable, Hashable {
    package let address: String
    /// nil where no node of the tenant cluster has the address.
    package let name: String?
    package let isReady: Bool?
    /// Whether `Addresses/default` lists it; an Envoy may still know others.
    package let isListed: Bool
    /// Whether it should answer at this port; nil where that is not known.
    package let isExpected: Bool?
    package let health: Health

    package enum Health: String, Sendable, Hashable {
        case healthy
        /// Three connections in a row were refused or closed.
        case refuses
        /// Connections get no answer.
        case silent
        /// It failed, and how is not known.
        case failed
        case unknown
    }

    /// Whether it should answer and does not.
    package var isMissed: Bool { isExpected != false && [.refuses, .silent, .failed].contains(health) }
}
