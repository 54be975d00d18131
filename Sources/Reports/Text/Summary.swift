import Diagnosis

/// The closing line: `1 error, 0 warnings, 17 ok, 0 unknown`.
struct Summary {
    let report: Report

    var line: String {
        let verdict = report.verdict
        var parts = [
            counted(verdict.errors, "error"), counted(verdict.warnings, "warning"), "\(verdict.passedChecks) ok",
            "\(verdict.unknownChecks) unknown",
        ]
        if verdict.infos > 0 { parts.insert("\(verdict.infos) info", at: 2) }
        if verdict.suppressed > 0 { parts.append("\(verdict.suppressed) suppressed") }
        if verdict.skippedChecks > 0 { parts.append(counted(verdict.skippedChecks, "check") + " skipped") }
        return parts.joined(separator: ", ")
    }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
