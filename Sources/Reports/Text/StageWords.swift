import KubeLB
import Topology

/// Words for stages and states.
enum StageWords {
    /// `2/5 Propagated`; other words for Services that have no current stage.
    static func position(_ report: StageReport) -> String {
        switch report.state {
        case .ignored: "ignored"
        case .leftBehind: report.state.title
        case .terminating: "terminating"
        case .healthy, .pending, .degraded, .unknown:
            (isLost(report) ? "stopped at " : "") + (unseen(report) ?? stage(report))
                + (isUnknown(report) ? " (unknown)" : report.isUnconfirmed ? " (unconfirmed)" : "")
        }
    }

    /// `Envoy, envoy Service and manager are not visible with these credentials`; nil if everything is visible.
    static func notVisible(_ report: StageReport, _ topology: Topology) -> String? {
        let parts = report.notVisible
        guard let last = parts.last else { return nil }
        let names = parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and \(last)" : last
        let reason =
            topology.failure(of: .management) == nil
            ? "with these credentials" : "because the management cluster could not be read"
        return "\(names) \(parts.count > 1 ? "are" : "is") not visible \(reason)"
    }

    /// `2/5 Propagated`.
    static func stage(_ report: StageReport) -> String {
        "\(report.stage.rawValue)/\(Stage.allCases.count) \(report.stage.title)"
    }

    /// `3/5 Provisioned (Routed not visible)`: how far it has come as far as that can be seen from here; nil if the end of
    /// the way can be seen.
    private static func unseen(_ report: StageReport) -> String? {
        guard report.isRouted, let last = report.stages.last, last.state == .notVisible,
            let seen = report.stages.last(where: { $0.state == .ok })
        else { return nil }
        return "\(seen.stage.rawValue)/\(Stage.allCases.count) \(seen.stage.title) (\(last.stage.title) not visible)"
    }

    /// At the last stage, the number alone would not distinguish a routed Service from one that is not.
    private static func isLost(_ report: StageReport) -> Bool { report.stages.last?.state == .failed }

    private static func isUnknown(_ report: StageReport) -> Bool {
        report.stages.first { !$0.isPassed }?.state == .unknown
    }
}

extension StageStatus.State {
    /// As in JSON, in words.
    var title: String { self == .notVisible ? "not visible" : rawValue }
}

extension ServiceState {
    /// `orphaned` for a Service whose LoadBalancer is left over; otherwise as in JSON.
    package var title: String { self == .leftBehind ? "orphaned" : rawValue }
}
