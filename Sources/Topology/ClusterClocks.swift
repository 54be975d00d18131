import Documents
import Kubernetes

/// Brings the times of both clusters onto one clock: the tenant cluster's, or that of the only one that was measured.
package struct ClusterClocks: Sendable {
    /// Seconds to add to a time of that side.
    private var corrections: [ClusterSide: Double] = [:]
    /// What was done to the times, or could not be.
    package let notes: [String]

    /// Up to here, seconds that are cut off and the way of the answer explain it.
    private static let tolerance = 2.0

    package init(_ topology: Topology) {
        func skew(_ side: ClusterSide) -> Double? { topology.access(of: side).value?.clockSkewSeconds }
        guard let tenant = skew(.tenant), let management = skew(.management) else {
            let isPair = !ClusterSide.allCases.contains {
                topology.failure(of: $0) != nil || topology.position.hides($0)
            }
            notes =
                isPair
                ? ["the clocks of the two clusters were not compared; the order may be wrong"] : []
            return
        }
        // A skew is the local clock minus the server's: the local one cancels out.
        let difference = management - tenant
        guard difference.isFinite, abs(difference) > Self.tolerance else {
            notes = []
            return
        }
        corrections[.management] = difference
        let seconds = "\(Int(saturating: abs(difference).rounded())) s"
        notes = [
            "the management cluster's clock is \(seconds) \(difference > 0 ? "behind" : "ahead of") the tenant cluster's: "
                + "its times are shifted \(difference > 0 ? "forward" : "back")"
        ]
    }

    /// Seconds to add to a time of that side.
    package func correction(_ side: ClusterSide) -> Double { corrections[side] ?? 0 }

    package func corrected(_ time: Timestamp, _ side: ClusterSide) -> Timestamp {
        corrections[side].map { time.adding(seconds: $0) } ?? time
    }

    /// A time of the common clock by the clock of that side.
    package func uncorrected(_ time: Timestamp, _ side: ClusterSide) -> Timestamp {
        corrections[side].map { time.adding(seconds: -$0) } ?? time
    }
}
