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
            "\(report.stage.rawValue)/\(Stage.allCases.count) \(title(of: report))" + (isUnknown(report) ? "?" : "")
        }
    }

    /// At the last stage the number alone would not tell a Service that has arrived from one that has not.
    private static func title(of report: StageReport) -> String {
        let isLost = report.stages.last?.state == .failed
        return isLost ? "not \(report.stage.title)" : report.stage.title
    }

    private static func isUnknown(_ report: StageReport) -> Bool {
        report.stages.first { $0.state != .ok }?.state == .unknown
    }
}

extension ServiceState {
    /// `left behind`, as in text.
    package var title: String { self == .leftBehind ? "left behind" : rawValue }
}
