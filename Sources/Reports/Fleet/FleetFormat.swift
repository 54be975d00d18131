import Diagnosis
import Documents
import Kubernetes
import Topology

/// The tenants of a management cluster: the verdict, one row for each of them or of their LoadBalancers, what is wrong, by
/// cause, and a line about the platform.
struct FleetFormat {
    let report: FleetReport
    var style = TextStyle()
    var isWide = false
    var showsHeaders = true
    var isVerdictOnly = false

    private var painter: Painter { Painter(style: style) }

    /// Findings printed in full before the rest is counted.
    private static let fullFindings = 10

    /// Of the tables of LoadBalancers and Routes.
    static let ageColumn = 8
    /// Columns of the table of tenants that tell how long ago something was: the last write, and the cause.
    static let passingTenantColumns: Set = [6, 8]
    /// Only if there are pairs, as there is nothing to choose from otherwise.
    private static let viewColumn = Columns.Column(heading: "VIEW", expendability: 0, minimum: 4)

    static let tenantColumns: [Columns.Column] = [
        .init(heading: "TENANT", expendability: 0, minimum: 8),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "SERVICES", expendability: 0, minimum: 8),
        .init(heading: "ROUTES", expendability: 1, minimum: 6),
        .init(heading: "ADDRESSES", expendability: 2, minimum: 9),
        .init(heading: "NODES", expendability: 3, minimum: 5),
        .init(heading: "LAST WRITE", expendability: 4, minimum: 10),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
        .init(heading: "CAUSE", expendability: 0, minimum: 20, isSentence: true),
    ]

    static let loadBalancerColumns: [Columns.Column] = [
        .init(heading: "TENANT", expendability: 0, minimum: 8),
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "SERVICE", expendability: 0, minimum: 10),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "PORTS", expendability: 2, minimum: 8),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "STAGE", expendability: 1, minimum: 14),
        .init(heading: "UPSTREAMS", expendability: 3, minimum: 9),
        .init(heading: "AGE", expendability: 4, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]

    static let routeColumns: [Columns.Column] = [
        .init(heading: "TENANT", expendability: 0, minimum: 8),
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "KIND", expendability: 0, minimum: 7),
        .init(heading: "NAME", expendability: 0, minimum: 8),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "HOSTS", expendability: 2, minimum: 12),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "STAGE", expendability: 1, minimum: 14),
        .init(heading: "AGE", expendability: 4, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]

    var text: String {
        if isVerdictOnly { return report.rows == .loadBalancers && report.only == nil ? states : verdict + "\n" }
        guard showsHeaders else { return rows.filter { !$0.isEmpty }.map { $0 + "\n" }.joined() }
        var lines = painter.wrapped(verdict) + painter.wrapped(FleetPlatform(report: report).line)
        if !report.fleet.tenants.isEmpty { lines += [""] + rows }
        let causes = report.causes.filter { isWide || $0[0].severity > .info }
        for findings in causes.prefix(Self.fullFindings) {
            lines.append("")
            lines += FindingText(
                finding: findings[0], fleet: report.fleet, now: report.generatedAt, extent: extent(of: findings),
                painter: painter
            ).lines(showsAll: isWide)
        }
        if causes.count > Self.fullFindings {
            lines += ["", painter.plain("… and \(causes.count - Self.fullFindings) more (-o wide)")]
        }
        let gaps = gaps
        if !gaps.isEmpty {
            lines.append("")
            lines += gaps.flatMap { painter.hanging("unknown", $0, indent: 0) }
        }
        let damage = report.damage
        if !damage.isEmpty {
            lines.append("")
            lines += damage.prefix(Self.fullFindings).flatMap {
                painter.hanging("damaged", $0, indent: 0, labelWidth: 8)
            }
            let more = damage.count.saturatingDifference(Self.fullFindings)
            if more > 0 { lines.append(painter.plain("… and \(more) more damaged objects (-o json)")) }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// One line for each tenant that needs attention, to be pasted into a chat.
    var shortText: String {
        let lines = report.fleet.tenants.filter { $0.state != .healthy }.map(short)
        return (lines + [verdict]).map { painter.plain($0) + "\n" }.joined()
    }

    func short(_ tenant: Fleet.Member) -> String {
        let causes = tenant.own.filter { $0.isRootCause && $0.severity > .info }
        let why = causes.first.map { "\($0.code) \($0.message)" } ?? missing(of: tenant)
        return [tenant.name, tenant.state.rawValue.uppercased(), why].compactMap(\.self).joined(separator: "  ")
    }

    /// One word for each LoadBalancer and Route.
    private var states: String {
        let painter = Painter(style: style.unlimited)
        let services = Health.worstFirst(report.resources) { health($0) }.map { word($0.tenant, $0.service) }
        let routes = Health.worstFirst(report.routes) { health($0) }.map { word($0.tenant, $0.route) }
        guard !services.isEmpty || !routes.isEmpty else { return report.exitStatus == 0 ? "" : verdict + "\n" }
        return (services + routes).map { painter.plain($0) + "\n" }.joined()
    }

    func word(_ tenant: Fleet.Member, _ service: ServiceDiagnosis) -> String {
        let origin = service.origin
        let name =
            origin.map { "\($0.namespace)/service/\($0.name)" } ?? "lb/\(service.exposure.service.metadata.uid)"
        return "\(tenant.name)  \(name)  \(health((tenant, service)).rawValue)"
    }

    func word(_ tenant: Fleet.Member, _ route: RouteDiagnosis) -> String {
        let metadata = route.exposure.source.metadata
        return "\(tenant.name)  \(metadata.namespace)/\(route.exposure.kind.rawValue.lowercased())/\(metadata.name)  "
            + health((tenant, route)).rawValue
    }

    /// `7 of 9 tenants need attention: 2 down, 5 degraded.`, after what is wrong with the platform.
    var verdict: String {
        if report.only != nil, let named { return named }
        let codes = report.fleet.ofPlatform.filter { $0.isRootCause && $0.severity > .info }.map(\.code).uniqued()
        let platform = codes.isEmpty ? "" : "The management cluster needs attention: \(words(codes)). "
        return platform + tenants
    }

    /// Of one named LoadBalancer or Route.
    private var named: String? {
        let resources =
            report.resources.map { tenant, service in
                (tenant.name, "LoadBalancer \(service.exposure.service.metadata.uid)", service.stages)
            }
            + report.routes.map { tenant, route in (tenant.name, route.exposure.source.reference, route.stages) }
        guard let (tenant, name, stages) = resources.first, resources.count == 1 else { return nil }
        return "\(name) of tenant \(tenant): \(StageWords.position(stages))."
    }

    private var tenants: String {
        let tenants = report.fleet.tenants
        guard !tenants.isEmpty else {
            let reason = report.platform.outcome(of: .tenants).map { ": Tenants \($0)" } ?? ""
            return "No tenants found\(reason)."
        }
        let words = Fleet.State.allCases.compactMap { state -> String? in
            let count = tenants.count { $0.state == state }
            return count == 0 || state == .healthy ? nil : "\(count) \(state.rawValue)"
        }
        let total = tenants.count == 1 ? "1 tenant" : "\(tenants.count) tenants"
        guard !words.isEmpty else {
            let state = tenants.count == 1 ? "The tenant is healthy" : "All \(total) are healthy"
            let unchecked = tenants.count(where: \.hasUncheckedTraffic)
            guard unchecked > 0 else { return state + "." }
            let whose = unchecked == tenants.count ? "" : " of \(unchecked == 1 ? "1 tenant" : "\(unchecked) tenants")"
            return "\(state) as far as visible; traffic\(whose) was not checked."
        }
        let troubled = tenants.count { $0.state != .healthy }
        return
            "\(troubled) of \(total) \(troubled == 1 ? "needs" : "need") attention: \(words.joined(separator: ", "))."
    }

    private var rows: [String] {
        let tablePainter = Painter(style: isWide ? style.unlimited : style)
        switch report.rows {
        case .tenants:
            // Routes have a column only if there are any.
            let hasRoutes = report.routeCounts.total > 0
            var table = Columns(columns(Self.tenantColumns, view: 2).filter { hasRoutes || $0.heading != "ROUTES" })
            table.rows = report.fleet.tenants.map { row($0, hasRoutes: hasRoutes) }
            return table.lines(tablePainter, showsHeaders: showsHeaders) { text, row, column in
                column == 1 ? painter.paint(text, ink(of: report.fleet.tenants[row].state)) : text
            }
        case .loadBalancers:
            let services = serviceRows(tablePainter)
            let routes = routeRows(tablePainter)
            return services + (services.isEmpty || routes.isEmpty ? [] : [""]) + routes
        }
    }

    private func serviceRows(_ tablePainter: Painter) -> [String] {
        let all = Health.worstFirst(report.resources) { health($0) }
        guard !all.isEmpty else { return [] }
        let resources = isCut(all.count) ? Array(all.prefix(HiddenRows.shownRows)) : all
        var table = Columns(columns(Self.loadBalancerColumns, view: 4))
        table.rows = resources.map { row($0.tenant, $0.service) }
        let lines = table.lines(tablePainter, showsHeaders: showsHeaders) { text, row, column in
            column == 3 ? painter.paint(text, health(resources[row]).ink) : text
        }
        return lines + hidden(all.dropFirst(resources.count).map { health($0) })
    }

    private func isCut(_ count: Int) -> Bool {
        showsHeaders && !report.showsOnlyProblems && HiddenRows.areNeeded(of: count, style: style, isWide: isWide)
    }

    /// A line about rows that are left out.
    private func hidden(_ healths: [Health]) -> [String] {
        guard let more = HiddenRows(healths: healths).line else { return [] }
        return painter.wrapped("\(more): list all with -o wide, or those that need attention with --problems")
    }

    private func routeRows(_ tablePainter: Painter) -> [String] {
        let all = Health.worstFirst(report.routes) { health($0) }
        guard !all.isEmpty else { return [] }
        let routes = isCut(all.count) ? Array(all.prefix(HiddenRows.shownRows)) : all
        var table = Columns(columns(Self.routeColumns, view: 5))
        table.rows = routes.map { row($0.tenant, $0.route) }
        let lines = table.lines(tablePainter, showsHeaders: showsHeaders) { text, row, column in
            column == 4 ? painter.paint(text, health(routes[row]).ink) : text
        }
        return lines + hidden(all.dropFirst(routes.count).map { health($0) })
    }

    func row(_ tenant: Fleet.Member, _ route: RouteDiagnosis) -> [String] {
        let exposure = route.exposure
        let metadata = exposure.source.metadata
        let age = metadata.creationTimestamp.map { Age.text(seconds: report.generatedAt.seconds(since: $0)) }
        let names: [String] = [
            tenant.name, metadata.namespace, exposure.kind.rawValue, metadata.name,
            health((tenant, route)).rawValue,
        ]
        return names + view(of: tenant) + [
            RouteTable.hosts(of: exposure, isWide: isWide),
            exposure.addresses.isEmpty ? "<pending>" : exposure.addresses.joined(separator: ","),
            StageWords.position(route.stages), age ?? "-", words(codes(of: route.key, tenant)),
        ]
    }

    private func codes(of key: ExposedResource, _ tenant: Fleet.Member) -> [CheckCode] {
        tenant.diagnosis.findings(concerning: [key]).filter { $0.isRootCause && $0.severity > .info }.map(\.code)
            .uniqued()
    }

    func row(_ tenant: Fleet.Member, _ service: ServiceDiagnosis) -> [String] {
        let exposure = service.exposure
        let origin = service.origin
        let age = exposure.service.metadata.creationTimestamp.map {
            Age.text(seconds: report.generatedAt.seconds(since: $0))
        }
        let names: [String] = [
            tenant.name, origin?.namespace ?? "-", origin?.name ?? exposure.service.metadata.uid,
            health((tenant, service)).rawValue,
        ]
        return names + view(of: tenant) + [
            TableFormat.ports(of: exposure.service, isWide: isWide),
            exposure.addresses.isEmpty ? "<pending>" : exposure.addresses.joined(separator: ","),
            StageWords.position(service.stages),
            TableFormat.upstreams(of: service, tenant.diagnosis.topology), age ?? "-",
            words(codes(of: service.key, tenant)),
        ]
    }

    private func health(_ row: (tenant: Fleet.Member, service: ServiceDiagnosis)) -> Health {
        row.tenant.diagnosis.health(of: StagedResource(row.service))
    }

    private func health(_ row: (tenant: Fleet.Member, route: RouteDiagnosis)) -> Health {
        row.tenant.diagnosis.health(of: StagedResource(row.route))
    }

    private func words(_ codes: [CheckCode]) -> String {
        codes.isEmpty ? "-" : codes.prefix(2).map(\.description).joined(separator: ",") + (codes.count > 2 ? ",…" : "")
    }

    func row(_ tenant: Fleet.Member, hasRoutes: Bool) -> [String] {
        let counts = tenant.counts
        let causes = tenant.own.filter { $0.isRootCause && $0.severity > .info }
        let codes = causes.map(\.code).uniqued()
        let write = tenant.lastWrite.map { Age.text(seconds: report.generatedAt.seconds(since: $0)) }
        // What could not be read has no numbers.
        let isUnread = counts.total == 0 && tenant.diagnosis.topology.outcome(of: .loadBalancers) != nil
        var cells = [tenant.name, tenant.state.rawValue.uppercased()] + view(of: tenant)
        cells.append(isUnread ? "?" : "\(counts.total.saturatingDifference(counts.stopped))/\(counts.total)")
        if hasRoutes {
            let routes = tenant.routes
            cells.append("\(routes.total.saturatingDifference(routes.stopped))/\(routes.total)")
        }
        cells += [
            isUnread ? "?" : "\(counts.addressed)",
            tenant.nodes.map { "\($0.reached)/\($0.expected)" } ?? (tenant.hasUncheckedTraffic ? "unchecked" : "-"),
            write ?? "-", words(codes), causes.first?.message ?? missing(of: tenant) ?? "-",
        ]
        return cells
    }

    private func columns(_ columns: [Columns.Column], view position: Int) -> [Columns.Column] {
        guard report.showsViews else { return columns }
        return columns.prefix(position) + [Self.viewColumn] + columns.dropFirst(position)
    }

    private func view(of tenant: Fleet.Member) -> [String] { report.showsViews ? [tenant.view.word] : [] }

    private func missing(of tenant: Fleet.Member) -> String? {
        if let gap = tenant.gap, gap.input == .loadBalancers, case .forbidden = gap.reason {
            return "not visible with these credentials"
        }
        return tenant.missing
    }

    /// More refusals than this are one line: they have one reason, the permissions of the identity.
    private static let refusalLimit = 3

    var gaps: [String] {
        let refused = report.gaps.filter { $0.reason.isOfPermissions }
        let others = report.gaps.filter { !$0.reason.isOfPermissions }
        guard refused.count > Self.refusalLimit else {
            return report.unreadPairs + UnreadGroup.groups(of: report.gaps).map(\.text)
        }
        let rights = refused.compactMap { gap -> String? in
            if case .forbidden(let right) = gap.reason { "\(right)" } else { nil }
        }.uniqued()
        let more = rights.count > Self.refusalLimit ? " and \(rights.count - Self.refusalLimit) more" : ""
        let needs =
            rights.isEmpty ? "" : "; needs " + rights.prefix(Self.refusalLimit).joined(separator: ", ") + more
        return report.unreadPairs + [
            "\(refused.map(\.input).uniqued().count) lists are forbidden in all namespaces with these credentials\(needs): "
                + "kubelb-ctl doctor --all-tenants --print-rbac prints the permissions"
        ] + UnreadGroup.groups(of: others).map(\.text)
    }

    func ink(of state: Fleet.State) -> Painter.Ink {
        switch state {
        case .down, .degraded: .red
        case .starting, .unknown: .yellow
        case .healthy: .green
        }
    }

    /// `tenant acme`, or `40 LoadBalancers of 3 tenants: acme, demo, lab` for what they have in common.
    func extent(of findings: [Finding]) -> String? {
        let names = findings.flatMap { report.fleet.tenants(of: $0) }.map(\.name).uniqued()
        let resources = Set(findings.compactMap(\.resource)).count
        if names.isEmpty { return findings[0].isAboutPlatform ? "the management cluster" : nil }
        let tenants =
            names.count == 1
            ? "tenant \(names[0])"
            : "\(names.count) tenants: " + names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        let isOfRoutes = findings.compactMap(\.resource).contains(where: \.isOfLayerSeven)
        return resources > 1 ? "\(resources) \(isOfRoutes ? "Routes" : "LoadBalancers") of \(tenants)" : tenants
    }
}

extension UnknownReason {
    /// Whether a list was refused, as a whole or but for one namespace.
    fileprivate var isOfPermissions: Bool {
        switch self {
        case .forbidden: true
        case .failed(let reason): reason.hasPrefix("only part of ")
        case .notCollected: false
        }
    }
}
