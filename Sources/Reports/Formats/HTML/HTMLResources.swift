import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Services and objects of Layer 7 on a page: a row each, worst first, with a card that opens on demand.
struct HTMLResources {
    let report: Report
    private let services: [StagedResource]
    private let routes: [StagedResource]
    /// Where the row of each is on the page.
    private let anchors: [ExposedResource: String]

    init(report: Report) {
        self.report = report
        let all = report.orderedResources
        services = all.filter { !$0.key.isOfLayerSeven }
        routes = all.filter(\.key.isOfLayerSeven)
        anchors = Dictionary(
            all.enumerated().map { ($0.element.key, "r\($0.offset + 1)") }, uniquingKeysWith: { first, _ in first })
    }

    var lines: [String] {
        table("Services", "Service", services) + table("Ingresses, Gateways and routes", "Name", routes)
    }

    /// A link to the row of a resource, or its name if there is none.
    func link(to key: ExposedResource) -> String {
        let name = HTMLText.escaped(report.name(of: key))
        return anchors[key].map { ##"<a href="#\##($0)">\##(name)</a>"## } ?? name
    }

    private func table(_ title: String, _ column: String, _ resources: [StagedResource]) -> [String] {
        guard !resources.isEmpty else { return [] }
        let headings = ["State", column, "Address", "Stage", "Findings"].map { #"<th scope="col">\#($0)</th>"# }
        return [
            #"<section class="resources">"#, "<h2>\(title)</h2>", #"<div class="card">"#, "<table>",
            "<thead><tr>\(headings.joined())</tr></thead>",
        ] + resources.flatMap(rows) + ["</table>", "</div>", "</section>"]
    }

    /// Without style, script or both the card is there all the same.
    private func rows(of resource: StagedResource) -> [String] {
        let health = report.health(of: resource)
        let name = resource.key.isOfLayerSeven ? resource.title : resource.metadata.path
        let address = resource.addresses.isEmpty ? "no address" : resource.addresses.joined(separator: ", ")
        let codes = HTMLText.links(report.causes(of: resource.key).map { ($0.code, $0.id) })
        return [
            #"<tbody id="\#(anchors[resource.key] ?? "")" data-health="\#(health.rawValue)">"#,
            #"<tr class="row"><td>"# + HTMLText.element("span", "badge \(health.tone)", health.rawValue)
                + "</td><td><details><summary>\(HTMLText.escaped(name))</summary></details></td>"
                + HTMLText.element("td", "address", address)
                + HTMLText.element("td", "stage", StageWords.position(resource.stages))
                + "<td>\(codes)</td></tr>",
            #"<tr class="more"><td colspan="5">"#,
        ] + card(resource) + ["</td></tr>", "</tbody>"]
    }

    private func card(_ resource: StagedResource) -> [String] {
        let facts =
            switch resource.subject {
            case .service(let exposure): "ports \(ReportWords.ports(of: exposure.service))"
            case .route(let exposure): "hosts \(RouteTable.hosts(of: exposure, isWide: true))"
            }
        var lines = picture(resource.stages) + [HTMLText.element("p", "soft", facts)]
        lines.append("<dl>")
        for stage in resource.stages.stages where !stage.detail.isEmpty {
            lines.append(
                HTMLText.element("dt", "", "\(stage.stage.rawValue) \(stage.stage.title): \(stage.state.title)"))
            lines.append(HTMLText.element("dd", "", stage.detail))
        }
        return lines + ["</dl>"]
    }

    /// The way of a Service as five circles on a line.
    private func picture(_ stages: StageReport) -> [String] {
        let steps = stages.stages.map { stage in
            let (tone, sign) = Self.sign(stage.state)
            return #"<li class="\#(tone)"><span class="dot" aria-hidden="true">\#(sign)</span>"#
                + HTMLText.element("span", "name", stage.stage.title) + " "
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
}
