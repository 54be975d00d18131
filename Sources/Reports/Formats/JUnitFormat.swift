import Diagnosis
import KubeLB
import Topology

/// JUnit XML for CI systems: one case a Service and one a check. Errors are failures, what could not be read is skipped.
struct JUnitFormat {
    let report: Report

    var text: String {
        let suites = [suite("services", report.services.map(serviceCase)), suite("checks", checkCases)]
        let cases = suites.flatMap(\.cases)
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"kubelb-ctl\" \(counts(cases))>")
        for suite in suites {
            lines.append("  <testsuite name=\"\(suite.name)\" \(counts(suite.cases)) timestamp=\"\(timestamp)\">")
            for entry in suite.cases { lines += entry.lines }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private struct Case {
        enum Outcome {
            case passed
            case failed(message: String, text: String)
            case skipped(String)
        }

        let name: String
        let outcome: Outcome

        var lines: [String] {
            let head = "    <testcase classname=\"kubelb-ctl\" name=\"\(xml(name))\""
            switch outcome {
            case .passed: return [head + "/>"]
            case .failed(let message, let text):
                return [
                    head + ">", "      <failure message=\"\(xml(message))\">\(xml(text))</failure>", "    </testcase>",
                ]
            case .skipped(let reason):
                return [head + ">", "      <skipped message=\"\(xml(reason))\"/>", "    </testcase>"]
            }
        }
    }

    private func suite(_ name: String, _ cases: [Case]) -> (name: String, cases: [Case]) { (name, cases) }

    private var timestamp: String { String(report.topology.now.description.dropLast()) }

    private func counts(_ cases: [Case]) -> String {
        let failures = cases.count { if case .failed = $0.outcome { true } else { false } }
        let skipped = cases.count { if case .skipped = $0.outcome { true } else { false } }
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"0\" skipped=\"\(skipped)\""
    }

    private func serviceCase(_ service: ServiceDiagnosis) -> Case {
        let name = "Service \(service.key.path): \(StageWords.position(service.stages))"
        let errors = report.diagnosis.findings(concerning: [service.key]).filter { $0.severity == .error }
        if let first = errors.first {
            return Case(
                name: name,
                outcome: .failed(
                    message: "\(first.code) \(first.message)", text: errors.map(details).joined(separator: "\n")))
        }
        if let unknown = service.stages.unknowns.first {
            return Case(name: name, outcome: .skipped("\(unknown.input): \(unknown.reason)"))
        }
        return Case(name: name, outcome: .passed)
    }

    private var checkCases: [Case] {
        Catalogue.checks.map { check in
            let documentation = check.documentation
            let name = "\(documentation.code) \(documentation.title)"
            let errors = report.findings.filter { $0.code == documentation.code && $0.severity == .error }
            if let first = errors.first {
                return Case(
                    name: name,
                    outcome: .failed(message: first.message, text: errors.map(details).joined(separator: "\n")))
            }
            if let unknown = report.diagnosis.unknowns.first(where: { $0.code == documentation.code }) {
                return Case(name: name, outcome: .skipped("\(unknown.input): \(unknown.reason)"))
            }
            return Case(name: name, outcome: .passed)
        }
    }

    private func details(_ finding: Finding) -> String {
        let evidence = finding.evidence.map { "  \($0.source): \($0.value)" }
        let remedies = finding.remedies.map { "  fix: \($0.text)" + ($0.command.map { "\n    \($0)" } ?? "") }
        return (["\(finding.code) \(finding.message)"] + evidence + remedies).joined(separator: "\n")
    }
}

/// Text as XML 1.0 allows it in attributes and elements; control characters that it forbids are replaced.
private func xml(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "\n": escaped += "&#10;"
        case _ where scalar.value < 0x20 && scalar != "\t" || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
            escaped += "\u{FFFD}"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
