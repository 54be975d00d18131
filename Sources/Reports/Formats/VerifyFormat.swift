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
    /// A detail is not put behind a name that leaves it fewer columns.
    private static let detailWidth = 24

    var text: String {
        var lines: [String] = []
        let keys = checks.map(\.service).uniqued()
        for key in keys {
            if keys.count > 1 {
                if !lines.isEmpty { lines.append("") }
                lines.append(painter.paint(painter.plain(key.map { "Service \($0.path)" } ?? "Clusters"), .bold))
            }
            lines += self.lines(of: checks.filter { $0.service == key })
        }
        lines += causes
        if report.verification?.count(.unknown) ?? 0 > 0 {
            let unknown = UnknownText(report: report, painter: painter).lines
            if !unknown.isEmpty { lines += [""] + unknown }
        }
        if !causes.isEmpty { lines.append("") }
        lines.append(counts)
        if !causes.isEmpty { lines += ContextNote(report: report).lines(painter) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// What did not pass, and the counts.
    var shortText: String {
        let open = checks.filter { $0.state == .failed || $0.state == .unknown }
        let lines = open.map { check in
            [Self.mark(check.state), check.service?.path, check.name, check.detail].compactMap { $0 }
                .joined(separator: "  ")
        }
        return (lines + [counts]).map { painter.plain($0) + "\n" }.joined()
    }

    // MARK: Checks

    private func lines(of checks: [VerifyCheck]) -> [String] {
        let markWidth = checks.map { Self.mark($0.state).count }.max() ?? 4
        let nameWidth = checks.map { displayWidth(painter.plain($0.name)) }.max() ?? 0
        let margin = markWidth + 2
        let column = margin + nameWidth + 3
        let isSideBySide = style.width.map { $0 - column >= Self.detailWidth } ?? true
        let pad = String(repeating: " ", count: margin)
        return checks.flatMap { check -> [String] in
            let mark = Self.mark(check.state)
            let head = painter.paint(mark, Self.ink(check.state)) + String(repeating: " ", count: margin - mark.count)
            if isSideBySide {
                let name = painter.plain(check.name)
                let gap = String(repeating: " ", count: nameWidth - displayWidth(name) + 3)
                let details = painter.wrapped(check.detail, margin: column)
                guard let first = details.first, !first.isEmpty else { return [head + name] }
                return [head + name + gap + first]
                    + details.dropFirst().map { String(repeating: " ", count: column) + $0 }
            }
            let names = painter.wrapped(check.name, margin: margin)
            let details = check.detail.isEmpty ? [] : painter.wrapped(check.detail, margin: margin + 2)
            return [head + (names.first ?? "")] + names.dropFirst().map { pad + $0 } + details.map { pad + "  " + $0 }
        }
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

    /// The root causes of what failed.
    private var causes: [String] {
        let failed = Set(checks.filter { $0.state == .failed }.compactMap(\.service))
        let causes = report.diagnosis.findings(concerning: failed).filter {
            $0.isRootCause && ($0.severity > .info || isWide)
        }
        var lines = causes.prefix(Self.fullFindings).flatMap { finding in
            [""] + FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide)
        }
        if causes.count > Self.fullFindings {
            lines += ["", painter.plain("… and \(causes.count - Self.fullFindings) more: kubelb-ctl doctor")]
        }
        return lines
    }

    /// `3 passed, 0 failed, 1 skipped`.
    private var counts: String {
        let verification = report.verification
        func count(_ state: VerifyCheck.State) -> Int { verification?.count(state) ?? 0 }
        let unknown = count(.unknown) > 0 ? ", \(count(.unknown)) unknown" : ""
        return "\(count(.passed)) passed, \(count(.failed)) failed, \(count(.skipped)) skipped\(unknown)"
    }
}
