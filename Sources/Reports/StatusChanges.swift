import CommandLineKit
import Diagnosis
import Documents
import Kubernetes
import Topology

/// The changes of a report since the previous one: for watches whose output cannot be redrawn.
package struct StatusChanges {
    private let format: OutputFormat
    private let style: TextStyle
    private let showsHeaders: Bool
    private var known: [ExposedResource: Row] = [:]
    /// Columns only grow, so that rows stand below each other.
    private var widths: [Int] = []
    private var isFirst = true
    /// Sides of which nothing could be read.
    private var unreachable: Set<ClusterSide> = []

    private struct Row {
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

    /// Formats that can show changes.
    package static let formats: [OutputFormat] = [.table, .wide, .short, .json, .name]

    package init(format: OutputFormat, style: TextStyle, showsHeaders: Bool) {
        self.format = format
        self.style = style
        self.showsHeaders = showsHeaders
    }

    /// The rows that are new or differ, and those that are gone; nothing where nothing has changed. In JSON, one object on
    /// one line a change, with the moment at which it was `seen`; by default, that of the report.
    package mutating func text(of report: Report, seen: Timestamp? = nil) -> String {
        let table = TableFormat(report: report, style: style, isWide: format == .wide, showsHeaders: false)
        let json = JSONFormat(report: report)
        var changes: [(change: Change, key: ExposedResource, row: Row)] = []
        var gone = known
        for service in report.services {
            let row = Row(
                cells: table.row(service), facts: facts(of: service, table, report),
                document: format == .json ? json.change(service) : .null)
            let old = gone.removeValue(forKey: service.key)
            guard old?.facts != row.facts else { continue }
            known[service.key] = row
            changes.append((old == nil ? .added : .modified, service.key, row))
        }
        // What could not be read is not gone.
        let isWhole = report.topology.list(.tenant, Service.self).value?.isComplete == true
        for (key, row) in isWhole ? gone.sorted(by: { $0.key < $1.key }) : [] {
            known[key] = nil
            changes.append((.deleted, key, deleted(row)))
        }
        defer { isFirst = false }
        let reach = reachChanges(in: report, seen: seen ?? report.topology.now)
        switch format {
        case .json:
            return reach + changes.map { line($0.change, $0.row.document, seen ?? report.topology.now) }.joined()
        case .name:
            return changes.filter { $0.change != .deleted }
                .map { "\($0.key.namespace)/service/\($0.key.name)\n" }.joined()
        case .short:
            let short = ShortFormat(report: report, style: style)
            return reach
                + changes.map { change in
                    let service = report.services.first { $0.key == change.key }
                    return Painter(style: style).plain(service.map(short.line) ?? "\(change.key.path)  GONE") + "\n"
                }.joined()
        default:
            return reach + rows(changes.map(\.row.cells))
        }
    }

    /// One line for each side that can no longer be read, or can be again; nothing in a list of names.
    private mutating func reachChanges(in report: Report, seen: Timestamp) -> String {
        var text = ""
        for side in ClusterSide.allCases {
            let failure = report.topology.failure(of: side)
            guard (failure != nil) != unreachable.contains(side) else { continue }
            if failure == nil { unreachable.remove(side) } else { unreachable.insert(side) }
            // A management cluster that was not there from the beginning may not have been asked for.
            if isFirst, side == .management { continue }
            let type = failure == nil ? "REACHABLE" : "UNREACHABLE"
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

    private mutating func rows(_ cells: [[String]]) -> String {
        guard !cells.isEmpty else { return "" }
        var table = Columns(TableFormat.columns)
        table.rows = cells
        table.leastWidths = widths
        let painter = Painter(style: style)
        let lines = table.lines(painter, showsHeaders: showsHeaders && isFirst) { text, _, _ in text }
        widths = table.naturalWidths(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    private func facts(of service: ServiceDiagnosis, _ table: TableFormat, _ report: Report) -> [String] {
        var facts = table.row(service)
        facts[TableFormat.ageColumn] = ""
        // A row that looks the same but for its age is no change, whatever findings it does not show.
        if format == .table || format == .wide { return facts }
        return facts + service.stages.stages.map(\.state.rawValue) + [service.stages.state.rawValue]
            // Not their identifiers, which number them within one report.
            + report.findings(of: service).map { "\(Fingerprint(of: $0)) \($0.severity)" }
    }

    private func deleted(_ row: Row) -> Row {
        var row = row
        row.cells[TableFormat.stageColumn] = "deleted"
        return row
    }

    private func line(_ change: Change, _ document: JSONValue, _ seen: Timestamp) -> String {
        let line: JSONValue = [
            "type": .string(change.rawValue), "observedAt": .string(seen.description),
            "service": document["service"] ?? .null, "findings": document["findings"] ?? .array([]),
        ]
        return String(decoding: line.encoded(), as: UTF8.self) + "\n"
    }
}
