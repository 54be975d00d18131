import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// One page for people: the verdict, each Service's way as a picture, the root causes with their commands.
struct HTMLFormat {
    let report: Report

    var text: String {
        let command = ReportWords.command(report.kind)
        let body =
            header + ["<main>"] + checks + pictures + services + routes + causes + consequences + unknown + suppressed
            + [
                "</main>"
            ]
            + [HTMLText.element("footer", "soft", "\(command) \(report.toolVersion)")]
        return HTMLPage(title: "\(command): \(report.summary)", body: body).text
    }

    // MARK: Head

    private var header: [String] {
        let (tone, words) = verdict
        var lines = [
            "<header>", #"<div class="card verdict \#(tone)">"#,
            HTMLText.element("h1", "", ReportWords.command(report.kind)),
            "<p><strong>\(HTMLText.escaped(words))</strong></p>",
            HTMLText.element("p", "soft", about.joined(separator: ", ")),
            "</div>", #"<ul class="counts">"#,
        ]
        lines += counts.map { count in
            #"<li class="\#(count.count > 0 ? count.tone : "idle")"><b>\#(count.count)</b>\#(count.words)</li>"#
        }
        return lines + ["</ul>", "</header>"]
    }

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
            (verdict.infos, "info", verdict.infos == 1 ? "note" : "notes"),
            (verdict.passedChecks, "good", verdict.passedChecks == 1 ? "check ok" : "checks ok"),
            (verdict.unknownChecks, "warn", verdict.unknownChecks == 1 ? "check unknown" : "checks unknown"),
            (routed, "good", "of \(resources.count) \(ReportWords.noun(of: resources.map(\.key))) routed"),
        ]
    }

    // MARK: Services

    private var services: [String] {
        guard !report.services.isEmpty else { return [] }
        return ["<section>", "<h2>Services</h2>"] + report.services.flatMap { card(StagedResource($0)) }
            + ["</section>"]
    }

    private var routes: [String] {
        guard !report.routes.isEmpty else { return [] }
        return ["<section>", "<h2>Ingresses, Gateways and routes</h2>"]
            + report.routes.flatMap { card(StagedResource($0)) } + ["</section>"]
    }

    private func card(_ service: StagedResource) -> [String] {
        let addresses = service.addresses.isEmpty ? "no address" : service.addresses.joined(separator: ", ")
        let facts =
            switch service.subject {
            case .service(let exposure): "ports \(ReportWords.ports(of: exposure.service))"
            case .route(let exposure): "hosts \(RouteTable.hosts(of: exposure, isWide: true))"
            }
        let stopped = service.stages.stages.first { $0.state != .ok }
        var lines = [
            #"<article class="card">"#,
            #"<div class="head">"#
                + HTMLText.element("h3", "", service.key.isOfLayerSeven ? service.title : service.metadata.path)
                + HTMLText.element("span", "badge \(Self.tone(service.stages.state))", service.stages.state.title)
                + "</div>",
            HTMLText.element("p", "soft", "\(addresses), \(facts)"),
        ]
        lines += picture(service.stages)
        if let stopped, !stopped.detail.isEmpty {
            lines.append(HTMLText.element("p", "", "\(stopped.stage.title): \(stopped.detail)"))
        }
        let causes = report.causes(of: service.key)
        if !causes.isEmpty {
            let links = causes.map { ##"<a href="#\##($0.id)">\##($0.code)</a>"## }
            lines.append("<p>Cause: \(links.joined(separator: ", "))</p>")
        }
        lines += ["<details><summary>The five stages</summary>", "<dl>"]
        for stage in service.stages.stages {
            lines.append(
                HTMLText.element("dt", "", "\(stage.stage.rawValue) \(stage.stage.title): \(stage.state.rawValue)"))
            lines.append(HTMLText.element("dd", "", stage.detail.isEmpty ? "-" : stage.detail))
        }
        return lines + ["</dl>", "</details>", "</article>"]
    }

    /// The way of a Service as five circles on a line.
    private func picture(_ stages: StageReport) -> [String] {
        let steps = stages.stages.map { stage in
            let (tone, sign) = Self.sign(stage.state)
            return #"<li class="\#(tone)"><span class="dot" aria-hidden="true">\#(sign)</span>"#
                + HTMLText.element("span", "name", stage.stage.title)
                + HTMLText.element("span", "state", stage.state.title) + "</li>"
        }
        return [#"<ol class="path" aria-label="The five stages">"#] + steps + ["</ol>"]
    }

    private static func sign(_ state: StageStatus.State) -> (tone: String, sign: String) {
        switch state {
        case .ok: ("good", "✓")
        case .failed: ("bad", "✕")
        case .blocked, .notVisible: ("idle", "–")
        case .unknown: ("warn", "?")
        }
    }

    private static func tone(_ state: ServiceState) -> String {
        switch state {
        case .healthy: "good"
        case .pending, .degraded: "bad"
        case .leftBehind, .terminating, .unknown: "warn"
        case .ignored: "idle"
        }
    }

    // MARK: Pictures of trace

    /// As an image, so that its style and that of the page leave each other alone.
    private var pictures: [String] {
        guard !report.traces.isEmpty else { return [] }
        let names = report.traces.prefix(3).map(\.title).joined(separator: ", ")
        let picture = HTMLText.dataURI(TraceSVGFormat(report: report).text, type: "image/svg+xml")
        return [
            "<section>", "<h2>The path</h2>",
            "<figure><img alt=\"\(HTMLText.escaped("The path of \(names) through both clusters"))\" src=\"\(picture)\"></figure>",
            "</section>",
        ]
    }

    // MARK: Checks of verify

    private var checks: [String] {
        guard let verification = report.verification else { return [] }
        var lines = ["<section>", "<h2>Tests</h2>"]
        for group in verification.groups {
            lines += [
                #"<div class="card">"#,
                HTMLText.element("h3", "", group.resource.map { "\($0.kind) \($0.path)" } ?? "Clusters"),
                "<table>",
            ]
            lines += group.checks.map { check in
                let (tone, word) = Self.mark(check.state)
                return #"<tr><td class="mark \#(tone)">\#(word)</td><td>\#(HTMLText.escaped(check.name))"#
                    + (check.detail.isEmpty ? "" : "<br>" + HTMLText.element("span", "soft", check.detail))
                    + "</td></tr>"
            }
            lines += ["</table>", "</div>"]
        }
        return lines + ["</section>"]
    }

    private static func mark(_ state: VerifyCheck.State) -> (tone: String, word: String) {
        switch state {
        case .passed: ("good", "PASS")
        case .failed: ("bad", "FAIL")
        case .skipped: ("idle", "SKIP")
        case .unknown: ("warn", "UNKNOWN")
        }
    }

    // MARK: Findings

    private var causes: [String] {
        let causes = report.findings.filter(\.isRootCause)
        guard !causes.isEmpty else { return [] }
        return ["<section>", "<h2>Root causes</h2>"]
            + (ContextNote(report: report).text.map { [HTMLText.element("p", "soft", $0)] } ?? [])
            + causes.flatMap { HTMLFinding(finding: $0, report: report).lines } + ["</section>"]
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
        let lines = report.unknownLines + report.damage.map { "damaged: \($0)" }
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
