import Diagnosis
import KubeLB
import Topology

/// Traces as a Mermaid flowchart, which Markdown of GitHub and GitLab shows as a picture.
///
/// States are told by a sign, a word and colour. Labels stand in quotation marks, and what Mermaid, Markdown or HTML would
/// read in them is written as character codes.
struct TraceMermaidFormat {
    let report: Report

    /// Ports that are drawn before the rest is counted; those that are not ok come first.
    private static let portLimit = 12
    /// Columns of facts and proofs.
    private static let textLimit = 90

    var text: String {
        var lines = ["flowchart LR"]
        if report.traces.isEmpty { lines.append("  none[\(label(["nothing to trace"]))]") }
        for (index, trace) in report.traces.enumerated() {
            guard report.traces.count > 1 else {
                lines += self.lines(of: trace, prefix: "")
                break
            }
            lines.append("  subgraph t\(index)[\(label([trace.title]))]")
            lines += self.lines(of: trace, prefix: "t\(index)").map { "  " + $0 }
            lines.append("  end")
        }
        return (lines + Self.classes).map { $0 + "\n" }.joined()
    }

    /// All identifiers begin with the prefix, so that several pictures are one.
    private func lines(of trace: PathTrace, prefix: String) -> [String] {
        let words = TraceWords(uid: trace.uid) { Painter(style: TextStyle()).shortUID($0) }
        var lines: [String] = []
        for side in ClusterSide.allCases {
            let name = [side.rawValue + " cluster", report.topology.context(of: side)].compactMap { $0 }
            lines.append("  subgraph \(prefix)\(side.rawValue)Cluster[\(label([name.joined(separator: ", ")]))]")
            for hop in trace.hops where hop.role.side == side {
                lines.append("    " + node(hop, prefix + hop.role.rawValue, words))
            }
            lines.append("  end")
        }
        for link in trace.links {
            lines.append("  " + edge(prefix + link.from.rawValue, prefix + link.to.rawValue, link, words))
        }
        return lines + dataPath(of: trace, prefix, words)
    }

    // MARK: The way of the traffic

    private func dataPath(of trace: PathTrace, _ prefix: String, _ words: TraceWords) -> [String] {
        guard !trace.ports.isEmpty else { return [] }
        let (shown, hidden) = PicturePorts.chosen(of: trace, limit: Self.portLimit)
        var lines = ["  subgraph \(prefix)traffic[\(label(["data path"]))]"]
        for (index, port) in shown.enumerated() {
            for hop in port.hops {
                lines.append("    " + node(hop, "\(prefix)p\(index)\(hop.role.rawValue)", words, of: port))
            }
        }
        if !hidden.isEmpty {
            lines.append("    \(prefix)more[\(label([PicturePorts.words(for: hidden, trace.portNoun)]))]")
        }
        lines.append("  end")
        for (index, port) in shown.enumerated() {
            for link in port.links {
                let ends = [link.from, link.to].map { "\(prefix)p\(index)\($0.rawValue)" }
                lines.append("  " + edge(ends[0], ends[1], link, words))
            }
        }
        return lines
    }

    // MARK: Nodes and edges

    private func node(_ hop: TraceHop, _ identifier: String, _ words: TraceWords, of port: TracePort? = nil) -> String {
        let title = port.map { "\(words.title(hop)) \($0.label)" } ?? words.title(hop)
        var lines = [title, PictureWords.label(hop) + (hop.isCause ? " ◀ here" : "")]
        let facts = words.facts(hop)
        if !facts.isEmpty { lines.append(PictureWords.cut(facts, to: Self.textLimit)) }
        return
            "\(identifier)[\(label(lines))]:::\(hop.isCause && hop.state.isBroken ? "cause" : PictureWords.style(hop.state))"
    }

    private func edge(_ from: String, _ to: String, _ link: TraceLink, _ words: TraceWords) -> String {
        let proof = PictureWords.cut(words.shortened(PictureWords.mainProof(link)), to: Self.textLimit)
        switch link.state {
        case .proven: return "\(from) -->|\(label([proof]))| \(to)"
        case .broken: return "\(from) --x|\(label([PictureWords.broken + proof]))| \(to)"
        case .unknown: return "\(from) -.->|\(label([proof, "unknown"]))| \(to)"
        case .blocked, .notVisible: return "\(from) -.->|\(label([proof]))| \(to)"
        }
    }

    private static let classes = [
        "  classDef ok fill:#dafbe1,stroke:#1a7f37,color:#1f2328",
        "  classDef failed fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-width:2px",
        "  classDef absent fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-width:2px,stroke-dasharray:5 3",
        "  classDef cause fill:#ffcecb,stroke:#a40e26,color:#1f2328,stroke-width:4px",
        "  classDef warning fill:#fff8c5,stroke:#9a6700,color:#1f2328",
        "  classDef unknown fill:#f6f8fa,stroke:#57606a,color:#1f2328,stroke-dasharray:3 3",
        "  classDef blocked fill:#f6f8fa,stroke:#8c959f,color:#57606a",
    ]

    // MARK: Text

    /// A label in quotation marks, several lines in one.
    private func label(_ lines: [String]) -> String { "\"" + lines.map(Self.escaped).joined(separator: "<br/>") + "\"" }

    /// Mermaid takes `#`, a decimal code and `;` for a character.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in Painter(style: TextStyle()).plain(text).unicodeScalars {
            // Letters, digits and what means nothing to Mermaid, Markdown or HTML.
            let isPlain =
                !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " .,:/=-()+".unicodeScalars.contains(scalar)
            if isPlain { escaped.unicodeScalars.append(scalar) } else { escaped += "#\(scalar.value);" }
        }
        return escaped
    }
}
