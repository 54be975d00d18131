import Diagnosis
import Kubernetes
import Topology

/// What happened, the oldest first; or how much there is to tell.
struct TraceTimelineText {
    let report: Report
    let painter: Painter
    let words: TraceWords

    func lines(of timeline: TraceTimeline?) -> [String] {
        guard let timeline else { return [] }
        guard report.showsTimeline else {
            let age = timeline.entries.first.map { Age.text(seconds: report.topology.now.seconds(since: $0.time)) }
            let text = "--timeline: \(timeline.entries.count) entries" + (age.map { ", oldest \($0)" } ?? "")
            return [painter.paint("timeline", .bold) + "   " + text]
        }
        var lines = ["", painter.paint("timeline", .bold)]
        lines += timeline.notes.flatMap { indented("note: \($0)", 2) }
        if timeline.omitted > 0 { lines += indented("\(timeline.omitted) earlier entries omitted", 2) }
        if timeline.entries.isEmpty { lines += indented("nothing", 2) }
        var day = ""
        for entry in timeline.entries {
            let time = entry.time.description
            let date = String(time.prefix(10))
            if date != day {
                day = date
                lines.append("  \(date) UTC")
            }
            lines += self.lines(of: entry, at: String(time.dropFirst(11).prefix(8)))
        }
        return lines
    }

    private func lines(of entry: TraceTimeline.Entry, at clock: String) -> [String] {
        let side = entry.side == .tenant ? "tenant      " : "management  "
        let head = "  \(clock)  \(side)"
        let text = words.shortened("\(entry.object): \(entry.text)")
        let ink: Painter.Ink? = entry.isTrouble ? .yellow : nil
        return painter.fitted(text, margin: head.count + 2).enumerated().map { index, line in
            let shown = ink.map { painter.paint(line, $0) } ?? line
            return (index == 0 ? head : String(repeating: " ", count: head.count + 2)) + shown
        }
    }

    private func indented(_ text: String, _ indent: Int) -> [String] {
        painter.fitted(words.shortened(text), margin: indent).map { String(repeating: " ", count: indent) + $0 }
    }
}
