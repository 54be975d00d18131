import CommandLineKit
import Diagnosis

/// Words and signs that the pictures share.
enum PictureWords {
    static let broken = "✗ "

    static func sign(_ state: TraceHop.State) -> String {
        switch state {
        case .ok: "✓"
        case .failed, .absent: "✗"
        case .warning: "!"
        case .unknown: "?"
        case .blocked: "·"
        case .notVisible: "–"
        }
    }

    /// The class of a state's colours and lines.
    static func style(_ state: TraceHop.State) -> String {
        (state == .notVisible ? TraceHop.State.blocked : state).rawValue
    }

    /// `✗ FAILED KLC-C001`: a sign and a word beside the colour, and what was found.
    static func label(_ hop: TraceHop, columns: Int = 40) -> String {
        var label = "\(sign(hop.state)) \(TraceWords.word(hop.state))"
        for (index, code) in hop.codes.map(\.description).enumerated() {
            let isLast = index == hop.codes.count - 1
            guard label.count + 1 + code.count + (isLast ? 0 : 2) <= columns else { return label + " …" }
            label += " " + code
        }
        return label
    }

    /// What proves a link; pictures have no room for what proves it, too.
    static func mainProof(_ link: TraceLink) -> String { String(link.text.prefix { $0 != ";" }) }

    /// The classes of a link's line, and its head.
    static func style(_ state: TraceLink.State) -> (line: String, marker: String) {
        switch state {
        case .proven: ("link link-proven", "proven")
        case .broken: ("link link-broken", "broken")
        case .unknown, .blocked, .notVisible: ("link link-open", "open")
        }
    }

    static func cut(_ text: String, to length: Int) -> String {
        Painter(style: TextStyle()).shortened(text, to: length)
    }
}

/// Which ports a picture has room for.
enum PicturePorts {
    /// The first of those that are worst, in the order of the Service; and the others.
    static func chosen(of trace: PathTrace, limit: Int) -> (shown: [TracePort], hidden: [TracePort]) {
        guard trace.ports.count > limit else { return (trace.ports, []) }
        let ranked = trace.ports.indices.sorted {
            let ranks = (trace.ports[$0].state.rank, trace.ports[$1].state.rank)
            return ranks.0 != ranks.1 ? ranks.0 > ranks.1 : $0 < $1
        }
        let chosen = Set(ranked.prefix(limit))
        return (
            trace.ports.indices.filter(chosen.contains).map { trace.ports[$0] },
            trace.ports.indices.filter { !chosen.contains($0) }.map { trace.ports[$0] }
        )
    }

    /// `and 38 more ports: 38 ok`.
    static func words(for ports: [TracePort], _ noun: String) -> String {
        let counts = TraceHop.State.allCases.compactMap { state -> String? in
            let count = ports.count { $0.state == state }
            return count > 0 ? "\(count) \(TraceWords.word(state))" : nil
        }
        return "and \(ports.count) more \(noun)\(ports.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
    }
}
