import Diagnosis
import Kubernetes
import Topology

/// Reads that failed for one reason: one line of a text, however many they are.
struct UnreadGroup {
    let side: ClusterSide
    /// Without the request if there are several reads.
    private(set) var reason: UnknownReason
    private(set) var inputs: [Input] = []
    private(set) var codes: [CheckCode] = []

    var right: MissingRight? {
        if case .forbidden(let right) = reason { right } else { nil }
    }

    /// `tenant/pods, tenant/nodes, tenant/services and 12 more reads`.
    var reads: String { Self.list(inputs.map(\.description), limit: Self.readLimit, noun: "reads") }

    /// `tenant/pods, tenant/nodes: failed: timed out waiting for the response`.
    var text: String { "\(reads): \(reason)" }

    private static let readLimit = 3

    static func list(_ words: [String], limit: Int, noun: String) -> String {
        let shown = words.prefix(limit).joined(separator: ", ")
        return words.count > limit ? "\(shown) and \(words.count - limit) more \(noun)" : shown
    }

    /// In the order of the first read of each.
    static func groups(of reads: [(input: Input, reason: UnknownReason, code: CheckCode?)]) -> [UnreadGroup] {
        var groups: [UnreadGroup] = []
        var places: [Key: Int] = [:]
        for (input, reason, code) in reads {
            let key = Key(reason: reason.cause, side: reason.isOfArchive ? nil : input.side)
            let place = places[key] ?? groups.count
            if place == groups.count {
                groups.append(UnreadGroup(side: input.side, reason: reason))
                places[key] = place
            }
            if !groups[place].inputs.contains(input) { groups[place].inputs.append(input) }
            if let code, !groups[place].codes.contains(code) { groups[place].codes.append(code) }
        }
        for index in groups.indices where groups[index].inputs.count > 1 {
            groups[index].reason = groups[index].reason.cause
        }
        return groups
    }

    static func groups(of unknowns: [StageUnknown]) -> [UnreadGroup] {
        groups(of: unknowns.map { ($0.input, $0.reason, nil) })
    }

    private struct Key: Hashable {
        let reason: UnknownReason
        /// nil: of both clusters.
        let side: ClusterSide?
    }
}
