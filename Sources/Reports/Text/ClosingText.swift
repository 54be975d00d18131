/// What stands below one Service: what could not be seen, the counts, and what shell variables stand for.
struct ClosingText {
    let report: Report
    let painter: Painter

    var lines: [String] {
        let unknown = UnknownText(report: report).lines(painter)
        var lines = unknown.isEmpty ? [] : [""] + unknown
        lines += [""] + painter.wrapped(Summary(report: report).explained)
        if report.otherErrors > 0 {
            let errors = report.otherErrors == 1 ? "1 error" : "\(report.otherErrors) errors"
            let verb = report.otherErrors == 1 ? "does" : "do"
            lines += painter.wrapped("\(errors) elsewhere in the clusters \(verb) not affect these: kubelb-ctl doctor")
        }
        return lines + ContextNote(report: report).lines(painter)
    }
}
