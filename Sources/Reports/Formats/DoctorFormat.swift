import Diagnosis

/// Everything: one line a part of the system, then the findings, root causes first.
struct DoctorFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }

    var text: String {
        var lines = overview
        for block in report.causeBlocks(where: { $0.severity > .info || isWide }) {
            lines.append("")
            lines += FindingText(block: block, report: report, painter: painter).lines(showsAll: isWide)
        }
        let infos = report.causeBlocks { $0.severity == .info }
        if !isWide, !infos.isEmpty {
            lines.append("")
            lines += infos.flatMap { block -> [String] in
                let names = block.isGroup && !block.affected.isEmpty ? " (\(block.names))" : ""
                return painter.hanging(
                    "info", "\(block.first.code) \(block.heading)\(names)", indent: 0, labelWidth: 4)
            }
        }
        let unknown = UnknownText(report: report).lines(painter)
        if !unknown.isEmpty { lines += [""] + unknown }
        lines += [""] + painter.wrapped(Summary(report: report).explained)
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: Overview

    private var overview: [String] { DoctorAreas(report: report).all.flatMap(lines) }

    /// A part's name, its mark, what was seen of it, and the codes of what is wrong.
    private func lines(of area: DoctorArea) -> [String] {
        let mark =
            switch area.mark {
            case .error: painter.paint("x ", .red)
            case .warning: painter.paint("! ", .yellow)
            case .unknown: painter.paint("? ", .yellow)
            case .ok: painter.paint("ok", .green)
            case .notChecked: painter.paint("- ", .dim)
            }
        let names = area.codes.map(\.description).joined(separator: ", ")
        let lines = painter.fitted(area.text + (names.isEmpty ? "" : " [\(names)]"), margin: 17)
        let head = area.title + String(repeating: " ", count: max(1, 13 - area.title.count)) + mark + "  "
        return [head + (lines.first ?? "")] + lines.dropFirst().map { String(repeating: " ", count: 17) + $0 }
    }
}
