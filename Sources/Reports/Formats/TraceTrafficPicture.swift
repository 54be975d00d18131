import CommandLineKit
import Diagnosis

/// The drawn ways of the traffic of one Service, one strip a port.
struct TraceTrafficPicture {
    let trace: PathTrace
    let words: TraceWords

    private static let portLimit = 12
    private static let nodeLimit = 5
    private static let margin = 24
    private static let boxWidth = 196
    private static let gap = 48
    private static let boxHeight = 88
    private static let boxText = 28
    private static let lineHeight = 14

    /// Returns the y below it.
    func draw(_ canvas: inout SVGCanvas, _ top: Int) -> Int {
        let (shown, hidden) = PicturePorts.chosen(of: trace, limit: Self.portLimit)
        let heights = shown.map { max(height(of: $0), Self.boxHeight + Self.lineHeight) + 54 }
        let total = 34 + heights.reduce(0, +) + (hidden.isEmpty ? 0 : 22)
        // The management cluster's part, and the tenant cluster's.
        let isSplit = shown.contains { $0.hops.contains { $0.role.side == .tenant } }
        let split = isSplit ? Self.x(of: 3) - Self.gap / 2 : TraceSVGFormat.width - Self.margin + 4
        canvas.rectangle(Self.margin, top, split - Self.margin - 4, total, "lane", radius: 10)
        canvas.text("data path · management cluster", Self.margin + 16, top + 22, "h2 muted")
        if isSplit {
            canvas.rectangle(split + 4, top, TraceSVGFormat.width - Self.margin - split - 4, total, "lane", radius: 10)
            canvas.text("tenant cluster", split + 20, top + 22, "h2 muted")
        }
        var y = top + 34
        for (port, height) in zip(shown, heights) {
            draw(port, &canvas, y)
            y += height
        }
        if !hidden.isEmpty {
            canvas.text(PicturePorts.words(for: hidden, trace.portNoun), Self.margin + 16, y + 12, "body muted")
        }
        return top + total + 26
    }

    private static func x(of column: Int) -> Int { margin + 16 + column * (boxWidth + gap) }

    /// Those that fail first.
    private func nodes(of port: TracePort) -> [TraceNode] {
        // Names alone tell nothing about the port.
        guard port.nodes.contains(where: { $0.health != .unknown }) else { return [] }
        let ranked = port.nodes.filter(\.isMissed) + port.nodes.filter { !$0.isMissed }
        return Array(ranked.prefix(Self.nodeLimit))
    }

    private func height(of port: TracePort) -> Int {
        let count = nodes(of: port).count
        let rest = count > 0 && port.nodes.count > count ? 1 : 0
        return Self.boxHeight + (count + rest) * Self.lineHeight
    }

