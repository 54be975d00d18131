import CommandLineKit
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// The changes of a report since the previous one: for watches whose output cannot be redrawn.
package struct StatusChanges {
    private let format: OutputFormat
    private let style: TextStyle
    private let showsHeaders: Bool
    /// Whether the name and the state are all.
    private let isQuiet: Bool
    private var summary = ""
    private var known: [ExposedResource: Row] = [:]
    /// Of each table: columns only grow, so that rows stand below each other.
    private var widths: [Table: [Int]] = [:]
    private var isFirst = true
    private var labels = LabelColumns()
    /// Sides of which nothing could be read.
    private var unreachable: Set<ClusterSide> = []

    /// Services have a table of their own; nil stands for it.
    private typealias Table = RouteKind?

    private struct Row {
        let table: Table
        var cells: [String]
        /// What has to differ for a change: time that passes is none.
        var facts: [String]
        var document: JSONValue
    }

    private enum Change: String {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    /// Formats that can show changes; YAML is made of JSON by `ChangeDocuments`.
    package static let formats: [OutputFormat] = [.table, .wide, .short, .json, .yaml, .name]

    package init(format: OutputFormat, style: TextStyle, showsHeaders: Bool, isQuiet: Bool = false) {
        self.format = format
        self.isQuiet = isQuiet
        self.style = style
        self.showsHeaders = showsHeaders
    }

    /// The rows that are new or differ, and those that are gone; nothing where nothing has changed. In JSON, one object on
    /// one line a change, with the moment at which it was `seen`; by default, that of the report.
    package mutating func text(of report: Report, seen: Timestamp? = nil) -> String {
        let table = TableFormat(report: report, style: style, isWide: format == .wide, showsHeaders: false)
        let json = JSONFormat(report: report)
        labels = report.labels
        var changes: [(change: Change, key: ExposedResource, row: Row)] = []
        var gone = known
        func add(_ resource: StagedResource, _ row: Row) {
            let old = gone.removeValue(forKey: resource.key)
            guard old?.facts != row.facts else { return }
            known[resource.key] = row
            changes.append((old == nil ? .added : .modified, resource.key, row))
        }
        for service in report.services {
            let (resource, cells) = (StagedResource(service), table.row(service))
            add(
                resource,
                Row(
                    table: nil, cells: cells, facts: facts(of: resource, cells, TableFormat.ageColumn, report),
                    document: format == .json ? json.change(service) : .null))
        }
        for route in report.routes {
            let (resource, cells) = (StagedResource(route), table.row(route))
            add(
                resource,
                Row(
                    table: route.exposure.kind, cells: cells,
                    facts: facts(of: resource, cells, RouteTable.ageColumn, report),
                    document: format == .json ? json.change(route) : .null))
        }
        for (key, row) in gone.sorted(by: { $0.key < $1.key }) where Self.isGone(row.table, report.topology) {
            known[key] = nil
            changes.append((.deleted, key, deleted(row)))
        }
        defer { isFirst = false }
        let reach = reachChanges(in: report, seen: seen ?? report.topology.now)
        if isQuiet { return quiet(report, changes.map { ($0.change, $0.key) }) }
        switch format {
        case .json:
            return reach + changes.map { line($0.change, $0.row.document, seen ?? report.topology.now) }.joined()
        case .name:
            return changes.filter { $0.change != .deleted }
                .map { "\($0.key.namespace)/\(Self.kind($0.row.table).lowercased())/\($0.key.name)\n" }.joined()
        case .short:
            let short = ShortFormat(report: report, style: style)
            return reach
                + changes.map { change in
                    let resource = report.resources.first { $0.key == change.key }
                    return Painter(style: style).plain(resource.map(short.line) ?? "\(change.key.path)  GONE") + "\n"
                }.joined()
        default:
            return reach + rows(changes.map(\.row))
        }
    }

    /// One word for each resource that has changed; of `doctor` the summary.
    private mutating func quiet(_ report: Report, _ changes: [(change: Change, key: ExposedResource)]) -> String {
        let painter = Painter(style: style.unlimited)
        guard report.kind != .doctor else {
            defer { summary = report.summary }
            return report.summary == summary ? "" : painter.plain(report.summary) + "\n"
        }
        return changes.map { change, key in
            let resource = report.resources.first { $0.key == key }
            let word = resource.map { report.health(of: $0).rawValue } ?? "GONE"
            let name = resource?.argument ?? "\(key.namespace)/\(key.kind.lowercased())/\(key.name)"
            return "\(painter.plain(name))  \(word)\n"
        }.joined()
    }

    /// One line for each side that can no longer be read, or can be again; nothing in a list of names.
    private mutating func reachChanges(in report: Report, seen: Timestamp) -> String {
        var text = ""
        for side in ClusterSide.allCases {
            let failure = report.topology.failure(of: side)
            guard (failure != nil) != unreachable.contains(side) else { continue }
            if failure == nil { unreachable.remove(side) } else { unreachable.insert(side) }
            // A management cluster that nothing reaches from the beginning may not have been asked for.
            if isFirst, side == .management, report.topology.access(of: side).value == nil { continue }
            let type = failure == nil ? "REACHABLE" : "UNREACHABLE"
            guard !isQuiet else { continue }
            switch format {
            case .json:
                let line: JSONValue = [
                    "type": .string(type), "observedAt": .string(seen.description), "cluster": .string(side.rawValue),
                    "message": failure.map { .string($0) } ?? .null,
                ]
                text += String(decoding: line.encoded(), as: UTF8.self) + "\n"
            case .name: break
            default:
                let words = failure.map { "\(side.rawValue) cluster UNREACHABLE  \($0)" }
                text += Painter(style: style).plain(words ?? "\(side.rawValue) cluster REACHABLE again") + "\n"
            }
        }
        return text
    }

    /// What could not be read is not gone.
    private static func isGone(_ table: Table, _ topology: Topology) -> Bool {
        guard let table else { return topology.list(.tenant, Service.self).value?.isComplete == true }
        return topology.outcome(of: table.input(.tenant)) == nil
    }

    private static func kind(_ table: Table) -> String { table?.rawValue ?? Service.kind }

    /// The rows of each table below each other, under its headings when it is written first.
    private mutating func rows(_ rows: [Row]) -> String {
        let painter = Painter(style: style)
        var text = ""
        for kind in [nil] + RouteKind.allCases.map(Optional.some) {
            let cells = rows.filter { $0.table == kind }.map(\.cells)
            guard !cells.isEmpty else { continue }
            let columns = (kind.map { RouteTable.columns(of: $0) } ?? TableFormat.columns) + labels.columns
            var table = Columns(columns)
            table.rows = cells
            table.leastWidths = widths[kind] ?? []
            let lines = table.lines(painter, showsHeaders: showsHeaders && widths[kind] == nil) { text, _, _ in text }
            widths[kind] = table.naturalWidths(painter)
            text += lines.map { $0 + "\n" }.joined()
        }
        return text
    }

    private func facts(
        of resource: StagedResource, _ cells: [String], _ ageColumn: Int, _ report: Report
    ) -> [String] {
        if isQuiet { return [report.health(of: resource).rawValue] }
        var facts = cells
        facts[ageColumn] = ""
        // A row that looks the same but for its age is no change, whatever findings it does not show.
        if format == .table || format == .wide { return facts }
        return facts + resource.stages.stages.map(\.state.rawValue) + [resource.stages.state.rawValue]
            // Not their identifiers, which number them within one report.
            + report.findings(of: resource.key).map { "\(Fingerprint(of: $0)) \($0.severity)" }
    }

    private func deleted(_ row: Row) -> Row {
        var row = row
        row.cells[row.table == nil ? TableFormat.stateColumn : RouteTable.stateColumn] = "deleted"
        return row
    }

    private func line(_ change: Change, _ document: JSONValue, _ seen: Timestamp) -> String {
        let key = document["resource"] == nil ? "service" : "resource"
        let line = JSONValue.object([
            "type": .string(change.rawValue), "observedAt": .string(seen.description),
            key: document[key] ?? .null, "findings": document["findings"] ?? .array([]),
        ])
        return String(decoding: line.encoded(), as: UTF8.self) + "\n"
    }
}
