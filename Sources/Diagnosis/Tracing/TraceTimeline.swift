import KubeLB
import Kubernetes
import Topology

/// What happened to the objects on a path, of both clusters in one order, as far as objects, Events and logs still tell.
package struct TraceTimeline: Sendable {
    /// The oldest first.
    package let entries: [Entry]
    /// What was done to the times, and what could not be read.
    package let notes: [String]
    /// Entries before the moment that was asked for, or beyond the limit.
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

    /// Of a longer one the oldest entries are left out: with thousands of pods every Service would tell of all of them.
    package static let limit = 2000

    init(of subject: TraceSubject, since: Timestamp?, common: CommonTimeline?) {
        let namespace = subject.tenantNamespace
        let common =
            common.flatMap { $0.tenantNamespace == namespace ? $0 : nil }
            ?? CommonTimeline(subject.topology, tenantNamespace: namespace)
        var builder = TimelineBuilder(subject.topology, common.clocks)
        builder.addOwn(subject, common)
        let own = builder.sorted
        entries = Self.newest(own, common.entries, since: since)
        omitted = own.count + common.entries.count - entries.count
        notes = common.clocks.notes + common.gaps + builder.gaps
    }

    /// The newest entries of two lists that are in order, the oldest of them first.
    private static func newest(
        _ first: [TimelineBuilder.Placed], _ second: [TimelineBuilder.Placed], since: Timestamp?
    ) -> [Entry] {
        var (first, second) = (first[...], second[...])
        var newest: [Entry] = []
        while newest.count < limit {
            let isFirst =
                switch (first.last, second.last) {
                case (nil, nil): Bool?.none
                case (_, nil): true
                case (nil, _): false
                case (let left?, let right?): TimelineBuilder.Placed.isBefore(right, left)
                }
            guard let isFirst, let next = isFirst ? first.popLast() : second.popLast() else { break }
            if let since, next.entry.time < since { break }
            newest.append(next.entry)
        }
        return newest.reversed()
    }
}

extension TraceTimeline.Kind {
    /// The order in which things of the same moment are told.
    var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
