import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Traces as a drawing that stands alone: no script, no reference to anything outside, light and dark by the surroundings.
///
/// Two swim lanes hold the objects of the two clusters; below, each port's traffic runs from the address to the endpoints.
struct TraceSVGFormat {
    let report: Report

    static let width = 1252

    var text: String {
        var canvas = SVGCanvas()
        var height = 0
        for trace in report.traces {
            let picture = TracePicture(report: report, trace: trace)
            let drawing = picture.drawing()
            canvas.moved(down: height, drawing.canvas)
            height += drawing.height
        }
        if report.traces.isEmpty {
            canvas.text("nothing to trace", 24, 40, "h2")
            height = 64
        }
        let names = report.traces.prefix(3).map(\.title).joined(separator: ", ")
        let size = "viewBox=\"0 0 \(Self.width) \(height)\" width=\"\(Self.width)\" height=\"\(height)\""
        let lines =
            [
                "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) role=\"img\">",
                "<title>\(SVGCanvas.escaped("kubelb-ctl trace: \(names)"))</title>",
            ] + TraceSVGStyle.definitions
            + ["<rect class=\"page\" x=\"0\" y=\"0\" width=\"\(Self.width)\" height=\"\(height)\"/>"] + canvas.elements
            + ["</svg>"]
        return lines.joined(separator: "\n") + "\n"
    }
}

/// One trace, drawn from the top of its own page.
struct TracePicture {
    let report: Report
    let trace: PathTrace
    private let places: TracePlaces

    init(report: Report, trace: PathTrace) {
        self.report = report
        self.trace = trace
        places = TracePlaces(Set(trace.hops.map(\.role)))
    }

    private static let margin = 24
    private static let boxWidth = 280
    private static let boxHeight = 106
    private static let rowPitch = 166
    /// Left edges of the columns: the tenant cluster's, and two of the management cluster's.
    private static let columns = [40, 502, 932]
    /// Columns of text in the gaps between the boxes, and beside arrows that go down.
    private static let gapText = 22
    private static let downText = 37

    var words: TraceWords { TraceWords(uid: trace.uid) { Painter(style: TextStyle()).shortUID($0) } }

    func drawing() -> (canvas: SVGCanvas, height: Int) {
        var canvas = SVGCanvas()
        var y = heading(&canvas)
        y = control(&canvas, y)
        if !trace.ports.isEmpty { y = TraceTrafficPicture(trace: trace, words: words).draw(&canvas, y) }
        y = remarks(&canvas, y)
        let time = "\(report.topology.now) · kubelb-ctl \(report.toolVersion)"
        canvas.text(time, TraceSVGFormat.width - Self.margin, y + 6, "small muted", anchor: .end)
        return (canvas, y + 26)
    }

    // MARK: Above

    private func heading(_ canvas: inout SVGCanvas) -> Int {
        let title = words.shortened(trace.title)
        canvas.text(PictureWords.cut(title, to: 60), Self.margin, 40, "h1", whole: trace.title)
        let style: TraceHop.State =
            switch trace.resource.map(report.health) {
            case .healthy: trace.causes.isEmpty ? .ok : .warning
            case .down, .stuck, .pending: .failed
            case .degraded: trace.resource?.stages.stopped == nil ? .warning : .failed
            case .ignored: .blocked
            case .unknown, .orphaned, .terminating, .starting, nil: .warning
            }
        let impaired = trace.causes.filter { $0.state == .warning }.map(\.role.title).uniqued()
        let verdict =
            trace.verdict(in: report).replacing("   ", with: " · ")
            + (style == .warning && !impaired.isEmpty ? "; check: \(impaired.joined(separator: ", "))" : "")
        canvas.text(
            PictureWords.cut("\(PictureWords.sign(style)) \(verdict)", to: 150), Self.margin, 64,
            "body t-\(style.rawValue)",
            whole: verdict)
        let facts = [report.topology.tenant.value.map { "tenant \($0.name)" }, "uid \(trace.uid)"]
        canvas.text(
            PictureWords.cut(facts.compactMap { $0 }.joined(separator: " · "), to: 90),
            TraceSVGFormat.width - Self.margin, 40, "mono muted", anchor: .end)
        return 80
    }

    // MARK: The control path

    private func control(_ canvas: inout SVGCanvas, _ top: Int) -> Int {
        let height = 44 + (places.rows - 1) * Self.rowPitch + Self.boxHeight + 16
        for (side, x, width) in [(ClusterSide.tenant, 24, 312), (.management, 486, 742)] {
            canvas.rectangle(x, top, width, height, "lane", radius: 10)
            let context = report.topology.context(of: side).map { " · \($0)" } ?? ""
            let failure = report.topology.failure(of: side).map { " · \($0)" } ?? ""
            let hidden = report.topology.position.hides(side) ? " · not visible from here" : ""
            let title = "\(side.rawValue) cluster\(context)\(failure)\(hidden)"
            canvas.text(PictureWords.cut(title, to: width / 8), x + 16, top + 26, "h2 muted", whole: title)
        }
        legend(&canvas, Self.columns[2], top + 44)
        for link in trace.links { draw(link, &canvas, top + 44) }
        for hop in trace.hops { draw(hop, &canvas, top + 44) }
        return top + height + 20
    }

