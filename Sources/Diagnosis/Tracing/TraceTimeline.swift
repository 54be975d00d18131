import KubeLB
import Kubernetes
import Topology

/// What happened to the objects on a path, of both clusters in one order, as far as objects, Events and logs still tell.
package struct TraceTimeline: Sendable {
    /// The oldest first.
    package let entries: [Entry]
    /// What was done to the times, and what could not be read.
    package let notes: [String]
    /// Entries before the moment that was asked for.
    package let omitted: Int

    package struct Entry: Sendable, Hashable {
        /// By the clock of the tenant cluster; see `TraceTimeline.notes`.
        package let time: Timestamp
        package let side: ClusterSide
        package let kind: Kind
        /// `Service shop/web`, `log of kubelb/kubelb-ccm-1[ccm]`.
        package let object: String
        package let text: String
        package let isTrouble: Bool
    }

    package enum Kind: String, Sendable, Hashable, CaseIterable {
        // In the order in which things of the same moment are told.
        case created
        case write
        case condition
        case restart
        case event
        case log
        case deleted
    }

    init(of subject: TraceSubject, since: Timestamp?) {
        let clocks = ClusterClocks(subject.topology)
        var builder = TimelineBuilder(subject, clocks)
        builder.addAll()
        let sorted = builder.entries.uniqued().enumerated().sorted { left, right in
            let (first, second) = (left.element, right.element)
            if first.time != second.time { return first.time < second.time }
            let ranks = (Self.rank(first.kind), Self.rank(second.kind))
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left.offset < right.offset
        }.map(\.element)
        entries = sorted.filter { entry in since.map { entry.time >= $0 } ?? true }
        omitted = sorted.count - entries.count
        notes = clocks.notes + builder.gaps
    }

    private static func rank(_ kind: Kind) -> Int { Kind.allCases.firstIndex(of: kind) ?? 0 }
}