    private func draw(_ port: TracePort, _ canvas: inout SVGCanvas, _ top: Int) {
        let name = [port.label, port.backend ?? port.port.name ?? "", port.hosts.joined(separator: ", ")]
            .filter { !$0.isEmpty }.joined(separator: " · ")
        canvas.text(
            PictureWords.cut(name, to: port.backend == nil ? 60 : 120), Self.margin + 16, top + 12, "h3", whole: name)
        let y = top + 20
        let height = height(of: port)
        let full = TraceWords(uid: "") { $0 }
        for (column, hop) in port.hops.enumerated() {
            let x = Self.x(of: column)
            canvas.group("\(full.title(hop)): \(TraceWords.word(hop.state)). \(full.facts(hop))") { canvas in
                PictureBox(
                    x: x, y: y, width: Self.boxWidth, height: hop.role == .nodePort ? height : Self.boxHeight
                ).draw(hop, words, &canvas)
                if hop.role == .nodePort { list(port, &canvas, x + 12, y + Self.boxHeight + 4) }
            }
            guard column > 0, let link = port.links.first(where: { $0.to == hop.role }) else { continue }
            let style = PictureWords.style(link.state)
            canvas.group("\(link.from.title) → \(link.to.title): \(link.text)") { canvas in
                let middle = y + Self.boxHeight / 2
                canvas.arrow([(x - Self.gap, middle), (x, middle)], style.line, marker: style.marker)
                if link.state == .broken {
                    canvas.text("✗", x - Self.gap / 2, middle - 6, "state t-failed", anchor: .middle)
                }
            }
        }
        // In the part of the cluster whose objects hold the field.
        let rows: [(roles: Set<TraceHop.Role>, column: Int, row: Int, columns: Int)] = [
            ([.envoyPort, .backendPort, .listener, .gatewayListener, .attachedRoutes], 0, 0, 108),
            ([.nodePort], 0, 1, 108), ([.endpoints], 3, 0, 70),
        ]
        for (roles, column, row, columns) in rows {
            let links = port.links.filter { roles.contains($0.to) }
            let text = links.map { ($0.state == .broken ? PictureWords.broken : "") + words.shortened($0.text) }
                .joined(separator: "  →  ")
            let below = column == 0 ? Self.boxHeight : height
            canvas.text(
                PictureWords.cut(text, to: columns), Self.x(of: column), y + below + 18 + row * Self.lineHeight,
                links.contains { $0.state == .broken } ? "mono t-failed" : "mono muted", whole: text)
        }
    }

    private func list(_ port: TracePort, _ canvas: inout SVGCanvas, _ x: Int, _ y: Int) {
        let nodes = nodes(of: port)
        for (index, node) in nodes.enumerated() {
            let state = Self.state(of: node)
            let text = "\(PictureWords.sign(state)) \(node.name ?? node.address) \(node.health.title)"
            canvas.text(
                PictureWords.cut(text, to: Self.boxText), x, y + 2 + index * Self.lineHeight,
                "mono t-\(state.rawValue)",
                whole: "\(text), \(node.address)")
        }
        if !nodes.isEmpty, port.nodes.count > nodes.count {
            canvas.text(
                "and \(port.nodes.count - nodes.count) more", x, y + 2 + nodes.count * Self.lineHeight, "mono muted")
        }
    }

    private static func state(of node: TraceNode) -> TraceHop.State {
        switch node.health {
        case .healthy: .ok
        case .refuses, .silent, .failed: node.isMissed ? .failed : .blocked
        case .unknown: .unknown
        }
    }
}

/// A hop as a box: its name, its state by sign and word, a few facts.
struct PictureBox {
    let x: Int
    let y: Int
    let width: Int
    let height: Int

    /// Of the fonts in a box: a monospaced one, so that what fits does not depend on the fonts that somebody has.
    private static let inset = 12
    private static let lineHeight = 14

    func draw(_ hop: TraceHop, _ words: TraceWords, _ canvas: inout SVGCanvas) {
        canvas.rectangle(x, y, width, height, "box \(PictureWords.style(hop.state))\(hop.isCause ? " cause" : "")")
        var line = y + 18
        let (caption, name) = words.caption(hop)
        let room = width - 2 * Self.inset
        canvas.text(
            PictureWords.cut(caption, to: room * 10 / 60), x + Self.inset, line, name == nil ? "h3" : "small muted")
        if let name {
            line += 16
            canvas.text(PictureWords.cut(name, to: room * 10 / 73), x + Self.inset, line, "name")
        }
        line += 17
        canvas.text(
            PictureWords.label(hop, columns: room * 10 / 67), x + Self.inset, line,
            "state t-\(PictureWords.style(hop.state))")
        let facts = SVGCanvas.lines(words.facts(hop), columns: room * 10 / 64, limit: 3)
        for (index, fact) in facts.enumerated() {
            canvas.text(fact, x + Self.inset, line + 16 + index * Self.lineHeight, "mono")
        }
        if hop.isCause {
            canvas.rectangle(x + width - 50, y - 9, 44, 18, "badge", radius: 9)
            canvas.text("here", x + width - 28, y + 4, "small t-badge", anchor: .middle)
        }
    }
}
