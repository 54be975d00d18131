import Diagnosis

/// The closing line: `1 error, 0 warnings, 17 ok, 0 unknown`.
struct Summary {
    let report: Report

    var line: String {
        var parts = [
            counted(report.count(.error), "error"), counted(report.count(.warning), "warning"),
            "\(report.diagnosis.passed.count) ok", "\(report.unknownCheckCount) unknown",
        ]
        if report.count(.info) > 0 { parts.insert("\(report.count(.info)) info", at: 2) }
        if !report.suppressed.isEmpty { parts.append("\(report.suppressed.count) suppressed") }
        if report.skippedCheckCount > 0 { parts.append(counted(report.skippedCheckCount, "check") + " skipped") }
        return parts.joined(separator: ", ")
    }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
