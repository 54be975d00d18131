/// Which clusters of a tenant can be seen. What a position does not show is neither a gap nor a finding.
package enum Position: Sendable, Hashable {
    /// The tenant cluster and the management cluster.
    case pair
    /// The management cluster alone, as a platform operator has it: LoadBalancers stand for the Services that they are for.
    case management

    /// In manifests of bundles.
    package var name: String { self == .pair ? "pair" : "management" }

    /// Whether a side cannot be seen from here.
    package func hides(_ side: ClusterSide) -> Bool { self == .management && side == .tenant }
}
