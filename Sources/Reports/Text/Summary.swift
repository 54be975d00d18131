import Diagnosis

/// The counts of a report, the same in every format: `3 errors, 1 warning, 17 ok, 0 unknown`.
struct Summary {
    let report: Report

    var line: String {
        let verdict = report.verdict
        var parts = [
            counted(verdict.errors, "error"), counted(verdict.warnings, "warning"),
            "\(verdict.passedChecks) ok",
            "\(verdict.unknownChecks) unknown",
        ]
        if verdict.infos > 0 { parts.insert("\(verdict.infos) info", at: 2) }
        if verdict.suppressed > 0 { parts.append("\(verdict.suppressed) suppressed") }
        if verdict.skippedChecks > 0 { parts.append(counted(verdict.skippedChecks, "check") + " skipped") }
        return parts.joined(separator: ", ")
    }

    /// For texts that print causes: why more is counted. `3 errors, 17 ok, 0 unknown (1 cause, 2 findings follow from it)`.
    var explained: String { line + causes }

    private var causes: String {
        let consequences = report.findings.count { !$0.isRootCause && $0.severity > .info }
        let causes = report.causeBlocks { $0.severity > .info }.count
        guard consequences > 0, causes > 0 else { return "" }
        let follow = consequences == 1 ? "1 finding follows" : "\(consequences) findings follow"
        return " (\(counted(causes, "cause")), \(follow) from \(causes == 1 ? "it" : "them"))"
    }

    private func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
