import KubeLB
import Kubernetes

/// How far one Service has come.
package struct StageReport: Sendable, Hashable {
    /// The five stages in order.
    package let stages: [StageStatus]
    package let state: ServiceState

    /// The first stage that is not ok; `routed` when all are.
    package var stage: Stage { (stages.first { $0.state != .ok } ?? stages.last)?.stage ?? .routed }

    package var isRouted: Bool { stages.allSatisfy { $0.state == .ok } }

    /// Where a Service that KubeLB should carry stands still; nil for one that is whole, unknown, ignored or going away.
    package var stopped: StageStatus? {
        guard state == .pending || state == .degraded else { return nil }
        return stages.first { $0.state == .failed }
    }

    /// Deciding reads that were forbidden or failed, in the order of the stages.
    package var unknowns: [StageUnknown] { stages.compactMap(\.unknown) }
}

/// The state of one stage of one Service.
package struct StageStatus: Sendable, Hashable {
    package let stage: Stage
    package let state: State
    /// One line: what was seen.
    package let detail: String
    /// Since when it is so, where an object says it.
    package let since: Timestamp?
    /// Which deciding read is missing, where the state is unknown.
    package let unknown: StageUnknown?

    package enum State: String, Sendable, Hashable {
        case ok
        case failed
        /// An earlier stage failed.
        case blocked
        /// A deciding read was forbidden, failed or is not in the bundle.
        case unknown
    }
}

/// A deciding read that could not be had.
package struct StageUnknown: Sendable, Hashable {
    package let input: Input
    package let reason: UnknownReason

    package init(input: Input, reason: UnknownReason) {
        self.input = input
        self.reason = reason
    }
}

/// The one word for a Service.
package enum ServiceState: String, Sendable, Hashable {
    case healthy
    /// No address yet.
    case pending
    /// An address, but a stage is not ok.
    case degraded
    /// KubeLB no longer takes the Service, its LoadBalancer still stands.
    case leftBehind
    case terminating
    /// Another controller's Service.
    case ignored
    case unknown
}
