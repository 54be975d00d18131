import Diagnosis
import Topology

/// One page for people: the verdict, the root causes with their commands, then everything that was looked at, each with a card
/// that opens on demand.
struct HTMLFormat {
    let report: Report

    var text: String {
        let command = ReportWords.command(report.kind)
        let resources = HTMLResources(report: report)
        let sections =
            HTMLAreas(report: report).lines + HTMLChecks(report: report).lines + pictures + causes(resources)
            + resources.lines + infos(resources) + consequences + unknown + suppressed
        let body =
            header + ["<main>"] + sections + ["</main>"]
            + [HTMLText.element("footer", "soft", "\(command) \(report.toolVersion)")]
        let title =
            ([command + ":"] + [firstCause.map { "\($0.title) (\($0.names));" }].compactMap { $0 } + [report.summary])
            .joined(separator: " ")
        return HTMLPage(title: title, body: body).text
    }

    // MARK: Head

    private var header: [String] {
        let (tone, words) = verdict
        var lines = [
            "<header>", #"<div class="card verdict \#(tone)">"#,
            HTMLText.element("h1", "", ReportWords.command(report.kind)),
            "<p><strong>\(HTMLText.escaped(words))</strong></p>",
        ]
        if let cause = firstCause {
            lines.append(
                ##"<p><a href="#\##(cause.id)">\##(HTMLText.escaped(cause.title))</a>: \##(HTMLText.escaped(cause.names))</p>"##
            )
        }
        lines += [
            #"<p class="soft">\#(HTMLText.escapedWithShortWords(about.joined(separator: ", ")))</p>"#,
            "</div>", #"<ul class="counts">"#,
        ]
        lines += counts.map { count in
            #"<li class="\#(count.count > 0 ? count.tone : "idle")"><b>\#(count.count)</b>\#(count.words)</li>"#
        }
        return lines + ["</ul>", "</header>"]
    }

    /// What to fix first, and the first of what it concerns.
    private var firstCause: (id: String, title: String, names: String)? {
        guard let block = causeBlocks.first else { return nil }
        let affected = block.affected
        let name = affected.first.map(report.name) ?? block.first.objects.first.map { "\($0)" }
        let names = [name, affected.count > 1 ? "and \(affected.count - 1) more" : nil].compactMap { $0 }
        return (block.first.id, ReportWords.title(of: block.first), names.joined(separator: " "))
    }

    private var causeBlocks: [CauseBlock] { report.causeBlocks { $0.severity > .info } }

    private var verdict: (tone: String, words: String) {
        let tone =
            switch report.verdict.conclusion {
            case .passed: "good"
            case .warned: "warn"
            case .failed: "bad"
            case .incomplete, .undetermined: "idle"
            }
        let headline = report.verdict.conclusion.headline
        return (tone, "\(headline.prefix(1).uppercased() + headline.dropFirst()): \(report.summary)")
    }

    private var about: [String] {
        let topology = report.topology
        var parts = ["as of \(topology.now)"]
        if let tenant = topology.tenant.value { parts.append("tenant \(tenant.name)") }
        for side in ClusterSide.allCases {
            let context = topology.context(of: side).map { " (\($0))" } ?? ""
            let version = topology.version(of: side).value?.gitVersion ?? "unknown"
            parts.append("\(side.rawValue) cluster \(version)\(context)")
        }
        return parts
    }

    private var counts: [(count: Int, tone: String, words: String)] {
        if let verification = report.verification {
            return [
                (verification.count(.passed), "good", "passed"), (verification.count(.failed), "bad", "failed"),
                (verification.count(.skipped), "idle", "skipped"), (verification.count(.unknown), "warn", "unknown"),
            ]
        }
        let resources = report.resources
        let routed = resources.count { $0.stages.isRouted && !$0.stages.isUnconfirmed }
        let verdict = report.verdict
        return [
            (verdict.errors, "bad", verdict.errors == 1 ? "error" : "errors"),
            (verdict.warnings, "warn", verdict.warnings == 1 ? "warning" : "warnings"),
            (verdict.infos, "info", "info"),
            (verdict.passedChecks, "good", verdict.passedChecks == 1 ? "check ok" : "checks ok"),
            (verdict.unknownChecks, "warn", verdict.unknownChecks == 1 ? "check unknown" : "checks unknown"),
            (routed, "good", "of \(resources.count) \(ReportWords.noun(of: resources.map(\.key))) routed"),
        ]
    }

    // MARK: Pictures of trace

    /// As an image, so that its style and that of the page leave each other alone.
    private var pictures: [String] {
        guard !report.traces.isEmpty else { return [] }
        let names = report.traces.prefix(3).map(\.title).joined(separator: ", ")
        let picture = HTMLText.dataURI(TraceSVGFormat(report: report).text, type: "image/svg+xml")
        return [
            "<section>", "<h2>The path</h2>",
            "<figure><div class=\"scroll\"><img alt=\"\(HTMLText.escaped("The path of \(names) through both clusters"))\" src=\"\(picture)\"></div>",
            "<figcaption class=\"soft\">Scroll sideways to see the whole path.</figcaption></figure>",
            "</section>",
        ]
    }

    // MARK: Findings

    private func causes(_ resources: HTMLResources) -> [String] {
        let blocks = causeBlocks
        guard !blocks.isEmpty else { return [] }
        return ["<section>", "<h2>Root causes</h2>"]
            + (ContextNote(report: report).text.map { [HTMLText.element("p", "soft", $0)] } ?? [])
            + blocks.flatMap { HTMLFinding(block: $0, report: report, resources: resources).lines } + ["</section>"]
    }

    /// Nothing in them needs to be fixed: they are below everything else.
    private func infos(_ resources: HTMLResources) -> [String] {
        let blocks = report.causeBlocks { $0.severity == .info }
        guard !blocks.isEmpty else { return [] }
        let count = blocks.reduce(0) { $0 + $1.findings.count }
        return ["<section>", #"<details class="card"><summary>Info: \#(count)</summary>"#]
            + blocks.flatMap { HTMLFinding(block: $0, report: report, resources: resources).lines }
            + ["</details>", "</section>"]
    }

    private var consequences: [String] {
        let others = report.findings.filter { !$0.isRootCause }
        guard !others.isEmpty else { return [] }
        var lines = [
            "<section>", #"<details class="card"><summary>Consequences: \#(others.count)</summary>"#, "<ul>",
        ]
        lines += others.map { "<li id=\"\($0.id)\">\(HTMLText.escaped("\($0.code) \($0.message)"))</li>" }
        return lines + ["</ul>", "</details>", "</section>"]
    }

    // MARK: The rest

    private var unknown: [String] {
        let lines = UnknownText(report: report).items
        guard !lines.isEmpty else { return [] }
        return ["<section>", "<h2>Unknown</h2>", #"<div class="card">"#, "<ul>"]
            + lines.map { HTMLText.element("li", "", $0) } + ["</ul>", "</div>", "</section>"]
    }

    private var suppressed: [String] {
        guard !report.suppressed.isEmpty else { return [] }
        return [
            "<section>", #"<details class="card"><summary>Suppressed: \#(report.suppressed.count)</summary>"#, "<ul>",
        ]
            + report.suppressed.map { finding in
                HTMLText.element("li", "", "\(finding.code) \(finding.message) (\(finding.suppression?.reason ?? ""))")
            } + ["</ul>", "</details>", "</section>"]
    }
}
