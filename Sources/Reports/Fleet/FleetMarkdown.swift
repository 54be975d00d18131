import Diagnosis
import Topology

/// A fleet for a pull request or a ticket: the verdict, a table of the tenants, the root causes with their commands.
struct FleetMarkdown {
    let report: FleetReport
    let format: FleetFormat

    /// GitHub takes 65536 characters in a comment; more than these are counted.
    private static let fullFindings = 20
    private static let fullTenants = 100

    var text: String {
        var lines = ["## Tenants: " + MarkdownText.escaped(format.verdict), ""]
        lines += [MarkdownText.escaped(FleetPlatform(report: report).line), ""]
        lines += tenants
        let causes = report.causes.filter { $0[0].severity > .info }
        lines += causes.prefix(Self.fullFindings).flatMap(section)
        if causes.count > Self.fullFindings {
            lines += ["… and \(causes.count - Self.fullFindings) more findings.", ""]
        }
        let unknown = format.gaps + report.damage.map { "damaged: \($0)" }
        if !unknown.isEmpty {
            lines += ["### ❔ Unknown", ""] + unknown.map { "- " + MarkdownText.escaped($0) } + [""]
        }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { $0 + "\n" }.joined()
    }

    private var tenants: [String] {
        let tenants = report.fleet.tenants
        guard !tenants.isEmpty else { return [] }
        let rows = tenants.prefix(Self.fullTenants).map { tenant in
            let causes = tenant.own.filter { $0.isRootCause && $0.severity > .info }
            return [
                tenant.name, tenant.state.rawValue.uppercased(),
            ] + (report.showsViews ? [tenant.view.word] : []) + [
                "\(tenant.counts.total.saturatingDifference(tenant.counts.stopped))/\(tenant.counts.total)",
                causes.map { "\($0.code)" }.uniqued().joined(separator: ", "),
                causes.first?.message ?? tenant.missing ?? "",
            ]
        }
        let more = tenants.count - rows.count
        let headings =
            ["Tenant", "State"] + (report.showsViews ? ["View"] : []) + ["Services", "Findings", "Cause"]
        return MarkdownText.table(headings, rows.map { $0.map(MarkdownText.escaped) }) + [""]
            + (more > 0 ? ["… and \(more) more tenants.", ""] : [])
    }

    private func section(_ findings: [Finding]) -> [String] {
        let finding = findings[0]
        var lines = ["### " + MarkdownText.escaped("\(finding.severity.keyword) \(finding.code)"), ""]
        lines += [MarkdownText.escaped(finding.message), ""]
        if let extent = format.extent(of: findings) { lines.append("- Affects: " + MarkdownText.escaped(extent)) }
        lines += finding.evidence.map { "- Evidence: " + MarkdownText.escaped($0.text) }
        for placed in finding.placedRemedies {
            lines.append("- \(ReportWords.capitalized(placed.label)): " + MarkdownText.escaped(placed.words))
            if let command = placed.remedy.command?.text {
                lines += [""] + MarkdownText.fenced(command, indent: "  ") + [""]
            }
        }
        return lines + [""]
    }
}
