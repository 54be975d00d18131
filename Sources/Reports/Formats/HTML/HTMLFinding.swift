import Diagnosis

/// One root cause on a page: what is wrong, what proves it, what mends it.
struct HTMLFinding {
    let finding: Finding
    let report: Report

    var lines: [String] {
        let likelihood = finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))"
        var lines = [
            #"<article class="card finding \#(tone)" id="\#(finding.id)">"#,
            #"<div class="head">"# + HTMLText.element("h3", "", ReportWords.title(of: finding))
                + HTMLText.element("span", "badge \(tone)", finding.severity.keyword) + "</div>",
            HTMLText.element("p", "", finding.message + likelihood),
        ]
        if !finding.evidence.isEmpty {
            lines.append("<dl>")
            for evidence in finding.evidence {
                lines.append(HTMLText.element("dt", "", evidence.source))
                lines.append(HTMLText.element("dd", "", evidence.value + ReportWords.age(of: evidence, in: report)))
            }
            lines.append("</dl>")
        }
        lines += finding.placedRemedies.flatMap(remedy)
        lines += consequences
        if let page = Catalogue.check(finding.code)?.documentation {
            lines += [
                "<details><summary>More about \(finding.code)</summary>", HTMLText.element("p", "", page.meaning),
                HTMLText.element("p", "", page.impact), HTMLText.element("p", "", page.mending), "</details>",
            ]
        }
        return lines + ["</article>"]
    }

    private var tone: String {
        switch finding.severity {
        case .error: "bad"
        case .warning: "warn"
        case .info: "info"
        }
    }

    private func remedy(_ placed: PlacedRemedy) -> [String] {
        var lines = [
            #"<div class="remedy">"#,
            "<div><b>\(ReportWords.capitalized(placed.label)):</b> \(HTMLText.escaped(placed.words))</div>",
        ]
        if let command = placed.remedy.command?.text {
            let text = ReportWords.lines(command).map(HTMLText.escaped).joined(separator: "\n")
            lines.append("<pre class=\"command\"><code>\(text)</code></pre>")
        }
        return lines + ["</div>"]
    }

    private var consequences: [String] {
        let consequences = report.consequences(of: finding).filter { $0.severity > .info }
        guard !consequences.isEmpty else { return [] }
        let codes = consequences.map(\.code).uniqued().map(\.description).joined(separator: ", ")
        let held = report.resourcesHeldUp(by: finding)
        let services = held.isEmpty ? "" : "; affects \(held.count) Service\(held.count == 1 ? "" : "s")"
        return [HTMLText.element("p", "soft", "Leads to \(codes)\(services)")]
    }
}
