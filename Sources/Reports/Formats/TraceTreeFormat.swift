import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Traces for people: every hop in its cluster with what leads on from it, the way of the traffic, what differs, and what
/// happened.
struct TraceTreeFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }

    /// Nodes of one port that are listed before the rest is counted.
    private static let nodeLimit = 8
    /// Backends or listeners that are listed before the rest is counted.
    private static let backendLimit = 16
    /// `not visible` is the longest state.
    private var stateWidth: Int { report.topology.position == .management ? 13 : 10 }
    private static let indent = 2

    var text: String {
        var lines: [String] = []
        let (traces, hidden) = traces
        for (index, trace) in traces.enumerated() {
            if index > 0 { lines.append("") }
            lines += self.lines(of: trace)
        }
        if let line = hidden.line { lines += [""] + painter.wrapped("\(line): name some, or use -o wide or -o json") }
        if report.traces.count > 1 { lines += findings(report.findings.filter { $0.isRootCause }) }
        lines += ClosingText(report: report, painter: painter).lines
        return lines.map { $0 + "\n" }.joined()
    }

    /// Of many Services the worst ones.
    private var traces: (shown: [PathTrace], hidden: HiddenRows) {
        let count = report.traces.count
        guard !report.isNamed,
            HiddenRows.areNeeded(of: count, over: HiddenRows.fullPaths, style: style, isWide: isWide)
        else {
            return (report.traces, HiddenRows(healths: []))
        }
        let sorted = Health.worstFirst(report.traces) { health(of: $0) }
        return (
            Array(sorted.prefix(HiddenRows.fullPaths)),
            HiddenRows(healths: sorted.dropFirst(HiddenRows.fullPaths).map(health))
        )
    }

    private func health(of trace: PathTrace) -> Health { trace.resource.map(report.health) ?? .unknown }

    private func lines(of trace: PathTrace) -> [String] {
        let words = TraceWords(uid: trace.uid) { [isWide, painter] in isWide ? $0 : painter.shortUID($0) }
        var lines = heading(of: trace, words)
        var side: ClusterSide?
        for hop in trace.hops {
            if hop.role.side != side {
                lines += [
                    "",
                    painter.paint(title(of: hop.role.side, isAgain: side != nil && hop.role.isReturn), .bold),
                ]
                side = hop.role.side
            }
            lines += self.lines(of: hop, trace.links.filter { $0.from == hop.role }, words)
        }
        lines += dataPath(of: trace, words)
        lines += TraceDriftText(painter: painter, words: words).lines(of: trace.drift)
        lines += TraceTimelineText(report: report, painter: painter, words: words).lines(of: trace.timeline)
        if report.traces.count == 1 {
            let concerning = trace.resource.map { report.diagnosis.findings(concerning: [$0.key]) } ?? report.findings
            lines += findings(concerning.filter(\.isRootCause))
        }
        return lines
    }

    private func findings(_ findings: [Finding]) -> [String] {
        report.blocks(of: findings.filter { $0.severity > .info || isWide }).flatMap { block in
            [""] + FindingText(block: block, report: report, painter: painter).lines(showsAll: isWide)
        }
    }

    private func heading(of trace: PathTrace, _ words: TraceWords) -> [String] {
        guard let resource = trace.resource else {
            let name = painter.plain(words.shortened(trace.title))
            return [painter.paint(style.width.map { painter.shortened(name, to: $0) } ?? name, .bold)]
                + painter.fitted(trace.verdict(in: report))
        }
        let heading = ServiceHeading(report: report, painter: painter, isWide: isWide)
        return heading.fittedTitle(of: resource) + heading.fittedVerdict(on: resource)
    }

    private func title(of side: ClusterSide, isAgain: Bool) -> String {
        let context = report.topology.context(of: side).map { " (context \($0))" } ?? ""
        let failure = report.topology.failure(of: side).map { ": \($0)" } ?? ""
        let hidden = report.topology.position.hides(side) ? ": not visible from here" : ""
        let text = painter.plain(
            "\(isAgain ? "back in the " : "")\(side.rawValue) cluster\(context)\(failure)\(hidden)")
        return style.width.map { painter.shortened(text, to: $0) } ?? text
    }

    // MARK: Hops

    private func lines(of hop: TraceHop, _ links: [TraceLink], _ words: TraceWords) -> [String] {
        let rail = (style.isASCII ? "|" : "│") + " "
        var lines = head(of: hop, words.title(hop), words)
        let margin = Self.indent + stateWidth
        let pad = String(repeating: " ", count: margin)
        let facts = words.facts(hop)
        if !facts.isEmpty {
            lines += painter.fitted(facts, margin: margin + 2).map {
                pad + (links.isEmpty ? "  " : painter.paint(rail, .dim)) + $0
            }
        }
        for (index, link) in links.enumerated() {
            lines += self.lines(of: link, isLast: index == links.count - 1, words)
        }
        return lines
    }

    /// State, name, and what was found there.
    private func head(of hop: TraceHop, _ name: String, _ words: TraceWords) -> [String] {
        let word = TraceWords.word(hop.state)
        let margin = Self.indent + stateWidth
        let codes = hop.codes.map(\.description).joined(separator: " ")
        let mark = hop.isCause ? (style.isASCII ? "<-- here" : "◀ here") : ""
        let suffix = [codes, mark].filter { !$0.isEmpty }.joined(separator: " ")
        let title = painter.plain(name)
        let head =
            String(repeating: " ", count: Self.indent) + painter.paint(word, Self.ink(hop.state))
            + String(repeating: " ", count: max(1, stateWidth - word.count))
        let tail = suffix.isEmpty ? "" : painter.paint(suffix, .bold)
        let needed = margin + displayWidth(title) + (suffix.isEmpty ? 0 : 3 + displayWidth(suffix))
        guard let width = style.width, needed > width else {
            return [head + title + (suffix.isEmpty ? "" : "   " + tail)]
        }
        let pad = String(repeating: " ", count: margin)
        return [head + painter.shortened(title, to: width - margin)]
            + (suffix.isEmpty ? [] : painter.fitted(suffix, margin: margin).map { pad + painter.paint($0, .bold) })
    }

    private func lines(of link: TraceLink, isLast: Bool, _ words: TraceWords) -> [String] {
        let margin = Self.indent + stateWidth
        let pad = String(repeating: " ", count: margin)
        let arrow: String
        switch (link.state, style.isASCII) {
        case (.proven, false): arrow = isLast ? "└─▶ " : "├─▶ "
        case (.proven, true): arrow = isLast ? "`-> " : "|-> "
        case (.broken, false): arrow = isLast ? "└─✗ " : "├─✗ "
        case (.broken, true): arrow = isLast ? "`-X " : "|-X "
        case (.blocked, false), (.notVisible, false): arrow = isLast ? "└╌╌ " : "├╌╌ "
        case (.blocked, true), (.notVisible, true): arrow = isLast ? "`-- " : "|-- "
        case (.unknown, false): arrow = isLast ? "└─? " : "├─? "
        case (.unknown, true): arrow = isLast ? "`-? " : "|-? "
        }
        let name = link.to.title + String(repeating: " ", count: max(0, 14 - link.to.title.count))
        let proof = words.shortened(link.text)
        let ink: Painter.Ink = link.state == .broken ? .red : link.state == .unknown ? .yellow : .dim
        let rest = isLast ? "    " : (style.isASCII ? "|   " : "│   ")
        let whole = "\(name) \(painter.plain(proof))"
        // Wrapping drops the blanks that put the proofs below one another.
        let fits = style.width.map { margin + 4 + displayWidth(whole) <= $0 } ?? true
        return (fits ? [whole] : painter.fitted("\(link.to.title) \(proof)", margin: margin + 6)).enumerated().map {
            pad + painter.paint($0.offset == 0 ? arrow : rest, ink) + ($0.offset == 0 ? "" : "  ") + $0.element
        }
    }

    private static func ink(_ state: TraceHop.State) -> Painter.Ink {
        switch state {
        case .ok: .green
        case .failed, .absent: .red
        case .warning, .unknown: .yellow
        case .blocked, .notVisible: .dim
        }
    }

    // MARK: The way of the traffic

    private func dataPath(of trace: PathTrace, _ words: TraceWords) -> [String] {
        guard !trace.ports.isEmpty else { return [] }
        // The ports of a Service are all listed; an Ingress may have hundreds of backends.
        let limit = isWide || trace.portNoun == "port" ? Int.max : Self.backendLimit
        let (shown, hidden) = PicturePorts.chosen(of: trace, limit: limit)
        let more = hidden.isEmpty ? [] : ["  " + PicturePorts.words(for: hidden, trace.portNoun)]
        return ["", painter.paint("data path", .bold)] + shown.flatMap { lines(of: $0, words) } + more
    }

    private func lines(of port: TracePort, _ words: TraceWords) -> [String] {
        let label = painter.plain(port.label)
        let margin = Self.indent + stateWidth
        let chain = words.chain(port).map { hop, text in
            hop.state.isBroken ? "\(style.isASCII ? "[X]" : "✗") \(text)" : text
        }
        var lines = hanging(label, words.shortened(chain.joined(separator: " → ")))
        lines += hanging("by", port.links.map { proof($0, words) }.joined(separator: "; "))
        if port.hop(.nodePort) != nil { lines += hanging("upstreams", words.upstreams(port)) }
        let pad = String(repeating: " ", count: margin + 2)
        let missed = port.nodes.filter { $0.isMissed || !$0.isListed || $0.isReady == false }
        let nodes = isWide ? port.nodes : Array(missed.prefix(Self.nodeLimit))
        for node in nodes { lines += painter.fitted(self.line(of: node, port), margin: margin + 2).map { pad + $0 } }
        if !isWide, missed.count > nodes.count { lines.append(pad + "and \(missed.count - nodes.count) more nodes") }
        for hop in port.hops where hop.state != .ok && hop.state != .blocked {
            if hop.state == .notVisible, hop.findings.isEmpty { continue }
            // Said by the line of the upstreams.
            if hop.role == .nodePort, hop.state == .unknown, hop.findings.isEmpty { continue }
            lines += head(of: hop, "\(hop.role.title): \(words.facts(hop))", words)
        }
        return lines
    }

    /// A label and what hangs beside it. A link that does not hold says so.
    private func hanging(_ label: String, _ text: String) -> [String] {
        let margin = Self.indent + stateWidth
        let pad = String(repeating: " ", count: margin)
        let head =
            String(repeating: " ", count: Self.indent) + label
            + String(repeating: " ", count: max(1, stateWidth - displayWidth(label)))
        return painter.fitted(text, margin: max(margin, displayWidth(head))).enumerated().map {
            ($0.offset == 0 ? head : pad) + $0.element
        }
    }

    private func proof(_ link: TraceLink, _ words: TraceWords) -> String {
        let text = words.shortened(link.text)
        switch link.state {
        case .proven, .blocked, .notVisible: return text
        case .broken: return "\(style.isASCII ? "[X]" : "✗") \(text)"
        case .unknown: return "\(text)?"
        }
    }

    private func line(of node: TraceNode, _ port: TracePort) -> String {
        let address = node.address.contains(":") ? "[\(node.address)]" : node.address
        let unnamed = report.topology.position.hides(.tenant) ? "node" : "unknown node"
        var text = "\(node.name ?? unnamed) \(address):\(port.port.nodePort.map { "\($0)" } ?? "-") "
        text += node.health.title
        if node.isExpected == false { text += ", not expected to respond" }
        if node.isReady == false { text += ", NotReady" }
        if !node.isListed { text += ", not in Addresses" }
        return text
    }
}
