import KubeLB
import Topology

/// Words for stages and states.
enum StageWords {
    /// `2/5 Propagated`; words of their own for Services that are on no way up.
    static func position(_ report: StageReport) -> String {
        switch report.state {
        case .ignored: "ignored"
        case .leftBehind: "left behind"
        case .terminating: "terminating"
        case .healthy, .pending, .degraded, .unknown:
            "\(report.stage.rawValue)/\(Stage.allCases.count) \(report.stage.title)"
                + (isUnknown(report) ? "?" : "")
        }
    }

    private static func isUnknown(_ report: StageReport) -> Bool {
        report.stages.first { $0.state != .ok }?.state == .unknown
    }
}

extension ServiceState {
    /// `left behind`, as in text.
    package var title: String { self == .leftBehind ? "left behind" : rawValue }
}