    private func legend(_ canvas: inout SVGCanvas, _ x: Int, _ y: Int) {
        var rows: [(TraceHop.State, String)] = [
            (.ok, "✓ ok"), (.failed, "✗ failed or absent"), (.warning, "! impaired, or blocks only others"),
            (.unknown, "? could not be read"), (.blocked, "· waiting for an earlier hop"),
        ]
        if trace.allHops.contains(where: { $0.state == .notVisible }) {
            rows.append((.notVisible, "– not visible from here"))
        }
        for (index, (state, text)) in rows.enumerated() {
            canvas.rectangle(x, y + index * 19, 14, 12, "box \(PictureWords.style(state))", radius: 3)
            canvas.text(text, x + 22, y + 10 + index * 19, "small muted")
        }
    }

    private func origin(of role: TraceHop.Role, _ top: Int) -> (x: Int, y: Int)? {
        places[role].map { (Self.columns[$0.column], top + $0.row * Self.rowPitch) }
    }

    private func draw(_ hop: TraceHop, _ canvas: inout SVGCanvas, _ top: Int) {
        guard let (x, y) = origin(of: hop.role, top) else { return }
        let full = TraceWords(uid: "") { $0 }
        canvas.group("\(full.title(hop)): \(TraceWords.word(hop.state)). \(full.facts(hop))") { canvas in
            PictureBox(
                x: x, y: y, width: Self.boxWidth, height: Self.boxHeight
            ).draw(hop, words, &canvas)
        }
    }

    private func draw(_ link: TraceLink, _ canvas: inout SVGCanvas, _ top: Int) {
        guard let from = origin(of: link.from, top), let to = origin(of: link.to, top) else { return }
        let (width, height) = (Self.boxWidth, Self.boxHeight)
        let style = PictureWords.style(link.state)
        // The rest of a proof is in the title.
        let proof = words.shortened(PictureWords.mainProof(link))
        let label = link.state == .broken ? PictureWords.broken + proof : proof
        let ink = link.state == .broken ? "mono t-failed" : "mono muted"
        canvas.group("\(link.from.title) → \(link.to.title): \(link.text)") { canvas in
            if from.y == to.y {
                let isForward = to.x > from.x
                let (start, end) = isForward ? (from.x + width, to.x) : (from.x, to.x + width)
                let y = from.y + height / 2
                canvas.arrow([(start, y), (end, y)], style.line, marker: style.marker)
                let lines = SVGCanvas.lines(label, columns: Self.gapText, limit: 4)
                for (index, line) in lines.enumerated() {
                    canvas.text(line, (start + end) / 2, y - 7 - (lines.count - 1 - index) * 13, ink, anchor: .middle)
                }
            } else if from.x == to.x {
                let x = from.x + 24
                canvas.arrow([(x, from.y + height), (x, to.y)], style.line, marker: style.marker)
                let lines = SVGCanvas.lines(label, columns: Self.downText, limit: 3)
                let first = (from.y + height + to.y) / 2 + 4 - (lines.count - 1) * 6
                for (index, line) in lines.enumerated() { canvas.text(line, x + 12, first + index * 13, ink) }
            } else {
                // From the left side of one box down and to the right side of another one.
                let (turn, start, end) = (from.x - 18, from.y + height - 20, to.y + height / 2)
                canvas.arrow(
                    [(from.x, start), (turn, start), (turn, end), (to.x + width, end)], style.line, marker: style.marker
                )
                let lines = SVGCanvas.lines(label, columns: Self.gapText - 3, limit: 4)
                for (index, line) in lines.enumerated() {
                    canvas.text(
                        line, (turn + to.x + width) / 2, end - 7 - (lines.count - 1 - index) * 13, ink, anchor: .middle)
                }
            }
        }
    }

    // MARK: Below

    /// The root causes and the differences, a few of each.
    private func remarks(_ canvas: inout SVGCanvas, _ top: Int) -> Int {
        var y = top
        let concerning = trace.resource.map { report.diagnosis.findings(concerning: [$0.key]) } ?? report.findings
        let causes = concerning.filter { $0.isRootCause && $0.severity > .info }
        for finding in causes.prefix(3) {
            let style: TraceHop.State = finding.severity == .error ? .failed : .warning
            canvas.text("\(finding.code)", Self.margin, y + 4, "state t-\(style.rawValue)")
            for line in SVGCanvas.lines(words.shortened(finding.message), columns: 160, limit: 2) {
                canvas.text(line, Self.margin + 84, y + 4, "body", whole: finding.message)
                y += 17
            }
            y += 4
        }
        if causes.count > 3 {
            canvas.text("and \(causes.count - 3) more causes", Self.margin + 84, y + 4, "body muted")
            y += 20
        }
        for difference in trace.drift.differences.prefix(4) {
            let place = words.shortened("\(difference.object.description): \(difference.field)")
            canvas.text(PictureWords.cut(place, to: 180), Self.margin, y + 4, "mono muted", whole: place)
            for (sign, style, value) in [
                ("- expected", "t-failed", difference.expected), ("+ actual  ", "t-ok", difference.actual),
            ] {
                y += 15
                canvas.text(
                    PictureWords.cut("\(sign) \(words.shortened(value))", to: 180), Self.margin + 16, y + 4,
                    "mono \(style)", whole: value)
            }
            y += 19
        }
        if trace.drift.differences.count > 4 {
            canvas.text(
                "and \(trace.drift.differences.count - 4) more differences", Self.margin, y + 4, "mono muted")
            y += 19
        }
        return y
    }
}
