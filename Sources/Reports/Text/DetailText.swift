import Diagnosis
import Topology

/// What a report leaves out unless it is asked for: findings that do not count, and checks that a bundle had no input for.
struct DetailText {
    let report: Report
    let painter: Painter

    var text: String {
        var lines = report.suppressed.flatMap { finding in
            painter.hanging(
                "suppressed", "\(finding.code) \(finding.message) (\(finding.suppression?.reason ?? ""))", indent: 0,
                labelWidth: 10)
        }
        let skipped = Dictionary(grouping: report.skippedChecks, by: \.input).sorted { $0.key < $1.key }
        for (input, checks) in skipped {
            let codes = checks.map(\.code).uniqued().map(\.description).joined(separator: ", ")
            lines += painter.hanging(
                "skipped", "\(input): not collected; not checked: \(codes)", indent: 0, labelWidth: 10)
        }
        return lines.isEmpty ? "" : (([""] + lines).map { $0 + "\n" }.joined())
    }
}
