import Characters
import CommandLineKit
import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// What a watch shows of many Services, or tenants, on a terminal: as many rows as fit, worst first, and the finding of the selected one below
/// them. Keys move the selection and filter the rows.
package struct WatchTable: Sendable {
    private var rows: [Row] = []
    private var subject: (any WatchSubject)?
    private var numbers: [String: Int] = [:]
    /// Which rows are shown: those that have all of its words.
    private var filter = ""
    private var isTyping = false
    /// nil until a key has moved the selection: the first row then.
    private var selected: Key?
    /// The first row on the screen, among those that fit the filter.
    private var top = 0
    /// Rows that the last frame had room for.
    private var page = 10
    /// Whether the findings of the selected row take the whole screen, and the first line of them that is shown.
    private var isOpen = false
    private var firstLine = 0

    /// What a row is about.
    enum Key: Hashable, Sendable {
        case resource(ExposedResource)
        case tenant(String)
    }

    /// What a row shows.
    struct Entry: Sendable {
        let key: Key
        /// How it stands in a word, as the summary counts it.
        let word: String
        let ink: Painter.Ink
        let cells: [String]
    }

    private struct Row: Sendable {
        let key: Key
        let word: String
        let ink: Painter.Ink
        let cells: [String]
        /// When each cell last changed; nil if it has not.
        var changes: [Timestamp?]
    }

    /// How long a change is marked.
    private static let markSeconds = 15.0
    /// Lines of a screen that has no room for evidence.
    private static let lowScreen = 30

    package init() {}

    // MARK: What happens

    package mutating func show(_ report: Report) { show(ReportSubject(report: report)) }

    /// One row for each tenant or, as the report has them, for each LoadBalancer and Route.
    /// A tenant with the same number as before is the same.
    package mutating func show(_ report: FleetReport, numbers: [String: Int] = [:]) {
        let same = numbers.filter { self.numbers[$0.key] == $0.value }.keys
        self.numbers = numbers
        show(FleetSubject(report, same: Set(same)))
    }

    private mutating func show(_ subject: some WatchSubject) {
        let known = Dictionary(rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let isFirst = self.subject == nil
        let now = subject.now
        let passing = subject.passingColumns
        self.subject = subject
        rows = subject.entries { known[$0]?.cells }.map { entry in
            let old = known[entry.key]
            let changes = entry.cells.indices.map { column -> Timestamp? in
                if passing.contains(column) || isFirst { return nil }
                guard let old else { return now }
                return old.cells[column] == entry.cells[column] ? old.changes[column] : now
            }
            return Row(key: entry.key, word: entry.word, ink: entry.ink, cells: entry.cells, changes: changes)
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
        if isOpen, key != .character("q") {
            scroll(key)
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
        case .enter: (isOpen, firstLine) = (!fitting.isEmpty, 0)
        case .backspace, .character: break
        }
        return false
    }

    private mutating func scroll(_ key: WatchKey) {
        switch key {
        case .enter, .escape: isOpen = false
        case .up, .character("k"): firstLine -= 1
        case .down, .character("j"): firstLine += 1
        case .pageUp: firstLine -= page
        case .pageDown, .character(" "): firstLine += page
        case .home, .character("g"): firstLine = 0
        case .end, .character("G"): firstLine = Int.max / 2
        case .backspace, .character: break
        }
    }

    /// Before the last frame, which stays on the screen: a filter that is still being typed, or that hides every row, is removed.
    package mutating func end() {
        if isTyping || fitting.isEmpty { filter = "" }
        (isTyping, isOpen) = (false, false)
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
        let words = filter.lowercased().split(separator: " ").map(String.init)
        guard !words.isEmpty else { return rows }
        return rows.filter { row in
            let cells = row.cells.map { $0.lowercased() }
            return words.allSatisfy { word in cells.contains { $0.containsBytes(of: word) } }
        }
    }

    private func position(in rows: [Row]) -> Int {
        selected.flatMap { selected in rows.firstIndex { $0.key == selected } } ?? 0
    }

    /// The screen as text of at most so many lines; `head` and `notes` are lines of the watch itself.
    package mutating func frame(head: String, notes: [String], style: TextStyle, rows height: Int, hasKeys: Bool)
        -> String
    {
        guard let subject else { return "" }
        let painter = Painter(style: style)
        let fitting = fitting
        let current = position(in: fitting)
        if isOpen, !fitting.isEmpty {
            return openFrame(
                of: fitting[current], subject, head: head, notes: notes, painter, rows: height, hasKeys: hasKeys)
        }
        let detail = WatchDetail(
            lines: fitting.isEmpty ? [] : subject.detail(of: fitting[current].key, painter), painter: painter)
        let foot = notes.flatMap { painter.fitted($0) } + (hasKeys ? [footer(fitting.count, painter)] : [])
        page = pageSize(fitting.count, room: max(3, height - 4 - foot.count), height, detail)
        top = max(0, min(top, fitting.count - page, current))
        if current >= top + page { top = current - page + 1 }
        var lines = [summary(head, painter), ""]
        lines += fitting.isEmpty ? ["no rows match"] : tableLines(fitting, current, painter)
        let shown = detail.fitted(to: height - 1 - lines.count - foot.count)
        lines += (shown.isEmpty ? [] : [""]) + shown + foot
        return lines.map { $0 + "\n" }.joined()
    }

    /// How many of so many rows are on the screen, beside the finding. A screen of few lines is for rows first: half of it is, and the
    /// finding has the room for its message and its fix. On others it has the room for its evidence, too.
    private func pageSize(_ count: Int, room: Int, _ height: Int, _ detail: WatchDetail) -> Int {
        let whole = room - detail.painter.height(of: detail.lines)
        let isLow = height < Self.lowScreen
        let least = isLow ? min(height / 2, room * 2 / 3) : min(3, room / 2)
        let wanted =
            isLow
            ? room - detail.painter.height(of: detail.brief)
            : min(room * 2 / 3, room - detail.painter.height(of: detail.essential) - 1)
        return max(1, min(count, max(whole, wanted, least)))
    }

    /// The findings of one row on the whole screen, from a line on.
    private mutating func openFrame(
        of row: Row, _ subject: any WatchSubject, head: String, notes: [String], _ painter: Painter, rows height: Int,
        hasKeys: Bool
    ) -> String {
        let all = subject.blocks(of: row.key, painter).flatMap { [""] + $0 }
        let hints = [("Arrows scroll", 2), ("Esc closes", 1), ("q quits", 0)]
        let foot =
            notes.flatMap { painter.fitted($0) }
            + (hasKeys ? [painter.paint(WatchFooter(hints: hints).line(painter), .dim)] : [])
        let room = max(1, height - 1 - foot.count)
        page = max(1, room - 1)
        // The last line is shown at the end, and no empty screen behind it.
        var lines = all.count
        while lines > 0, painter.height(of: Array(all[(lines - 1)...])) < room { lines -= 1 }
        firstLine = max(0, min(firstLine, painter.height(of: all) <= room ? 0 : lines))
        let shown = WatchDetail.fitted(Array(all[firstLine...]), to: room, painter)
        return ([summary(head, painter)] + shown + foot).map { $0 + "\n" }.joined()
    }

    private func tableLines(_ fitting: [Row], _ current: Int, _ painter: Painter) -> [String] {
        guard let subject else { return [] }
        let now = subject.now
        let shown = fitting[top..<min(fitting.count, top + page)]
        var narrow = painter.style
        narrow.width = narrow.width.map { max(20, $0 - 2) }
        var table = Columns(subject.columns)
        table.rows = fitting.map(\.cells)
        table.leastWidths = table.naturalWidths(painter)
        table.rows = shown.map { row in
            row.cells.indices.map { column in
                let isNew = row.changes[column].map { now.seconds(since: $0) < Self.markSeconds } ?? false
                return row.cells[column] + (isNew ? "*" : "")
            }
        }
        let first = shown.startIndex
        let lines = table.lines(Painter(style: narrow), showsHeaders: true) { text, row, column in
            if first + row == current { return painter.paint(text, .inverse) }
            if column == subject.stateColumn { return painter.paint(text, fitting[first + row].ink) }
            return text.hasSuffix("*") ? painter.paint(text, .bold) : text
        }
        return lines.enumerated().map { index, line in (index == current - first + 1 ? "> " : "  ") + line }
    }

    private func summary(_ head: String, _ painter: Painter) -> String {
        let counts = (subject?.words ?? []).compactMap { word -> String? in
            let count = rows.count { $0.word == word }
            return count == 0 ? nil : "\(count) \(word)"
        }
        let text = "\(head) \(counts.joined(separator: ", "))"
        return painter.style.width.map { painter.shortened(text, to: $0) } ?? painter.plain(text)
    }

    private func footer(_ count: Int, _ painter: Painter) -> String {
        var footer = WatchFooter(
            hints: isTyping
                ? [("Enter keeps the filter", 1), ("Esc removes it", 0)]
                : (filter.isEmpty ? [] : [("Esc removes the filter", 1)]) + [
                    ("Arrows select", 4), ("Enter opens", 2), ("/ filters", 3), ("q quits", 0),
                ])
        if isTyping || !filter.isEmpty { footer.filter = "/\(filter)\(isTyping ? "_" : "")" }
        if !filter.isEmpty { footer.matches = "(\(count) of \(rows.count))" }
        return painter.paint(footer.line(painter), .dim)
    }
}
