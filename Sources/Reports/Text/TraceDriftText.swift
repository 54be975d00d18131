import Diagnosis
import Kubernetes
import Topology

/// What differs from what the controllers would write: `-` expected, `+` actual.
struct TraceDriftText {
    let painter: Painter
    let words: TraceWords

    func lines(of drift: TraceDrift) -> [String] {
        let gaps = drift.uncompared.map { "not compared: \($0.object.description): \($0.reason)" }
        guard !drift.differences.isEmpty else {
            let compared = drift.compared.map(Self.name).uniqued().joined(separator: ", ")
            let text = drift.compared.isEmpty ? "nothing to compare" : "none (\(compared))"
            let rows = ([text] + gaps).flatMap { painter.fitted(words.shortened($0), margin: 11) }
            return [""]
                + rows.enumerated().map { index, row in
                    (index == 0 ? painter.paint("drift", .bold) + "      " : String(repeating: " ", count: 11)) + row
                }
        }
        var lines = ["", painter.paint("drift", .bold)]
        var object: ObjectReference?
        for difference in drift.differences {
            if difference.object != object {
                object = difference.object
                lines += indented(words.shortened(difference.object.description), 2)
            }
            lines += indented(words.shortened(difference.field) + (difference.matters ? "" : " (no effect)"), 4)
            lines += signed("-", .red, "expected \(difference.expected)")
            lines += signed("+", .green, "actual   \(difference.actual)")
        }
        return lines + gaps.flatMap { indented(words.shortened($0), 2) }
    }

    private static func name(_ object: ObjectReference) -> String {
        object.side == .management && object.kind == Service.kind ? "envoy Service" : object.kind
    }

    private func indented(_ text: String, _ indent: Int) -> [String] {
        painter.fitted(text, margin: indent).map { String(repeating: " ", count: indent) + $0 }
    }

    private func signed(_ sign: String, _ ink: Painter.Ink, _ text: String) -> [String] {
        painter.fitted(words.shortened(text), margin: 8).enumerated().map { index, line in
            "      " + painter.paint((index == 0 ? "\(sign) " : "  ") + line, ink)
        }
    }
}
