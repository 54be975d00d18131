import Diagnosis

/// Several pairs of clusters: one row each.
struct PairsFormat {
    let report: PairsReport
    let style: TextStyle
    let isWide: Bool
    let showsHeaders: Bool
    let showsRows: Bool

    private var painter: Painter { Painter(style: style) }

    private static let columns: [Columns.Column] = [
        .init(heading: "PAIR", expendability: 0, minimum: 8),
        .init(heading: "TENANT", expendability: 1, minimum: 6),
        .init(heading: "SERVICES", expendability: 0, minimum: 8),
        .init(heading: "ERRORS", expendability: 0, minimum: 6),
        .init(heading: "WARNINGS", expendability: 0, minimum: 8),
        .init(heading: "FIRST FINDING", expendability: 0, minimum: 13),
    ]
    private static let wideColumns: [Columns.Column] = [
        .init(heading: "UNKNOWN", expendability: 2, minimum: 7),
        .init(heading: "TENANT CONTEXT", expendability: 4, minimum: 8),
        .init(heading: "MANAGEMENT CONTEXT", expendability: 3, minimum: 8),
    ]

    var text: String {
        var table = Columns(Self.columns.dropLast() + (isWide ? Self.wideColumns : []) + Self.columns.suffix(1))
        table.rows = report.pairs.map(row)
        var lines = table.lines(painter, showsHeaders: showsHeaders) { text, row, column in
            column == 0 ? painter.paint(text, ink(of: report.pairs[row])) : text
        }
        guard showsHeaders || !showsRows else { return lines.map { $0 + "\n" }.joined() }
        lines = (showsRows ? lines + [""] : []) + painter.wrapped(footer)
        return lines.map { $0 + "\n" }.joined()
    }

    private func row(_ pair: PairsReport.Pair) -> [String] {
        let report = pair.report
        // Nothing was counted where nothing was read.
        func count(_ number: Int?) -> String { number.map { "\($0)" } ?? "?" }
        let services = pair.services.map { "\($0.routed)/\($0.total)" } ?? "?"
        var cells = [
            pair.name, pair.tenant ?? "-", services, count(report?.verdict.errors), count(report?.verdict.warnings),
        ]
        if isWide {
            cells += [
                count(report?.verdict.unknownChecks), report?.topology.context(of: .tenant) ?? "-",
                report?.topology.context(of: .management) ?? "-",
            ]
        }
        return cells + [pair.words]
    }

    private func ink(of pair: PairsReport.Pair) -> Painter.Ink {
        switch pair.exitStatus {
        case 0: .green
        case 1: .red
        default: .yellow
        }
    }

    private var footer: String {
        func count(_ matches: (PairsReport.Pair) -> Bool) -> Int { report.pairs.count(where: matches) }
        let total = report.pairs.count
        var parts = ["\(total) pair\(total == 1 ? "" : "s")", "\(count { $0.exitStatus == 0 }) without errors"]
        let (broken, unread) = (count { $0.exitStatus == 1 }, count { $0.exitStatus > 1 })
        if broken > 0 { parts.append("\(broken) with errors") }
        if unread > 0 { parts.append("\(unread) not read completely") }
        let more = report.exitStatus == 0 ? "" : " Details of a pair: kubelb-ctl doctor --pair NAME"
        return parts.joined(separator: ", ") + "." + more
    }
}
