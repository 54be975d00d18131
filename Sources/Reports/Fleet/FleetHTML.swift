import Diagnosis
import Topology

/// A page about all tenants: the verdict, the root causes with their commands, and a table of the tenants with their LoadBalancers
/// and Routes.
struct FleetHTML {
    private let report: FleetReport
    private let format: FleetFormat
    /// By the name of the tenant.
    private let services: [String: [ServiceDiagnosis]]
    private let routes: [String: [RouteDiagnosis]]
    /// The cards of findings, by the ids of all that are in them.
    private let cards: [String: String]

    init(report: FleetReport, format: FleetFormat) {
        self.report = report
        self.format = format
        services = Dictionary(grouping: report.resources, by: \.tenant.name).mapValues { $0.map(\.service) }
        routes = Dictionary(grouping: report.routes, by: \.tenant.name).mapValues { $0.map(\.route) }
        cards = Dictionary(
            report.causes.filter { $0[0].severity > .info }.flatMap { card in card.map { ($0.id, card[0].id) } },
            uniquingKeysWith: { first, _ in first })
    }

    var text: String {
        let body =
            header + ["<main>"] + causes + tenants + unknown
            + ["</main>", HTMLText.element("footer", "soft", "kubelb-ctl \(command) \(report.toolVersion)")]
        return HTMLPage(title: "kubelb-ctl \(command) --all-tenants: \(format.verdict)", body: body).text
    }

    private var command: String { report.rows == .tenants ? "doctor" : "status" }

    private var header: [String] {
        let worst = report.fleet.tenants.map(\.state).min() ?? .unknown
        var lines = [
            "<header>", #"<div class="card verdict \#(worst.tone)">"#,
            HTMLText.element("h1", "", "Tenants of the management cluster"),
            "<p><strong>\(HTMLText.escaped(format.verdict))</strong></p>",
            #"<p class="soft">\#(HTMLText.escapedWithShortWords("as of \(report.generatedAt)"))</p>"#,
            #"<p class="soft">\#(HTMLText.escapedWithShortWords(FleetPlatform(report: report).line))</p>"#,
            "</div>", #"<ul class="counts">"#,
        ]
        lines += Fleet.State.allCases.map { state in
            let count = report.fleet.tenants.count { $0.state == state }
            return #"<li class="\#(count > 0 ? state.tone : "idle")"><b>\#(count)</b>\#(state.rawValue)</li>"#
        }
        return lines + ["</ul>", "</header>"]
    }

    // MARK: Causes

    private var causes: [String] {
        let blocks = report.causes.filter { $0[0].severity > .info }
        guard !blocks.isEmpty else { return [] }
        return ["<section>", "<h2>Root causes</h2>"] + blocks.flatMap(card) + ["</section>"]
    }

    private func card(_ findings: [Finding]) -> [String] {
        let finding = findings[0]
        let tone = finding.severity == .error ? "bad" : "warn"
        let anchors = findings.dropFirst().map { #"<span id="\#($0.id)"></span>"# }.joined()
        var lines = [
            #"<article class="card finding \#(tone)" id="\#(finding.id)">"#,
            #"<div class="head">"# + HTMLText.element("h3", "", ReportWords.title(of: finding))
                + HTMLText.element("span", "badge \(tone)", finding.severity.keyword) + "</div>",
        ]
        let extent = format.extent(of: findings).map { "Affects \(HTMLText.escaped($0))" } ?? ""
        if findings.count > 1 || !extent.isEmpty { lines.append("<p>\(anchors)\(extent)</p>") }
        lines.append(HTMLText.element("p", "", finding.message))
        if !finding.evidence.isEmpty {
            lines.append("<dl>")
            for evidence in finding.evidence {
                lines += [HTMLText.element("dt", "", evidence.source), HTMLText.element("dd", "", evidence.value)]
            }
            lines.append("</dl>")
        }
        lines += finding.placedRemedies.flatMap(HTMLFinding.remedy)
        return lines + ["</article>"]
    }

    // MARK: Tenants

    private var tenants: [String] {
        guard !report.fleet.tenants.isEmpty else { return [] }
        let view = report.showsViews ? ["View"] : []
        let headings = (["State", "Tenant"] + view + ["Services", "Findings"]).map { #"<th scope="col">\#($0)</th>"# }
        return [
            #"<section class="resources">"#, "<h2>Tenants</h2>", #"<div class="card">"#, "<table>",
            "<thead><tr>\(headings.joined())</tr></thead>",
        ] + report.fleet.tenants.flatMap(rows) + ["</table>", "</div>", "</section>"]
    }

    /// Without style, script or both what is below the row is there all the same.
    private func rows(of tenant: Fleet.Member) -> [String] {
        let findings = zip(tenant.own, tenant.findings).compactMap { finding, id in
            finding.severity > .info ? cards[id].map { (finding.code, $0) } : nil
        }
        let codes = HTMLText.links(findings)
        let counts = tenant.counts
        let works = "\(counts.total.saturatingDifference(counts.stopped))/\(counts.total)"
        let state = tenant.state.rawValue.uppercased()
        return [
            #"<tbody data-health="\#(state)">"#,
            #"<tr class="row"><td>"# + HTMLText.element("span", "badge \(tenant.state.tone)", state)
                + "</td><td><details><summary>\(HTMLText.escaped(tenant.name))</summary></details></td>"
                + (report.showsViews ? HTMLText.element("td", "", tenant.view.word) : "")
                + HTMLText.element("td", "count", works) + "<td>\(codes)</td></tr>",
            #"<tr class="more"><td colspan="\#(report.showsViews ? 5 : 4)">"#,
        ] + resources(of: tenant) + ["</td></tr>", "</tbody>"]
    }

    private func resources(of tenant: Fleet.Member) -> [String] {
        let services = (services[tenant.name] ?? []).map { service in
            (
                service.origin.map { "\($0.namespace)/\($0.name)" } ?? service.exposure.service.metadata.uid,
                StagedResource(service)
            )
        }
        let routes = (routes[tenant.name] ?? []).map { route in
            (route.exposure.source.reference, StagedResource(route))
        }
        let facts = (services + routes).flatMap { name, resource in
            let address = resource.addresses.isEmpty ? "no address" : resource.addresses.joined(separator: ", ")
            return [
                HTMLText.element("dt", "", name),
                HTMLText.element("dd", "", "\(address); \(StageWords.position(resource.stages))"),
            ]
        }
        return facts.isEmpty ? [] : ["<dl>"] + facts + ["</dl>"]
    }

    private var unknown: [String] {
        let lines = format.gaps + report.damage.map { "damaged: \($0)" }
        guard !lines.isEmpty else { return [] }
        return ["<section>", "<h2>Unknown</h2>", #"<div class="card">"#, "<ul>"]
            + lines.map { HTMLText.element("li", "", $0) } + ["</ul>", "</div>", "</section>"]
    }
}

extension Fleet.State {
    /// The class of the page's style.
    fileprivate var tone: String {
        switch self {
        case .down, .degraded: "bad"
        case .starting, .unknown: "warn"
        case .healthy: "good"
        }
    }
}
