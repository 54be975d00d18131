import CommandLineKit
import Diagnosis
import KubeLB
import Topology

/// A verification for people: one line a check, what is behind those that failed, and the counts last.
struct VerifyFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }
    private var checks: [VerifyCheck] { report.verification?.checks ?? [] }

    /// Findings printed in full before the rest is counted.
    private static let fullFindings = 10
    /// A name that leaves its detail fewer columns has it beneath.
    private static let detailWidth = 12

    var text: String {
        var lines: [String] = []
        let (groups, hidden) = groups
        let titles = Dictionary(report.resources.map { ($0.key, $0.title) }, uniquingKeysWith: { first, _ in first })
        for group in groups {
            if groups.count > 1 {
                if !lines.isEmpty { lines.append("") }
                let title = group.resource.map { titles[$0] ?? "\($0.kind) \($0.path)" } ?? "Clusters"
                lines.append(painter.paint(painter.plain(title), .bold))
            }
            lines += self.lines(of: group.checks)
        }
        if let line = hidden.line { lines += [""] + painter.wrapped("\(line): name some, or use -o wide or -o json") }
        lines += causes
        if report.verification?.count(.unknown) ?? 0 > 0 || !report.damage.isEmpty {
            let unknown = UnknownText(report: report).lines(painter)
            if !unknown.isEmpty { lines += [""] + unknown }
        }
        if !causes.isEmpty || groups.count > 1 { lines.append("") }
        lines.append(counts)
        if !causes.isEmpty { lines += ContextNote(report: report).lines(painter) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What did not pass, and the counts.
    var shortText: String {
        let open = checks.filter { $0.state == .failed || $0.state == .unknown }
        let lines = open.map { check in
            [Self.mark(check.state), check.resource?.shortTitle, check.name, check.detail].compactMap { $0 }
                .joined(separator: "  ")
        }
        let deciding = report.decidingFindings.map { "\($0.severity.keyword)  \($0.code) \($0.message)" }
        return (lines + deciding + [counts]).map { painter.plain($0) + "\n" }.joined()
    }

    // MARK: Checks

    private typealias Group = (resource: ExposedResource?, checks: [VerifyCheck])

    /// Those with tests that did not pass first; of many Services, the first ones.
    private var groups: (shown: [Group], hidden: HiddenRows) {
        let groups = report.verification?.groups ?? []
        guard !report.isNamed,
            HiddenRows.areNeeded(of: groups.count, over: HiddenRows.fullPaths, style: style, isWide: isWide)
        else {
            return (groups, HiddenRows(healths: []))
        }
        let healths = Dictionary(
            report.resources.map { ($0.key, report.health(of: $0)) }, uniquingKeysWith: { first, _ in first })
        func rank(_ group: Group) -> (Int, Int) {
            let states = group.checks.map(\.state)
            let worst = states.contains(.failed) ? 0 : states.contains(.unknown) ? 1 : 2
            // The clusters are above all Services.
            return group.resource.map { (worst, healths[$0]?.rank ?? 0) } ?? (-1, 0)
        }
        let sorted = groups.enumerated().map { (rank: rank($0.element), offset: $0.offset, group: $0.element) }
            .sorted { ($0.rank.0, $0.rank.1, $0.offset) < ($1.rank.0, $1.rank.1, $1.offset) }.map(\.group)
        let hidden = sorted.dropFirst(HiddenRows.fullPaths).compactMap { $0.resource.flatMap { healths[$0] } }
        return (Array(sorted.prefix(HiddenRows.fullPaths)), HiddenRows(healths: hidden))
    }

    private func lines(of checks: [VerifyCheck]) -> [String] {
        let margin = (checks.map { Self.mark($0.state).count }.max() ?? 4) + 2
        let room = style.width.map { $0 - margin - 3 - Self.detailWidth } ?? .max
        let nameWidth = checks.map { displayWidth(painter.plain($0.name)) }.filter { $0 <= room }.max() ?? 0
        return checks.flatMap { check -> [String] in
            let mark = Self.mark(check.state)
            let head = painter.paint(mark, Self.ink(check.state)) + String(repeating: " ", count: margin - mark.count)
            let (name, detail) = (painter.plain(check.name), painter.plain(check.detail))
            guard !detail.isEmpty else { return hanging(head, name, margin) }
            let gap = nameWidth - displayWidth(name) + 3
            let fits = style.width.map { margin + nameWidth + 3 + displayWidth(detail) <= $0 } ?? true
            if gap >= 3, fits { return [head + name + String(repeating: " ", count: gap) + detail] }
            let pad = String(repeating: " ", count: margin + 2)
            return hanging(head, name, margin) + painter.wrapped(detail, margin: margin + 2).map { pad + $0 }
        }
    }

    private func hanging(_ head: String, _ text: String, _ margin: Int) -> [String] {
        let pad = String(repeating: " ", count: margin)
        return painter.wrapped(text, margin: margin).enumerated().map { ($0.offset == 0 ? head : pad) + $0.element }
    }

    private static func mark(_ state: VerifyCheck.State) -> String {
        switch state {
        case .passed: "PASS"
        case .failed: "FAIL"
        case .skipped: "SKIP"
        case .unknown: "UNKNOWN"
        }
    }

    private static func ink(_ state: VerifyCheck.State) -> Painter.Ink {
        switch state {
        case .passed: .green
        case .failed: .red
        case .skipped: .dim
        case .unknown: .yellow
        }
    }

    // MARK: Below

    /// The root causes of what failed, and other findings that decide.
    private var causes: [String] {
        let failed = Set(checks.filter { $0.state == .failed }.compactMap(\.resource))
        var causes = report.diagnosis.findings(concerning: failed).filter {
            $0.isRootCause && ($0.severity > .info || isWide)
        }
        let known = Set(causes.map(\.id))
        causes += report.decidingFindings.filter { !known.contains($0.id) }
        let blocks = report.blocks(of: causes)
        var lines = blocks.prefix(Self.fullFindings).flatMap { block in
            [""] + FindingText(block: block, report: report, painter: painter).lines(showsAll: isWide)
        }
        if blocks.count > Self.fullFindings {
            lines += ["", painter.plain("… and \(blocks.count - Self.fullFindings) more: kubelb-ctl doctor")]
        }
        return lines
    }

    /// `3 passed, 0 failed, 1 skipped`.
    private var counts: String { Self.counts(of: report) }

    static func counts(of report: Report) -> String {
        let verification = report.verification
        func count(_ state: VerifyCheck.State) -> Int { verification?.count(state) ?? 0 }
        let unknown = count(.unknown) > 0 ? ", \(count(.unknown)) unknown" : ""
        let suppressed = report.suppressed.isEmpty ? "" : ", \(report.suppressed.count) suppressed"
        let deciding = report.decidingFindings.count
        let findings = deciding > 0 ? ", \(deciding) finding\(deciding == 1 ? "" : "s")" : ""
        return "\(count(.passed)) passed, \(count(.failed)) failed, \(count(.skipped)) skipped\(unknown)\(findings)"
            + suppressed
    }
}
