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
    /// Of a terminal of 24 lines.
    private static let twoScreens = 47

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
        if showsHeaders, !isWide, let wrong = report.findings.first(where: \.isAboutWrongCluster) { return text(wrong) }
        var lines = rows
        for kind in RouteKind.allCases {
            let block = rows(of: kind)
            if !lines.isEmpty, !block.isEmpty { lines.append("") }
            lines += block
        }
        // For scripts: rows and nothing else.
        guard showsHeaders else { return lines.filter { !$0.isEmpty }.map { $0 + "\n" }.joined() }
        var closing = UnknownText(report: report).lines(painter)
        if !closing.isEmpty { closing.insert("", at: 0) }
        closing += (lines.isEmpty && closing.isEmpty ? [] : [""]) + painter.wrapped(footer)
        closing += ContextNote(report: report).lines(painter)
        lines += causes(inRoomFor: Self.twoScreens - painter.height(of: lines) - painter.height(of: closing)) + closing
        return lines.map { $0 + "\n" }.joined()
    }

    /// Rows of the wrong cluster tell nothing: the mistake stands alone.
    private func text(_ wrong: Finding) -> String {
        var lines = FindingText(finding: wrong, report: report, painter: painter).lines(showsAll: false)
        lines += [""] + painter.wrapped("Services of the wrong cluster are not shown (-o wide). " + footer)
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    /// Whether rows are left out.
    private var isCut: Bool {
        showsHeaders && !report.showsOnlyProblems
            && HiddenRows.areNeeded(of: report.resources.count, style: style, isWide: isWide)
    }

    /// How many rows a table has of those that are shown of all tables, at least one.
    private func limit(of resources: [StagedResource]) -> Int {
        guard isCut else { return resources.count }
        guard !report.isSorted else {
            let tables = (report.services.isEmpty ? 0 : 1) + Set(report.routes.map(\.exposure.kind)).count
            return max(1, HiddenRows.shownRows / max(1, tables))
        }
        let worst = Health.worstFirst(report.resources) { report.health(of: $0) }.prefix(HiddenRows.shownRows).map(
            \.key)
        return max(1, Set(worst).intersection(resources.map(\.key)).count)
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
        let resources = all.map(resource)
        let shown = Array(all.prefix(limit(of: resources)))
        let healths = resources.map { report.health(of: $0) }
        var table = Columns(columns + report.labels.columns)
        table.rows = shown.map(cells)
        let lines = table.lines(rowPainter, showsHeaders: showsHeaders) { text, row, column in
            switch column {
            case painted.state: painter.paint(text, healths[row].ink)
            case painted.findings where text != "-": painter.paint(text, .bold)
            default: text
            }
        }
        guard let more = HiddenRows(healths: Array(healths.dropFirst(shown.count))).line else { return lines }
        return lines
            + painter.wrapped("\(more): list all with -o wide, or those that need attention with --problems")
    }

    /// Root causes in full, the first one in any case and below many rows of a terminal as many as have room; the others in a
    /// line each.
    private func causes(inRoomFor room: Int) -> [String] {
        let blocks = report.causeBlocks { $0.severity > .info || isWide }
        let isLong = report.resources.count > HiddenRows.fullRows && !isWide
        var lines: [String] = []
        var rest = blocks[...]
        while let block = rest.first, blocks.count - rest.count < Self.fullFindings {
            let text =
                [""] + FindingText(block: block, report: report, painter: painter).lines(showsAll: isWide)
            // The others take a line each, below an empty one.
            let others = min(rest.count - 1, Self.fullFindings)
            let needed = painter.height(of: lines + text) + (others > 0 ? others + 1 : 0)
            if isLong, style.width != nil, !lines.isEmpty, needed > room { break }
            lines += text
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty else { return lines }
        lines.append("")
        if isLong {
            let listed = rest.prefix(Self.fullFindings)
            lines += listed.map {
                let line = FindingText(block: $0, report: report, painter: painter).line
                return style.width.map { painter.shortened(line, to: $0) } ?? line
            }
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
        parts.append(Summary(report: report).explained)
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
