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

    static let columns: [Columns.Column] = [
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "SERVICE", expendability: 0, minimum: 10),
        .init(heading: "CLASS", expendability: 4, minimum: 5),
        .init(heading: "PORTS", expendability: 2, minimum: 8),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "LOADBALANCER", expendability: 3, minimum: 8),
        .init(heading: "STAGE", expendability: 0, minimum: 14),
        .init(heading: "UPSTREAMS", expendability: 5, minimum: 9),
        .init(heading: "AGE", expendability: 6, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]
    static let stageColumn = 6
    static let ageColumn = 8

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
        let causes = report.findings.filter { $0.isRootCause && ($0.severity > .info || isWide) }
        for finding in causes.prefix(Self.fullFindings) {
            lines.append("")
            lines += FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide)
        }
        if causes.count > Self.fullFindings {
            lines += ["", "… and \(causes.count - Self.fullFindings) more: kubelb-ctl doctor"].map(painter.plain)
        }
        let unknown = UnknownText(report: report, painter: painter).lines
        if !unknown.isEmpty { lines += [""] + unknown }
        if !lines.isEmpty { lines.append("") }
        lines += painter.wrapped(footer)
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    private var rows: [String] {
        guard !report.services.isEmpty else { return [] }
        var table = Columns(Self.columns + report.labels.columns)
        table.rows = report.services.map(row)
        return table.lines(rowPainter, showsHeaders: showsHeaders) { text, row, column in
            switch column {
            case Self.stageColumn: painter.paint(text, ink(of: report.services[row].stages))
            case 9 where text != "-": painter.paint(text, .bold)
            default: text
            }
        }
    }

    private func rows(of kind: RouteKind) -> [String] {
        let routes = report.routes.filter { $0.exposure.kind == kind }
        guard !routes.isEmpty else { return [] }
        var table = Columns(RouteTable.columns(of: kind) + report.labels.columns)
        table.rows = routes.map(row)
        return table.lines(rowPainter, showsHeaders: showsHeaders) { text, row, column in
            switch column {
            case RouteTable.stageColumn: painter.paint(text, ink(of: routes[row].stages))
            case RouteTable.findingsColumn where text != "-": painter.paint(text, .bold)
            default: text
            }
        }
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
            metadata.namespace, metadata.name, exposure.service.loadBalancerClass ?? "-",
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

    private func ink(of stages: StageReport) -> Painter.Ink {
        switch stages.state {
        case .healthy: stages.isUnconfirmed ? .yellow : .green
        case .pending, .degraded: .red
        case .leftBehind, .terminating, .unknown: .yellow
        case .ignored: .blue
        }
    }

    private var footer: String {
        let count = report.services.count
        var parts = report.isOfRoutesOnly ? [] : ["\(count) Service\(count == 1 ? "" : "s")"]
        parts += RouteKind.allCases.compactMap { kind in
            let count = report.routes.count { $0.exposure.kind == kind }
            return count == 0 ? nil : kind.counted(count)
        }
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
