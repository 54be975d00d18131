import Diagnosis
import Topology

/// One root cause on a page, or several that are fixed in one way: what is wrong, what proves it, what fixes it.
struct HTMLFinding {
    let block: CauseBlock
    let report: Report
    let resources: HTMLResources

    private var finding: Finding { block.first }

    var lines: [String] {
        let likelihood = finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))"
        var lines = [
            #"<article class="card finding \#(tone)" id="\#(finding.id)">"#,
            #"<div class="head">"#
                + HTMLText.element("h3", "", ReportWords.title(of: finding) + (block.isGroup ? ": \(block.count)" : ""))
                + HTMLText.element("span", "badge \(tone)", finding.severity.keyword) + "</div>",
        ]
        lines += members
        lines.append(HTMLText.element("p", "", (block.isGroup ? "For example: " : "") + finding.message + likelihood))
        if !finding.evidence.isEmpty {
            lines.append("<dl>")
            for evidence in finding.evidence {
                lines.append(HTMLText.element("dt", "", evidence.source))
                lines.append(HTMLText.element("dd", "", evidence.value + ReportWords.age(of: evidence, in: report)))
            }
            lines.append("</dl>")
        }
        lines += finding.placedRemedies.flatMap(Self.remedy)
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

    static func remedy(_ placed: PlacedRemedy) -> [String] {
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

    /// What else it stands for: the resources, and anchors for links to the other findings.
    private var members: [String] {
        guard block.isGroup else { return [] }
        let anchors = block.findings.dropFirst().map { "<span id=\"\($0.id)\"></span>" }.joined()
        let affected = block.affected
        guard !affected.isEmpty else { return ["<p>\(anchors)</p>"] }
        let shown = affected.prefix(CauseBlock.shownNames).map(resources.link)
        let first = "<p>\(anchors)Affects \(shown.joined(separator: ", "))"
        guard affected.count > shown.count else { return [first + "</p>"] }
        let others = affected.dropFirst(shown.count).map(resources.link)
        return [
            first + " and \(others.count) more</p>",
            "<details><summary>All \(affected.count)</summary><p>\((shown + others).joined(separator: ", "))</p></details>",
        ]
    }

    private var consequences: [String] {
        let consequences = block.consequences.filter { $0.severity > .info }
        guard !consequences.isEmpty else { return [] }
        let codes = consequences.map(\.code).uniqued().map(\.description).joined(separator: ", ")
        let affected = block.affected
        guard !block.isGroup, !affected.isEmpty else { return [HTMLText.element("p", "soft", "Leads to \(codes)")] }
        let names = affected.prefix(CauseBlock.shownNames).map(resources.link).joined(separator: ", ")
        let more = affected.count > CauseBlock.shownNames ? " and \(affected.count - CauseBlock.shownNames) more" : ""
        return [
            #"<p class="soft">Leads to \#(codes); affects \#(affected.count) \#(ReportWords.noun(of: affected)): \#(names)\#(more)</p>"#
        ]
    }
}
