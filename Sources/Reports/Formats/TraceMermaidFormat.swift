import Diagnosis
import KubeLB
import Topology

/// Traces as Mermaid flowcharts, which Markdown of GitHub and GitLab shows as pictures: one a Service.
///
/// States are told by a word and by colour; labels are quoted, and what Mermaid or HTML would read is written as entities.
struct TraceMermaidFormat {
    let report: Report

    /// Ports that are drawn before the rest is counted; those that are not ok come first.
    private static let portLimit = 12

    var text: String { report.traces.map { lines(of: $0).map { $0 + "\n" }.joined() }.joined(separator: "\n") }

    private func lines(of trace: PathTrace) -> [String] {
        let words = TraceWords(uid: trace.uid) { Painter(style: TextStyle()).shortUID($0) }
        var lines = ["%% \(comment("\(Tool.name) trace: \(trace.title)"))", "flowchart LR"]
        for side in ClusterSide.allCases {
            let name = [side.rawValue + " cluster", report.topology.context(of: side)].compactMap { $0 }
            lines.append("  subgraph \(side.rawValue)[\(label([name.joined(separator: ", ")]))]")
            for hop in trace.hops where hop.role.side == side { lines.append("    " + node(hop, hop.role.rawValue, words)) }
            lines.append("  end")
        }
        for link in trace.links { lines.append("  " + edge(link.from.rawValue, link.to.rawValue, link, words)) }
        lines += dataPath(of: trace, words)
        lines += Self.classes
        return lines
    }

    // MARK: The way of the traffic

    private func dataPath(of trace: PathTrace, _ words: TraceWords) -> [String] {
        guard !trace.ports.isEmpty else { return [] }
        let (shown, hidden) = PicturePorts.chosen(of: trace, limit: Self.portLimit)
        var lines = ["  subgraph traffic[\(label(["data path"]))]"]
        for (index, port) in shown.enumerated() {
            for hop in port.hops { lines.append("    " + node(hop, "p\(index)\(hop.role.rawValue)", words, of: port)) }
        }
        if !hidden.isEmpty { lines.append("    more[\(label([PicturePorts.words(for: hidden)]))]") }
        lines.append("  end")
        for (index, port) in shown.enumerated() {
            for link in port.links {
                lines.append("  " + edge("p\(index)\(link.from.rawValue)", "p\(index)\(link.to.rawValue)", link, words))
            }
        }
        // The picture of the objects stands above that of the traffic.
        if let address = shown.first?.hops.first, trace.hop(.serviceStatus) != nil {
            lines.append("  serviceStatus -.- p0\(address.role.rawValue)")
        }
        return lines
    }

    // MARK: Nodes and edges

    private func node(_ hop: TraceHop, _ identifier: String, _ words: TraceWords, of port: TracePort? = nil) -> String {
        let title = port.map { "\(words.title(hop)) \($0.port.label)" } ?? words.title(hop)
        var lines = [title, PictureWords.label(hop) + (hop.isCause ? " ◀ here" : "")]
        let facts = words.facts(hop)
        if !facts.isEmpty { lines.append(PictureWords.cut(facts, to: 90)) }
        return "\(identifier)[\(label(lines))]:::\(hop.isCause && hop.state.isBroken ? "cause" : hop.state.rawValue)"
    }

    private func edge(_ from: String, _ to: String, _ link: TraceLink, _ words: TraceWords) -> String {
        let proof = PictureWords.cut(words.shortened(link.proof), to: 90)
        switch link.state {
        case .proven: return "\(from) -->|\(label([proof]))| \(to)"
        case .broken: return "\(from) --x|\(label([PictureWords.broken + proof]))| \(to)"
        case .unknown: return "\(from) -.->|\(label([proof, "unknown"]))| \(to)"
        case .blocked: return "\(from) -.->|\(label([proof]))| \(to)"
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

    /// A label in quotation marks, several lines in one. Mermaid takes `#`, a code and `;` for characters.
    private func label(_ lines: [String]) -> String { "\"" + lines.map(Self.escaped).joined(separator: "<br/>") + "\"" }

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

    /// A comment must not begin a directive.
    private func comment(_ text: String) -> String {
        Painter(style: TextStyle()).plain(text).replacing("{", with: "(").replacing("}", with: ")")
    }

    private enum Tool { static let name = "kubelb-ctl" }
}
