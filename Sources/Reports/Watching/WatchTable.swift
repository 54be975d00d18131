import Characters
import CommandLineKit
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// What a watch shows of many Services on a terminal: as many rows as fit, worst first, and the finding of the selected one below
/// them. Keys move the selection and filter the rows.
package struct WatchTable: Sendable {
    private var rows: [Row] = []
    private var report: Report?
    /// Which rows are shown: those that have this text.
    private var filter = ""
    private var isTyping = false
    /// nil until a key has moved the selection: the first row then.
    private var selected: ExposedResource?
    /// The first row on the screen, among those that fit the filter.
    private var top = 0
    /// Rows that the last frame had room for.
    private var page = 10

    private struct Row: Sendable {
        let key: ExposedResource
        let health: Health
        let cells: [String]
        /// When each cell last changed; nil if it has not.
        var changes: [Timestamp?]
    }

    /// How long a change is marked.
    private static let markSeconds = 15.0
    private static let ageColumn = 6

    private static let columns: [Columns.Column] = [
        .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
        .init(heading: "NAME", expendability: 0, minimum: 10),
        .init(heading: "STATE", expendability: 0, minimum: 8),
        .init(heading: "ADDRESS", expendability: 0, minimum: 9),
        .init(heading: "PORTS", expendability: 3, minimum: 8),
        .init(heading: "STAGE", expendability: 1, minimum: 14),
        .init(heading: "AGE", expendability: 2, minimum: 4),
        .init(heading: "FINDINGS", expendability: 0, minimum: 8),
    ]

    package init() {}

    // MARK: What happens

    package mutating func show(_ report: Report) {
        let known = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let isFirst = self.report == nil
        let now = report.topology.now
        self.report = report
        rows = Health.worstFirst(report.resources) { report.health(of: $0) }.map { resource in
            let cells = Self.cells(of: resource, in: report)
            let old = known[resource.key]
            let changes = cells.indices.map { column -> Timestamp? in
                if column == Self.ageColumn || isFirst { return nil }
                guard let old else { return now }
                return old.cells[column] == cells[column] ? old.changes[column] : now
            }
            return Row(key: resource.key, health: report.health(of: resource), cells: cells, changes: changes)
        }
    }

    /// Whether the watch is to end.
    package mutating func press(_ key: WatchKey) -> Bool {
        if isTyping {
            switch key {
            case .enter: isTyping = false
            case .escape: (isTyping, filter) = (false, "")
            case .backspace: _ = filter.popLast()
            case .character(let character): filter.append(character)
            case .up, .down, .pageUp, .pageDown, .home, .end: move(key)
            }
            return false
        }
        switch key {
        case .character("q"): return true
        case .character("/"): isTyping = true
        case .escape: filter = ""
        case .character("k"): move(.up)
        case .character("j"): move(.down)
        case .character("g"): move(.home)
        case .character("G"): move(.end)
        case .character(" "): move(.pageDown)
        case .up, .down, .pageUp, .pageDown, .home, .end: move(key)
        case .enter, .backspace, .character: break
        }
        return false
    }

    private mutating func move(_ key: WatchKey) {
        let fitting = fitting
        guard !fitting.isEmpty else { return }
        let current = position(in: fitting)
        let wanted =
            switch key {
            case .up: current - 1
            case .down: current + 1
            case .pageUp: current - page
            case .pageDown: current + page
            case .end: fitting.count - 1
            default: 0
            }
        selected = fitting[min(max(0, wanted), fitting.count - 1)].key
    }

    // MARK: What is shown

    private var fitting: [Row] {
        let wanted = filter.lowercased()
        guard !wanted.isEmpty else { return rows }
        return rows.filter { row in row.cells.contains { $0.lowercased().containsBytes(of: wanted) } }
    }

    private func position(in rows: [Row]) -> Int {
        selected.flatMap { selected in rows.firstIndex { $0.key == selected } } ?? 0
    }

    /// The screen as text of at most so many lines; `head` and `notes` are lines of the watch itself.
    package mutating func frame(head: String, notes: [String], style: TextStyle, rows height: Int, hasKeys: Bool)
        -> String
    {
        guard let report else { return "" }
        let painter = Painter(style: style)
        let fitting = fitting
        let current = position(in: fitting)
        let detail = fitting.isEmpty ? [] : self.detail(of: fitting[current], report, painter)
        let foot = notes.flatMap { painter.fitted($0) } + (hasKeys ? [footer(fitting.count, painter)] : [])
        // A third of the screen for the finding, and more if the rows leave it.
        let room = max(3, height - 4 - foot.count)
        let detailHeight = detail.reduce(0) { $0 + Self.height($1, style) }
        page = max(1, min(fitting.count, max(room - detailHeight - 1, room * 2 / 3)))
        top = max(0, min(top, fitting.count - page, current))
        if current >= top + page { top = current - page + 1 }
        var lines = [summary(head, painter), ""]
        lines += fitting.isEmpty ? ["no rows match"] : tableLines(fitting, current, painter)
        let shown = Self.fitted(detail, to: height - 1 - lines.count - foot.count, style, painter)
        lines += (shown.isEmpty ? [] : [""]) + shown + foot
        return lines.map { $0 + "\n" }.joined()
    }

    /// As many lines as so many rows of the terminal have room for, and a sign that there are more.
    private static func fitted(_ lines: [String], to room: Int, _ style: TextStyle, _ painter: Painter) -> [String] {
        var left = room
        var shown: [String] = []
        for (index, line) in lines.enumerated() {
            left -= height(line, style)
            guard left >= (index == lines.count - 1 ? 0 : 1) else {
                return shown.isEmpty ? [] : shown + [painter.plain("  …")]
            }
            shown.append(line)
        }
        return shown
    }

    /// Rows that a line takes up: commands are not broken.
    private static func height(_ line: String, _ style: TextStyle) -> Int {
        let width = max(1, style.width ?? .max)
        return max(1, (displayWidth(TerminalText.withoutOwn(line)).saturatingSum(width - 1)) / width)
    }

    private func tableLines(_ fitting: [Row], _ current: Int, _ painter: Painter) -> [String] {
        let now = report?.topology.now
        let shown = fitting[top..<min(fitting.count, top + page)]
        var narrow = painter.style
        narrow.width = narrow.width.map { max(20, $0 - 2) }
        var table = Columns(Self.columns)
        table.rows = fitting.map(\.cells)
        table.leastWidths = table.naturalWidths(painter)
        table.rows = shown.map { row in
            row.cells.indices.map { column in
                let isNew = row.changes[column].map { now?.seconds(since: $0) ?? 0 < Self.markSeconds } ?? false
                return row.cells[column] + (isNew ? "*" : "")
            }
        }
        let first = shown.startIndex
        let lines = table.lines(Painter(style: narrow), showsHeaders: true) { text, row, column in
            if first + row == current { return painter.paint(text, .inverse) }
            if column == 2 { return painter.paint(text, fitting[first + row].health.ink) }
            return text.hasSuffix("*") ? painter.paint(text, .bold) : text
        }
        return lines.enumerated().map { index, line in (index == current - first + 1 ? "> " : "  ") + line }
    }

    private func summary(_ head: String, _ painter: Painter) -> String {
        let counts = Health.allCases.compactMap { health -> String? in
            let count = rows.count { $0.health == health }
            return count == 0 ? nil : "\(count) \(health.rawValue)"
        }
        let text = "\(head) \(counts.joined(separator: ", "))"
        return painter.style.width.map { painter.shortened(text, to: $0) } ?? painter.plain(text)
    }

    private func footer(_ count: Int, _ painter: Painter) -> String {
        let matches = filter.isEmpty ? "" : "  (\(count) of \(rows.count))"
        let text =
            isTyping
            ? "/\(filter)_\(matches)   Enter keeps the filter, Esc removes it"
            : "\(filter.isEmpty ? "" : "/\(filter)\(matches)   Esc removes the filter  ")Arrows select  / filters  q quits"
        return painter.paint(painter.style.width.map { painter.shortened(text, to: $0) } ?? painter.plain(text), .dim)
    }

    /// The first root cause of the selected row; of one without, how it stands.
    private func detail(of row: Row, _ report: Report, _ painter: Painter) -> [String] {
        guard let finding = report.causes(of: row.key).first ?? report.findings(of: row.key).first else {
            guard let resource = report.resources.first(where: { $0.key == row.key }) else { return [] }
            let heading = ServiceHeading(report: report, painter: painter, isWide: false)
            return heading.fittedTitle(of: resource) + heading.fittedVerdict(on: resource)
        }
        return FindingText(finding: finding, report: report, painter: painter).lines(showsAll: false)
    }

    private static func cells(of resource: StagedResource, in report: Report) -> [String] {
        let metadata = resource.metadata
        let ports =
            switch resource.subject {
            case .service(let exposure): TableFormat.ports(of: exposure.service, isWide: false)
            case .route(let exposure): RouteTable.hosts(of: exposure, isWide: false)
            }
        let codes = report.causes(of: resource.key).map(\.code.description).uniqued()
        return [
            metadata.namespace, resource.key.isOfLayerSeven ? "\(resource.kind)/\(metadata.name)" : metadata.name,
            report.health(of: resource).rawValue,
            resource.addresses.isEmpty ? "<pending>" : resource.addresses.joined(separator: ","), ports,
            StageWords.position(resource.stages),
            metadata.creationTimestamp.map { Age.text(seconds: report.topology.now.seconds(since: $0)) } ?? "-",
            codes.isEmpty ? "-" : codes.prefix(2).joined(separator: ",") + (codes.count > 2 ? ",…" : ""),
        ]
    }
}
