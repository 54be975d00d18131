import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// A report for a pull request or a ticket: the verdict, a table of the Services, the root causes with their commands.
struct MarkdownFormat {
    let report: Report

    /// GitHub takes 65536 characters in a comment; more findings than this are counted.
    private static let fullFindings = 20
    private static let fullServices = 100

    var text: String {
        var lines = [
            "## \(ReportWords.command(report.kind)): \(report.verdict.conclusion.headline)", "",
            MarkdownText.escaped(report.summary), "",
        ]
        lines += about
        if let verification = report.verification {
            lines += checks(verification)
        } else {
            lines += picture + services
        }
        lines += causes
        lines += unknown
        lines += suppressed
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }

    private var about: [String] {
        let topology = report.topology
        var parts = ["\(topology.now)"]
        if let tenant = topology.tenant.value { parts.append("tenant \(tenant.name)") }
        for side in ClusterSide.allCases {
            if let version = topology.version(of: side).value { parts.append("\(side.rawValue) \(version.gitVersion)") }
        }
        parts.append("kubelb-ctl \(report.toolVersion)")
        return [MarkdownText.escaped(parts.joined(separator: ", ")), ""]
    }

    // MARK: Services

    /// The path of a trace, which GitHub and GitLab draw.
    private var picture: [String] {
        report.traces.isEmpty
            ? [] : MarkdownText.fenced(TraceMermaidFormat(report: report).text, language: "mermaid") + [""]
    }

    private var services: [String] {
        let resources = report.orderedResources
        guard !resources.isEmpty else { return [] }
        let rows = resources.prefix(Self.fullServices).map { service -> [String] in
            let codes = report.causes(of: service.key).map { "\($0.code)" }.uniqued()
            return [
                report.health(of: service).emoji,
                report.routes.isEmpty ? service.metadata.path : service.title,
                report.health(of: service).rawValue, StageWords.position(service.stages),
                service.addresses.joined(separator: ", "), codes.joined(separator: ", "),
            ].map(MarkdownText.escaped)
        }
        var lines =
            MarkdownText.table(
                ["", report.routes.isEmpty ? "Service" : "Resource", "State", "Stage", "Address", "Findings"], rows) + [
                ""
            ]
        let more = resources.count - rows.count
        if more > 0 { lines += ["… and \(more) more \(report.routes.isEmpty ? "Services" : "resources").", ""] }
        return lines
    }

    private func checks(_ verification: Verification) -> [String] {
        let rows = verification.checks.map { check in
            [
                Self.mark(check.state), MarkdownText.escaped(check.resource?.shortTitle ?? "clusters"),
                MarkdownText.escaped(check.name), MarkdownText.escaped(check.detail),
            ]
        }
        return rows.isEmpty
            ? []
            : MarkdownText.table(["", report.routes.isEmpty ? "Service" : "Resource", "Check", "Result"], rows) + [""]
    }

    private static func mark(_ state: VerifyCheck.State) -> String {
        switch state {
        case .passed: "✅"
        case .failed: "❌"
        case .skipped: "➖"
        case .unknown: "❔"
        }
    }

    // MARK: Findings

    private var causes: [String] {
        let causes = report.causeBlocks()
        var lines = causes.prefix(Self.fullFindings).flatMap(section)
        if causes.count > Self.fullFindings {
            lines += ["… and \(causes.count - Self.fullFindings) more findings.", ""]
        }
        if let note = ContextNote(report: report).text { lines += [MarkdownText.escaped(note), ""] }
        return lines
    }

    private func section(_ block: CauseBlock) -> [String] {
        let finding = block.first
        let likelihood = finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))"
        var lines = [
            "### \(Self.mark(finding.severity)) "
                + MarkdownText.escaped(ReportWords.title(of: finding) + (block.isGroup ? ": \(block.count)" : "")), "",
            "\(finding.severity.keyword): "
                + MarkdownText.escaped((block.isGroup ? block.names : finding.message) + likelihood), "",
        ]
        if block.isGroup { lines.append("- Example: " + MarkdownText.escaped(finding.message)) }
        lines += finding.evidence.map { evidence in
            "- Evidence: "
                + MarkdownText.escaped(
                    "\(evidence.text)\(ReportWords.age(of: evidence, in: report))")
        }
        for placed in finding.placedRemedies {
            lines.append("- \(ReportWords.capitalized(placed.label)): " + MarkdownText.escaped(placed.words))
            if let command = placed.remedy.command?.text {
                lines += [""] + MarkdownText.fenced(command, indent: "  ") + [""]
            }
        }
        let consequences = block.consequences.filter { $0.severity > .info }
        if !consequences.isEmpty {
            let codes = consequences.map { "\($0.code)" }.uniqued().joined(separator: ", ")
            lines.append("- Leads to: \(codes)")
        }
        return lines + [""]
    }

    private static func mark(_ severity: Severity) -> String {
        switch severity {
        case .error: "❌"
        case .warning: "⚠️"
        case .info: "ℹ️"
        }
    }

    // MARK: The rest

    private var unknown: [String] {
        let lines = UnknownText(report: report).items
        guard !lines.isEmpty else { return [] }
        return ["### ❔ Unknown", ""] + lines.map { "- " + MarkdownText.escaped($0) } + [""]
    }

    private var suppressed: [String] {
        guard !report.suppressed.isEmpty else { return [] }
        let lines = report.suppressed.map { finding in
            "- " + MarkdownText.escaped("\(finding.code) \(finding.message) (\(finding.suppression?.reason ?? ""))")
        }
        return ["<details><summary>\(report.suppressed.count) suppressed</summary>", ""] + lines + [
            "", "</details>", "",
        ]
    }
}
