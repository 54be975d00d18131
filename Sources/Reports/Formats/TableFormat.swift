import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Many Services and objects of Layer 7: one row each, in one table per kind, then the root causes.
struct TableFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool
    let showsHeaders: Bool

    /// Findings printed in full below the table before the rest is counted.
    private static let fullFindings = 10
    /// Rows of a table before the rest is counted: worst first, so that what needs attention is among them.
    private static let fullRows = 50
    private static let twoScreens = 100
    /// The lines below the findings.
    private static let closingLines = 8

    static let columns: [Columns.Column] = [
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "SERVICE", expendability: 0, minimum: 10),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "CLASS", expendability: 4, minimum: 5),
        .init(heading: "PORTS", expendability: 2, minimum: 8),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "LOADBALANCER", expendability: 3, minimum: 8),
        .init(heading: "STAGE", expendability: 1, minimum: 14),
        .init(heading: "UPSTREAMS", expendability: 5, minimum: 9),
        .init(heading: "AGE", expendability: 6, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]
    static let stateColumn = 2
    static let ageColumn = 9
    private static let findingsColumn = 10

    private var painter: Painter { Painter(style: style) }

    var text: String {
        var lines = rows
        for kind in RouteKind.allCases {
            let block = rows(of: kind)
            if !lines.isEmpty, !block.isEmpty { lines.append("") }
            lines += block
        }
        // For scripts: rows and nothing else.
        guard showsHeaders else { return lines.filter { !$0.isEmpty }.map { $0 + "\n" }.joined() }
        lines += causes(below: lines.count)
        let unknown = UnknownText(report: report, painter: painter).lines
        if !unknown.isEmpty { lines += [""] + unknown }
        if !lines.isEmpty { lines.append("") }
        lines += painter.wrapped(footer)
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    private var rows: [String] {
        rows(
            of: report.problemsFirst(report.services) { StagedResource($0) }, Self.columns,
            (Self.stateColumn, Self.findingsColumn), noun: "Service", resource: { StagedResource($0) }, cells: row)
    }

    private func rows(of kind: RouteKind) -> [String] {
        rows(
            of: report.problemsFirst(report.routes.filter { $0.exposure.kind == kind }) { StagedResource($0) },
            RouteTable.columns(of: kind), (RouteTable.stateColumn, RouteTable.findingsColumn), noun: kind.rawValue,
            resource: { StagedResource($0) }, cells: row)
    }

    private func rows<Element>(
        of all: [Element], _ columns: [Columns.Column], _ painted: (state: Int, findings: Int), noun: String,
        resource: (Element) -> StagedResource, cells: (Element) -> [String]
    ) -> [String] {
        guard !all.isEmpty else { return [] }
        let isWhole = isWide || !showsHeaders || report.showsOnlyProblems || all.count <= Self.fullRows
        let shown = isWhole ? all : Array(all.prefix(Self.fullRows))
        let healths = all.map { report.health(of: resource($0)) }
        var table = Columns(columns + report.labels.columns)
        table.rows = shown.map(cells)
        let lines = table.lines(rowPainter, showsHeaders: showsHeaders) { text, row, column in
            switch column {
            case painted.state: painter.paint(text, healths[row].ink)
            case painted.findings where text != "-": painter.paint(text, .bold)
            default: text
            }
        }
        let hidden = healths.dropFirst(shown.count)
        guard !hidden.isEmpty else { return lines }
        let counts = Health.allCases.compactMap { health -> String? in
            let count = hidden.count { $0 == health }
            return count == 0 ? nil : "\(count) \(health.rawValue)"
        }
        return lines
            + painter.wrapped(
                "… and \(hidden.count) more (\(counts.joined(separator: ", "))): list all with -o wide, or those that need "
                    + "attention with --problems")
    }

    /// Root causes in full, as far as two screens have room for them below so many lines; the others in a line each.
    private func causes(below count: Int) -> [String] {
        let blocks = report.causeBlocks { $0.severity > .info || isWide }
        let isLong = report.resources.count > Self.fullRows && !isWide
        var lines: [String] = []
        var rest = blocks[...]
        while let block = rest.first, blocks.count - rest.count < Self.fullFindings {
            let text =
                [""] + FindingText(block: block, report: report, painter: painter).lines(showsAll: isWide)
            // What needs to be said below takes some lines, too.
            let needed = count + lines.count + text.count + min(rest.count, Self.fullFindings) + Self.closingLines
            if isLong, !lines.isEmpty, needed > Self.twoScreens { break }
            lines += text
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty else { return lines }
        lines.append("")
        if isLong {
            let listed = rest.prefix(Self.fullFindings)
            lines += listed.map { FindingText(block: $0, report: report, painter: painter).line }
            rest = rest.dropFirst(listed.count)
        }
        return lines + (rest.isEmpty ? [] : ["… and \(rest.count) more: kubelb-ctl doctor"].map(painter.plain))
    }

    /// Wide is for who wants names in full: no column is left out, none shortened.
    private var rowPainter: Painter { Painter(style: isWide ? style.unlimited : style) }

    func row(_ route: RouteDiagnosis) -> [String] {
        RouteTable(report: report, isWide: isWide).row(route, codes: codes(of: route.key))
            + report.labels.cells(route.exposure.source.metadata.labels)
    }

    func row(_ service: ServiceDiagnosis) -> [String] {
        let exposure = service.exposure
        let metadata = exposure.service.metadata
        let uid = exposure.loadBalancer.value?.metadata.name
        let age = metadata.creationTimestamp.map { Age.text(seconds: report.topology.now.seconds(since: $0)) }
        return [
            metadata.namespace, metadata.name, health(service).rawValue, exposure.service.loadBalancerClass ?? "-",
            Self.ports(of: exposure.service, isWide: isWide),
            exposure.addresses.isEmpty ? "<pending>" : exposure.addresses.joined(separator: ","),
            uid.map { isWide ? $0 : painter.shortUID($0) } ?? "-", StageWords.position(service.stages),
            Self.upstreams(of: service, report.topology), age ?? "-", codes(of: service.key),
        ] + report.labels.cells(metadata.labels)
    }

    /// `2/3` where an Envoy said so; `unchecked` for what should carry traffic and nobody looked.
    static func upstreams(of service: ServiceDiagnosis, _ topology: Topology) -> String {
        topology.upstreamSummary(of: service.exposure).map { "\($0)" }
            ?? (service.stages.isRouted ? "unchecked" : "-")
    }

    /// `80,443/TCP,53/UDP`: ports of one protocol share its name.
    static func ports(of service: Service, isWide: Bool) -> String {
        var groups: [(protocol: String, ports: [Int])] = []
        for port in service.ports {
            if let last = groups.indices.last, groups[last].protocol == port.protocol {
                groups[last].ports.append(port.port)
            } else {
                groups.append((port.protocol, [port.port]))
            }
        }
        let words = groups.map { "\($0.ports.map { String($0) }.joined(separator: ","))/\($0.protocol)" }
        guard !isWide, service.ports.count > 4 else { return words.joined(separator: ",") }
        return "\(service.ports.count) ports"
    }

    /// The root causes of what is wrong with it; otherwise what there is to know about it.
    private func codes(of key: ExposedResource) -> String {
        let causes = report.causes(of: key).map(\.code)
        let codes = causes.isEmpty ? report.findings(of: key).map(\.code) : causes
        guard !codes.isEmpty else { return "-" }
        let unique = codes.reduce(into: [CheckCode]()) { if !$0.contains($1) { $0.append($1) } }
        let shown = isWide ? unique : Array(unique.prefix(2))
        return shown.map(\.description).joined(separator: ",") + (unique.count > shown.count ? ",…" : "")
    }

    private func health(_ service: ServiceDiagnosis) -> Health { report.health(of: StagedResource(service)) }

    private func health(_ route: RouteDiagnosis) -> Health { report.health(of: StagedResource(route)) }

    private var footer: String {
        let count = report.services.count
        let all = count.saturatingSum(report.unlisted.services)
        let services = (all > count ? "\(count) of " : "") + "\(all) Service\(all == 1 ? "" : "s")"
        var parts = report.isOfRoutesOnly ? [] : [services]
        parts += RouteKind.allCases.compactMap { kind in
            let count = report.routes.count { $0.exposure.kind == kind }
            return count == 0 ? nil : kind.counted(count)
        }
        if report.unlisted.routes > 0 { parts.append("\(report.unlisted.routes) others of Layer 7") }
        parts.append(Summary(report: report).line)
        if report.otherErrors > 0 {
            parts.append(
                "\(report.otherErrors) error\(report.otherErrors == 1 ? "" : "s") elsewhere (kubelb-ctl doctor)")
        }
        var text = parts.joined(separator: ", ") + "."
        if report.ignoredRoutes > 0 {
            text +=
                " Not managed by KubeLB: \(report.ignoredServices) Service\(report.ignoredServices == 1 ? "" : "s"), "
            text += "\(report.ignoredRoutes) of Layer 7 (--show-ignored)"
        } else if report.ignoredServices > 0 {
            text += " Not managed by KubeLB: \(report.ignoredServices) (--show-ignored)"
        }
        return text
    }
}
