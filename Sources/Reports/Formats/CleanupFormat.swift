import Diagnosis
import KubeLB
import Topology

/// The plan of a clean-up for people: a count, two lines a candidate, and what to do next.
struct CleanupFormat {
    let report: CleanupReport
    let style: TextStyle

    private var painter: Painter { Painter(style: style) }
    private var plan: CleanupPlan { report.plan }

    var text: String {
        var lines = painter.wrapped(heading)
        for candidate in plan.candidates { lines += self.lines(of: candidate) }
        for refusal in plan.refusals {
            lines += hanging(painter.paint("refused", .red), 7, refusal.message)
            if let hint = refusal.hint { lines += hanging("", 0, "hint: \(hint)") }
        }
        for gap in gaps { lines += hanging("unknown", 7, gap) }
        for damage in report.damage { lines += hanging("damaged", 7, damage) }
        lines += closing
        return lines.map { $0 + "\n" }.joined()
    }

    /// One line for each reason: an identity that may read little is one, not twenty.
    private var gaps: [String] {
        var groups: [(reason: String, gaps: [CleanupGap])] = []
        for gap in plan.unjudged {
            let reason = if case .forbidden = gap.reason { "forbidden" } else { "\(gap.reason)" }
            let index = groups.firstIndex { $0.reason == reason } ?? groups.count
            if index == groups.count { groups.append((reason, [])) }
            groups[index].gaps.append(gap)
        }
        return groups.map { reason, gaps in
            let whats = gaps.map(\.what).uniqued().joined(separator: ", ")
            let inputs = gaps.map { "\($0.input)" }.uniqued().joined(separator: ", ")
            if gaps.count == 1 { return "not checked: \(whats) (\(inputs): \(gaps[0].reason))" }
            let hint = reason == "forbidden" ? "; cleanup --print-rbac prints the permissions" : ""
            return "not checked: \(whats) (\(reason): \(inputs)\(hint))"
        }
    }

    private var heading: String {
        guard let namespace = plan.tenantNamespace else { return "tenant unknown" }
        let title = "tenant \(KubeLBNames.tenantName(forNamespace: namespace)): "
        guard let counts = plan.counts else { return title + "nothing could be checked" }
        var parts = [
            "\(counts.loadBalancers) LoadBalancer\(counts.loadBalancers == 1 ? "" : "s")", "\(counts.live) live",
        ]
        if counts.routes > 0 { parts.append("\(counts.routes) Route\(counts.routes == 1 ? "" : "s")") }
        parts.append("\(plan.count(.delete)) to delete")
        if plan.count(.review) > 0 { parts.append("\(plan.count(.review)) to review") }
        if plan.count(.keep) > 0 { parts.append("\(plan.count(.keep)) protected") }
        if counts.deleting > 0 { parts.append("\(counts.deleting) being deleted") }
        return title + parts.joined(separator: ", ")
    }

    private func lines(of candidate: CleanupCandidate) -> [String] {
        let (word, ink): (String, Painter.Ink) =
            switch candidate.verdict {
            case .delete: ("DELETE", .red)
            case .review: ("REVIEW", .yellow)
            case .keep: ("KEEP", .blue)
            }
        var parts = [candidate.object.reference]
        if let age = candidate.created.map({ Age.text(seconds: plan.generatedAt.seconds(since: $0)) }) {
            parts.append("age \(age)")
        }
        let held = candidate.addresses.joined(separator: ",")
        let ports = candidate.ports.joined(separator: ",")
        if candidate.verdict != .keep, !held.isEmpty {
            parts.append(
                "\(candidate.verdict == .delete ? "frees" : "holds") \(held)" + (ports.isEmpty ? "" : " \(ports)"))
        }
        let kind = candidate.isOfLayerSeven ? candidate.originKind + " " : ""
        let origin = candidate.origin.map { "origin \(kind)\($0): " } ?? ""
        return hanging(painter.paint(word, ink), word.count, parts.joined(separator: "  "))
            + hanging("", 0, "\(origin)\(candidate.reason) (\(CheckCode(stringLiteral: candidate.code)))")
    }

    /// A label, which may hold escape sequences, with text beside it that is wrapped.
    private func hanging(_ label: String, _ length: Int, _ text: String) -> [String] {
        let margin = 9
        let lines = painter.wrapped(text, margin: margin)
        let pad = String(repeating: " ", count: margin)
        return lines.enumerated().map { index, line in
            index == 0 ? label + String(repeating: " ", count: max(1, margin - length)) + line : pad + line
        }
    }

    private var closing: [String] {
        guard report.isDryRun else { return [] }
        guard plan.refusals.isEmpty else {
            return painter.wrapped("nothing was changed, and cleanup refuses to change anything")
        }
        guard plan.count(.delete) > 0 else { return ["nothing to delete, nothing was changed"] }
        return painter.wrapped(
            "dry run, nothing was changed. To apply: kubelb-ctl cleanup --yes (or --plan-out FILE, then --plan FILE --yes)"
        )
    }
}
