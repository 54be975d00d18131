/// The five stages that a Service under KubeLB passes, in order.
package enum Stage: Int, Sendable, Hashable, CaseIterable, Comparable {
    case created = 1
    case propagated
    case provisioned
    case synced
    case routed

    package static func < (left: Stage, right: Stage) -> Bool {
        left.rawValue < right.rawValue
    }

    /// `created`, as in JSON.
    package var keyword: String {
        switch self {
        case .created: "created"
        case .propagated: "propagated"
        case .provisioned: "provisioned"
        case .synced: "synced"
        case .routed: "routed"
        }
    }

    /// `Created`, as in text.
    package var title: String { keyword.prefix(1).uppercased() + keyword.dropFirst() }
}
