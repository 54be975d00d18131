import Characters
import Diagnosis
import Kubernetes
import Topology

/// One finding in full: message, evidence, remedies, and what follows from it.
struct FindingText {
    let finding: Finding
    let painter: Painter
    /// What its ages are counted to.
    private let now: Timestamp
    /// What follows from it, and the resources that both concern; none if the reader knows of which resource it all is.
    private let consequences: [Finding]
    private let held: [ExposedResource]
    private let heldNames: String
    /// A line about whom it concerns.
    private let extent: String?
    /// What stands beside the code: its message, or what it has in common with others.
    private let title: String
    /// Its message, if it stands for several.
    private let example: String?

    init(finding: Finding, report: Report, painter: Painter) {
        self.init(block: CauseBlock([finding], in: report), report: report, painter: painter)
    }

    /// Of several that are fixed in one way, of which the first stands for all.
    init(block: CauseBlock, report: Report, painter: Painter) {
        (finding, self.painter) = (block.first, painter)
        now = report.topology.now
        consequences = block.consequences
        held = report.kind == .service || block.isGroup ? [] : block.affected
        heldNames = CauseBlock.names(held, in: report)
        let names = block.isGroup ? block.names : ""
        extent = names.isEmpty ? nil : names
        title = block.heading
        example = block.isGroup ? block.first.message : nil
    }

    /// Of a finding about the tenants of a fleet.
    init(finding: Finding, fleet: Fleet, now: Timestamp, extent: String?, painter: Painter) {
        (self.finding, self.painter, self.now, self.extent) = (finding, painter, now, extent)
        consequences = fleet.consequences(of: finding)
        held = []
        heldNames = ""
        title = finding.message
        example = nil
    }

    /// Lines without a newline; `showsAll` keeps every piece of evidence and remedy.
    func lines(showsAll: Bool) -> [String] {
        var lines = heading
        if let extent { lines += painter.hanging("affects", extent) }
        if let example { lines += painter.hanging("example", example) }
        let evidence = showsAll ? finding.evidence : Array(finding.evidence.prefix(4))
        lines += labelled("evidence", evidence.map(text))
        lines += remedies
        let consequences = consequences.filter { $0.severity > .info || showsAll }
        if !consequences.isEmpty { lines += painter.hanging("leads to", summary(of: consequences)) }
        lines += painter.hanging("more", "kubelb-ctl explain \(finding.code)")
        return lines
    }

    /// The same on one line, where there is no room for more.
    var line: String { painter.plain("\(finding.severity.keyword) \(finding.code)  \(title)") }

    private var heading: [String] {
        let mark = "\(finding.severity.keyword) \(finding.code)  "
        let likelihood = finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))"
        let lines = painter.wrapped(title + likelihood, margin: mark.count)
        let painted = painter.paint(finding.severity) + " " + painter.paint("\(finding.code)", .bold) + "  "
        return [painted + (lines.first ?? "")]
            + lines.dropFirst().map { String(repeating: " ", count: mark.count) + $0 }
    }

    private func text(_ evidence: Evidence) -> String {
        let age = evidence.observedAt.map { time in
            " (\(Age.text(seconds: now.seconds(since: time))) ago)"
        }
        return evidence.text + (age ?? "")
    }

    private func labelled(_ label: String, _ texts: [String]) -> [String] {
        texts.enumerated().flatMap { painter.hanging($0.offset == 0 ? label : "", $0.element) }
    }

    /// Commands stand in lines of their own and are never wrapped: they are there to be copied.
    private var remedies: [String] {
        var label = ""
        return finding.placedRemedies.flatMap { placed -> [String] in
            let isNew = placed.label != label || placed.label == "or" && (placed.step ?? 1) == 1
            label = placed.label
            var lines = painter.hanging(isNew ? label : "", placed.words)
            for line in (placed.remedy.command?.text ?? "").split(separator: "\n", omittingEmptySubsequences: true) {
                lines.append(String(repeating: " ", count: 14) + painter.paint(painter.plain(String(line)), .bold))
            }
            return lines
        }
    }

    /// `KLC-L001 (×3), KLC-S011; affects 3 Services`.
    private func summary(of consequences: [Finding]) -> String {
        var counts: [(code: CheckCode, count: Int)] = []
        for consequence in consequences {
            if let index = counts.firstIndex(where: { $0.code == consequence.code }) {
                counts[index].count += 1
            } else {
                counts.append((consequence.code, 1))
            }
        }
        let codes = counts.map { $0.count == 1 ? "\($0.code)" : "\($0.code) (×\($0.count))" }.joined(separator: ", ")
        guard !held.isEmpty else { return codes }
        return "\(codes); affects \(held.count) \(ReportWords.noun(of: held)): \(heldNames)"
    }
}
