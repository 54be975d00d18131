import Topology

/// The requests of all rounds of one reading: none is sent twice, whichever rounds need its answer, unless it failed.
struct AskedReads: Sendable {
    /// Without those whose failure went unnoticed, as they only add detail.
    private var certain: Set<Request> = []
    private var all: Set<Request> = []

    private struct Request: Hashable {
        let input: Input
        let path: String

        init?(_ read: PlannedRead) {
            guard let path = read.path else { return nil }
            (input, self.path) = (read.input, path)
        }
    }

    /// The reads of a round that were not sent before. A read that failed is sent again.
    mutating func take(
        _ topology: Topology, _ round: (ClusterSide) -> [PlannedRead]
    ) -> [ClusterSide: [PlannedRead]] {
        var reads: [ClusterSide: [PlannedRead]] = [:]
        for side in ClusterSide.allCases {
            let planned = round(side)
            reads[side] = planned.filter { isOpen($0, topology) }
            note(planned)
        }
        return reads
    }

    mutating func note(_ reads: [PlannedRead]) {
        all.formUnion(reads.compactMap { Request($0) })
        certain.formUnion(reads.filter { $0.joining != .addsIfRead }.compactMap { Request($0) })
    }

    private func isOpen(_ read: PlannedRead, _ topology: Topology) -> Bool {
        guard let request = Request(read), (read.joining == .addsIfRead ? all : certain).contains(request) else {
            return true
        }
        return switch topology.outcome(of: read.input) {
        case nil, .forbidden?: false
        case .failed?, .notCollected?: true
        }
    }

    /// The reads of one round, each request once.
    static func once(_ reads: [PlannedRead]) -> [PlannedRead] {
        let certain = Set(reads.filter { $0.joining == .adds }.compactMap { Request($0) })
        var seen: [PlannedRead.Joining: Set<Request>] = [:]
        return reads.filter { read in
            guard let request = Request(read) else { return true }
            if read.joining == .addsIfRead, certain.contains(request) { return false }
            return seen[read.joining, default: []].insert(request).inserted
        }
    }
}
