import Diagnosis
import Kubernetes
import Topology

/// One finding in full: message, evidence, remedies, and what follows from it.
struct FindingText {
    let finding: Finding
    let report: Report
    let painter: Painter

    /// Lines without a newline; `showsAll` keeps every piece of evidence and remedy.
    func lines(showsAll: Bool) -> [String] {
        var lines = heading
        let evidence = showsAll ? finding.evidence : Array(finding.evidence.prefix(4))
        lines += labelled("evidence", evidence.map(text))
        lines += remedies
        let consequences = report.consequences(of: finding).filter { $0.severity > .info || showsAll }
        if !consequences.isEmpty { lines += painter.hanging("causes", summary(of: consequences)) }
        lines += painter.hanging("more", "kubelb-ctl explain \(finding.code)")
        return lines
    }

    private var heading: [String] {
        let mark = "\(finding.severity.keyword) \(finding.code)  "
        let likelihood = finding.confidence == .certain ? "" : " (\(finding.confidence.rawValue))"
        let lines = painter.wrapped(finding.message + likelihood, margin: mark.count)
        let painted = painter.paint(finding.severity) + " " + painter.paint("\(finding.code)", .bold) + "  "
        return [painted + (lines.first ?? "")]
            + lines.dropFirst().map { String(repeating: " ", count: mark.count) + $0 }
    }

    private func text(_ evidence: Evidence) -> String {
        let age = evidence.observedAt.map { time in
            " (\(Age.text(seconds: report.topology.now.seconds(since: time))) ago)"
        }
        return "\(evidence.source): \(evidence.value)\(age ?? "")"
    }

    private func labelled(_ label: String, _ texts: [String]) -> [String] {
        texts.enumerated().flatMap { painter.hanging($0.offset == 0 ? label : "", $0.element) }
    }

    /// Commands stand in lines of their own and are never wrapped: they are there to be copied.
    private var remedies: [String] {
        finding.remedies.enumerated().flatMap { index, remedy -> [String] in
            let risk = remedy.risk == .none ? "" : " [\(remedy.risk == .restart ? "restarts" : "deletes")]"
            var lines = painter.hanging(index == 0 ? "fix" : "or", remedy.text + risk)
            for line in (remedy.command ?? "").split(separator: "\n", omittingEmptySubsequences: true) {
                lines.append(String(repeating: " ", count: 14) + painter.paint(painter.plain(String(line)), .bold))
            }
            return lines
        }
    }

    /// `KLC-L001 (×3), KLC-S011: 3 Services held up`.
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
        let held = report.servicesHeldUp(by: finding)
        guard report.kind != .service, !held.isEmpty else { return codes }
        let names = held.prefix(3).map(\.path).joined(separator: ", ") + (held.count > 3 ? ", …" : "")
        return "\(codes); holds up \(held.count) Service\(held.count == 1 ? "" : "s"): \(names)"
    }
}

/// The lines about what could not be seen.
struct UnknownText {
    let report: Report
    let painter: Painter

    /// One line a reason, with the reads that it kept from us and the checks that are unknown for it; then the damage.
    var lines: [String] {
        var order: [String] = []
        var groups: [String: (reason: UnknownReason, inputs: [Input], codes: [CheckCode])] = [:]
        for unknown in report.unknownChecks {
            let key = "\(unknown.input.side) \(unknown.reason)"
            if groups[key] == nil { order.append(key) }
            var group = groups[key] ?? (unknown.reason, [], [])
            if !group.inputs.contains(unknown.input) { group.inputs.append(unknown.input) }
            if !group.codes.contains(unknown.code) { group.codes.append(unknown.code) }
            groups[key] = group
        }
        var lines = order.compactMap { groups[$0] }.flatMap { group -> [String] in
            let reads = Self.list(group.inputs.map(\.description), limit: 1, noun: "reads")
            let codes = Self.list(group.codes.map(\.description), limit: 6, noun: "checks")
            let text = "\(reads): \(group.reason); not judged: \(codes)"
            return painter.hanging("unknown", text, indent: 0, labelWidth: 8)
        }
        lines += report.damage.flatMap { painter.hanging("damaged", $0, indent: 0, labelWidth: 8) }
        return lines
    }

    private static func list(_ words: [String], limit: Int, noun: String) -> String {
        let shown = words.prefix(limit).joined(separator: ", ")
        return words.count > limit ? "\(shown) and \(words.count - limit) more \(noun)" : shown
    }
}
