import Diagnosis
import Topology

/// The parts of the system on a page of `doctor`: a row each.
struct HTMLAreas {
    let report: Report

    var lines: [String] {
        guard report.kind == .doctor else { return [] }
        return ["<section>", "<h2>Overview</h2>", #"<div class="card">"#, #"<table class="areas">"#]
            + DoctorAreas(report: report).all.map(row) + ["</table>", "</div>", "</section>"]
    }

    private func row(_ area: DoctorArea) -> String {
        let (tone, word) =
            switch area.mark {
            case .ok: ("good", "ok")
            case .error: ("bad", "error")
            case .warning: ("warn", "warning")
            case .unknown: ("warn", "unknown")
            case .notChecked: ("idle", "not checked")
            }
        let codes = area.codes.map(\.description).joined(separator: ", ")
        return #"<tr><th scope="row">\#(HTMLText.escaped(area.title))</th><td class="mark \#(tone)">\#(word)</td><td>"#
            + HTMLText.escapedWithShortWords(area.text)
            + (codes.isEmpty ? "" : " " + HTMLText.element("span", "soft", codes)) + "</td></tr>"
    }
}

/// The checks of `verify`: one table, so that its columns are aligned whatever they are about.
struct HTMLChecks {
    let report: Report

    var lines: [String] {
        guard let verification = report.verification else { return [] }
        var lines = ["<section>", "<h2>Tests</h2>", #"<div class="card">"#, #"<table class="checks">"#]
        for group in verification.groups {
            let title = group.resource.map { "\($0.kind) \($0.path)" } ?? "Clusters"
            lines.append(
                #"<tbody><tr><th colspan="3" scope="rowgroup">\#(HTMLText.escaped(title))</th></tr>"#)
            lines += group.checks.map { check in
                let (tone, word) = Self.mark(check.state)
                return #"<tr><td class="mark \#(tone)">\#(word)</td>"# + HTMLText.element("td", "", check.name)
                    + HTMLText.element("td", "soft", check.detail) + "</tr>"
            }
            lines.append("</tbody>")
        }
        return lines + ["</table>", "</div>", "</section>"]
    }

    private static func mark(_ state: VerifyCheck.State) -> (tone: String, word: String) {
        switch state {
        case .passed: ("good", "PASS")
        case .failed: ("bad", "FAIL")
        case .skipped: ("idle", "SKIP")
        case .unknown: ("warn", "UNKNOWN")
        }
    }
}
