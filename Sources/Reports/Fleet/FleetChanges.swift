import CommandLineKit
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// The changes of a report of tenants since the previous one: for watches whose output cannot be redrawn. See `StatusChanges`.
package struct FleetChanges {
    private let format: OutputFormat
    private let style: TextStyle
    private let showsHeaders: Bool
    private var known: [Key: Row] = [:]
    /// Of each table: columns only grow, so that rows stand below each other.
    private var widths: [Table: [Int]] = [:]
    private var isUnreachable = false
    /// Of each tenant, the number of what was seen of it last.
    private var numbers: [String: Int] = [:]

    private enum Table: Hashable, CaseIterable {
        case tenants
        case loadBalancers
        case routes

        var columns: [Columns.Column] {
            switch self {
            case .tenants: FleetFormat.tenantColumns
            case .loadBalancers: FleetFormat.loadBalancerColumns
            case .routes: FleetFormat.routeColumns
            }
        }

        var stateColumn: Int {
            switch self {
            case .tenants: 1
            case .loadBalancers: 3
            case .routes: 4
            }
        }
    }

    private struct Key: Hashable {
        let tenant: String
        /// nil for the tenant itself.
        var uid: String?
        var table = Table.tenants
    }

    private struct Row {
        var cells: [String]
        /// What has to differ for a change: time that passes is none.
        let facts: [String]
        /// What a list of names says.
        let name: String
        /// In one line.
        let short: String
        /// The part of a line in JSON that says what has changed.
        let member: String
        let document: JSONValue
        let findings: JSONValue
    }

    private enum Change: String {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    package init(format: OutputFormat, style: TextStyle, showsHeaders: Bool) {
        (self.format, self.style, self.showsHeaders) = (format, style, showsHeaders)
    }

    /// The rows that are new or differ, and those that are gone; nothing where nothing has changed. A tenant with the same number as
    /// before is the same: there may be tens of thousands of rows.
    package mutating func text(of report: FleetReport, seen: Timestamp, numbers: [String: Int] = [:]) -> String {
        let same = Set(numbers.filter { self.numbers[$0.key] == $0.value }.keys)
        self.numbers = numbers
        let rows = rows(of: report, but: same)
        var gone = same.isEmpty ? known : known.filter { !same.contains($0.key.tenant) }
        var changes: [(change: Change, key: Key, row: Row)] = []
        for (key, row) in rows {
            let old = gone.removeValue(forKey: key)
            guard old?.facts != row.facts else { continue }
            known[key] = row
            changes.append((old == nil ? .added : .modified, key, row))
        }
        let isGone = Self.gone(in: report)
        for (key, row) in gone.sorted(by: { $0.value.name < $1.value.name }) where isGone(key) {
            known[key] = nil
            var row = row
            row.cells[key.table.stateColumn] = "deleted"
            changes.append((.deleted, key, row))
        }
        return reach(in: report, seen) + text(of: changes, seen)
    }

    /// What could not be read is not gone.
    private static func gone(in report: FleetReport) -> (Key) -> Bool {
        let seesTenants = report.platform.outcome(of: .tenants) == nil
        let topologies = Dictionary(
            report.fleet.tenants.map { ($0.name, $0.diagnosis.topology) }, uniquingKeysWith: { first, _ in first })
        return { key in
            guard let topology = topologies[key.tenant] else { return seesTenants }
            switch key.table {
            case .tenants: return false
            case .loadBalancers: return topology.loadBalancers.value != nil
            case .routes: return topology.outcome(of: .routes) == nil
            }
        }
    }

    private mutating func text(of changes: [(change: Change, key: Key, row: Row)], _ seen: Timestamp) -> String {
        let painter = Painter(style: style)
        switch format {
        case .json:
            return changes.map { change, _, row in
                let line = JSONValue.object([
                    "type": .string(change.rawValue), "observedAt": .string(seen.description),
                    row.member: row.document, "findings": row.findings,
                ])
                return String(decoding: line.encoded(), as: UTF8.self) + "\n"
            }.joined()
        case .name:
            return changes.filter { $0.change != .deleted }.map { painter.plain($0.row.name) + "\n" }.joined()
        case .short:
            return changes.map { painter.plain($0.change == .deleted ? "\($0.row.name)  GONE" : $0.row.short) + "\n" }
                .joined()
        default:
            return Table.allCases.map { table in
                lines(of: changes.filter { $0.key.table == table }.map(\.row.cells), in: table, painter)
            }.joined()
        }
    }

    /// The rows of a table, under its headings when it is written first.
    private mutating func lines(of rows: [[String]], in table: Table, _ painter: Painter) -> String {
        guard !rows.isEmpty else { return "" }
        var columns = Columns(table.columns)
        columns.rows = rows
        columns.leastWidths = widths[table] ?? []
        let lines = columns.lines(painter, showsHeaders: showsHeaders && widths[table] == nil) { text, _, _ in text }
        widths[table] = columns.naturalWidths(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: Rows

    private func rows(of report: FleetReport, but same: Set<String>) -> [(Key, Row)] {
        let table = FleetFormat(report: report, isWide: format == .wide, showsHeaders: false)
        let json = format == .json ? FleetJSON(report: report) : nil
        guard report.rows != .tenants else {
            return report.fleet.tenants.filter { !same.contains($0.name) }.map { tenant in
                let cells = table.row(tenant, hasRoutes: true)
                let findings = tenant.own
                return (
                    Key(tenant: tenant.name),
                    Row(
                        cells: cells, facts: facts(cells, FleetFormat.passingTenantColumns, findings),
                        name: "tenant/\(tenant.name)", short: table.short(tenant), member: "tenant",
                        document: json?.tenant(tenant) ?? .null, findings: document(of: findings))
                )
            }
        }
        let services = report.resources.filter { !same.contains($0.tenant.name) }.map { tenant, service in
            row(
                of: service.key, tenant, in: .loadBalancers, table.row(tenant, service),
                name: "lb/\(service.exposure.service.metadata.uid)", short: table.word(tenant, service),
                json?.resource(tenant, service))
        }
        let routes = report.routes.filter { !same.contains($0.tenant.name) }.map { tenant, route in
            row(
                of: route.key, tenant, in: .routes, table.row(tenant, route), name: "route/\(route.key.uid)",
                short: table.word(tenant, route), json?.route(tenant, route))
        }
        return services + routes
    }

    /// Of a LoadBalancer or a Route.
    private func row(
        of key: ExposedResource, _ tenant: Fleet.Member, in table: Table, _ cells: [String], name: String,
        short: String, _ document: JSONValue?
    ) -> (Key, Row) {
        let findings = tenant.diagnosis.findings(concerning: [key])
        return (
            Key(tenant: tenant.name, uid: key.uid, table: table),
            Row(
                cells: cells, facts: facts(cells, [FleetFormat.ageColumn], findings), name: name, short: short,
                member: "resource", document: document ?? .null, findings: self.document(of: findings))
        )
    }

    private func facts(_ cells: [String], _ passing: Set<Int>, _ findings: [Finding]) -> [String] {
        let lasting = cells.enumerated().map { passing.contains($0.offset) ? "" : $0.element }
        // A row that looks the same is no change, whatever findings it does not show.
        if format == .table || format == .wide { return lasting }
        return lasting + findings.map { "\(Fingerprint(of: $0)) \($0.severity)" }
    }

    private func document(of findings: [Finding]) -> JSONValue {
        format == .json ? .array(findings.map { FindingJSON(finding: $0).value }) : .null
    }

    // MARK: Text

    /// One line if the management cluster can no longer be read, or can be again; nothing in a list of names.
    private mutating func reach(in report: FleetReport, _ seen: Timestamp) -> String {
        let failure = report.platform.failure(of: .management)
        guard (failure != nil) != isUnreachable else { return "" }
        isUnreachable = failure != nil
        let side = ClusterSide.management.rawValue
        switch format {
        case .json:
            let line: JSONValue = [
                "type": .string(isUnreachable ? "UNREACHABLE" : "REACHABLE"), "observedAt": .string(seen.description),
                "cluster": .string(side), "message": failure.map { .string($0) } ?? .null,
            ]
            return String(decoding: line.encoded(), as: UTF8.self) + "\n"
        case .name: return ""
        default:
            let words = failure.map { "\(side) cluster UNREACHABLE  \($0)" }
            return Painter(style: style).plain(words ?? "\(side) cluster REACHABLE again") + "\n"
        }
    }
}
