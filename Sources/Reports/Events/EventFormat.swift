import CommandLineKit
import Diagnosis
import Kubernetes
import Topology

/// Events for people: a row each, in columns that grow with what comes.
package struct EventFormat: Sendable {
    private let painter: Painter
    private let isWide: Bool
    private let names: [ClusterSide: String]
    private let findings: EventFindings
    private let day: String
    private var widths: [Int] = []

    /// `now` is by the tenant cluster's clock: Events of another day show their date.
    package init(
        style: TextStyle, isWide: Bool, names: [ClusterSide: String], findings: EventFindings, now: Timestamp
    ) {
        painter = Painter(style: style)
        self.isWide = isWide
        self.names = names
        self.findings = findings
        day = String(now.description.prefix(10))
    }

    private var headings: [String] {
        isWide
            ? ["LAST SEEN", "FIRST SEEN", "COUNT", "CLUSTER", "TYPE", "REASON", "FINDING", "OBJECT", "FROM", "MESSAGE"]
            : ["LAST SEEN", "CLUSTER", "TYPE", "REASON", "FINDING", "OBJECT", "MESSAGE"]
    }

    package mutating func heading() -> String { line(headings, isWarning: false) }

    /// Makes room for rows that come next.
    package mutating func expect(_ entries: [EventEntry]) {
        for entry in entries { fit(cells(of: entry)) }
    }

    package mutating func row(_ entry: EventEntry) -> String { line(cells(of: entry), isWarning: entry.isWarning) }

    /// One line without columns; the codes of findings only if there are any.
    package func short(_ entry: EventEntry) -> String {
        let words = [time(entry.lastSeen), name(entry.side), entry.type, entry.reason, codes(for: entry), entry.object]
        return painter.plain(words.filter { !$0.isEmpty }.joined(separator: " ") + ": \(message(entry))") + "\n"
    }

    private func codes(for entry: EventEntry) -> String {
        findings.codes(for: entry).map(\.description).joined(separator: ",")
    }

    private func cells(of entry: EventEntry) -> [String] {
        let seen = time(entry.lastSeen)
        let codes = codes(for: entry)
        let object = [name(entry.side), entry.type, entry.reason, codes.isEmpty ? Self.none : codes, entry.object]
        return isWide
            ? [seen, time(entry.firstSeen), "\(entry.count)"] + object
                + [entry.reporter.isEmpty ? "-" : entry.reporter, entry.message]
            : [seen] + object + [message(entry)]
    }

    private func message(_ entry: EventEntry) -> String {
        entry.message + (entry.count > 1 ? " (×\(entry.count))" : "")
    }

    private func name(_ side: ClusterSide) -> String { names[side] ?? side.rawValue }

    /// `12:01:07` of the day of now, `11-21 23:59:59` of another one.
    private func time(_ time: Timestamp?) -> String {
        guard let time else { return "-" }
        let text = time.description
        let clock = text.dropFirst(11).prefix(8)
        return text.hasPrefix(day) ? String(clock) : "\(text.dropFirst(5).prefix(5)) \(clock)"
    }

    private mutating func fit(_ cells: [String]) {
        if widths.isEmpty { widths = headings.map { displayWidth($0) } }
        for (index, cell) in cells.dropLast().enumerated() {
            widths[index] = max(widths[index], displayWidth(painter.plain(cell)))
        }
    }

    private static let none = "-"
    /// What a message needs beside the other columns.
    private static let messageRoom = 40

    private mutating func line(_ cells: [String], isWarning: Bool) -> String {
        fit(cells)
        let start = widths.dropLast().reduce(0) { $0 + $1 + 2 }
        guard let width = painter.style.width, start + Self.messageRoom > width else {
            let message = painter.plain(cells.last ?? "")
            let columns = columns(cells, upTo: headings.count - 1, isWarning: isWarning)
            guard let width = painter.style.width, start + displayWidth(message) > width else {
                return trimmed(columns + message) + "\n"
            }
            return beneath(columns, message)
        }
        // Object and message stand beneath, whole: the end of a message is often what matters.
        let object = headings.firstIndex(of: "OBJECT") ?? 0
        let isNarrow = widths.prefix(object).reduce(0) { $0 + $1 + 2 } > width + 2
        // So do the codes if there is no room beside long reasons.
        let end = isNarrow ? headings.firstIndex(of: "FINDING") ?? object : object
        let below = cells[end...].drop { isNarrow && $0 == Self.none }
        return beneath(columns(cells, upTo: end, isWarning: isWarning), below.joined(separator: ": "))
    }

    private func beneath(_ columns: String, _ text: String) -> String {
        ([trimmed(columns)] + painter.fitted(text, margin: 4).map { "    \($0)" }).map { $0 + "\n" }.joined()
    }

    private func columns(_ cells: [String], upTo end: Int, isWarning: Bool) -> String {
        cells.indices.prefix(end).map { index in
            let text = painter.plain(cells[index])
            let shown = headings[index] == "TYPE" && isWarning ? painter.paint(text, .yellow) : text
            return shown + String(repeating: " ", count: widths[index] - displayWidth(text) + 2)
        }.joined()
    }

    private func trimmed(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
