import KubeLB
import Kubernetes
import Topology

/// A node port of a Service that does not answer Envoy, on these nodes.
struct NodePortTarget {
    let exposure: Exposure
    let upstream: EnvoyUpstream
    let nodes: [ListedNode]

    /// `10.0.0.1:31080`, `[2001:db8::1]:31080`.
    var endpoints: [String] {
        nodes.map { ($0.address.contains(":") ? "[\($0.address)]" : $0.address) + ":\(upstream.nodePort)" }
    }
}

/// Why node ports do not answer Envoy.
struct NodePortCause: Hashable {
    enum Kind: Hashable {
        /// Envoy, the node addresses and the Service have no address family in common.
        case family
        /// What serves node ports or carries traffic to pods does not run on the nodes.
        case component
        /// The addresses are also those of something in the management cluster.
        case network
        /// NetworkPolicies around the pods, or around the Envoys.
        case policy
        /// The LoadBalancer has other node ports by now.
        case stale
        /// Several nodes have the same address.
        case sharedAddress
        /// kube-proxy ignores the Service.
        case ignored
        /// Cilium does not serve the port, because its range of node ports is another one.
        case range
        /// The nodes have addresses of another type, which may be reachable.
        case addressType
        /// Only the symptom is known.
        case refused, silent, unknown
    }

    let kind: Kind
    /// A sentence without its full stop; empty if nothing is known.
    var words: String
    var objects: [ObjectReference] = []
    var evidence: [Evidence] = []
    var remedies: [Remedy] = []

    /// Whether it says more than what Envoy sees.
    var isKnown: Bool { ![.refused, .silent, .unknown].contains(kind) }

    /// To be put behind a message.
    var sentence: String { words.isEmpty ? "" : ". \(words)" }
}

extension [NodeCoverage.FailedNode] {
    /// Whether the nodes do not respond at all; false if they refuse connections, nil if that differs or is unknown.
    var isSilent: Bool? {
        guard let first, allSatisfy({ $0.isSilent == first.isSilent }) else { return nil }
        return first.isSilent
    }
}
