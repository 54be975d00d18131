/// A JUnit XML document, as CI systems read it.
package struct JUnitDocument {
    struct Suite {
        let name: String
        let cases: [Case]
    }

    struct Case {
        enum Outcome {
            case passed
            case failed(message: String, text: String)
            /// Not a verdict on what was tested: it could not be tested.
            case errored(message: String, text: String)
            case skipped(String)
        }

        let name: String
        let outcome: Outcome
        var className = "kubelb-ctl"
        var seconds: Double?
    }

    let suites: [Suite]
    /// Of the suites, without a time zone.
    let timestamp: String

    var text: String {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
        lines.append("<testsuites name=\"kubelb-ctl\" \(Self.counts(suites.flatMap(\.cases)))>")
        for suite in suites {
            lines.append(
                "  <testsuite name=\"\(xml(suite.name))\" \(Self.counts(suite.cases)) timestamp=\"\(timestamp)\">")
            for entry in suite.cases { lines += Self.lines(of: entry) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of entry: Case) -> [String] {
        let time = entry.seconds.map { " time=\"\($0)\"" } ?? ""
        let head = "    <testcase classname=\"\(xml(entry.className))\" name=\"\(xml(entry.name))\"\(time)"
        func element(_ name: String, _ message: String, _ text: String) -> [String] {
            [head + ">", "      <\(name) message=\"\(xml(message))\">\(xml(text))</\(name)>", "    </testcase>"]
        }
        switch entry.outcome {
        case .passed: return [head + "/>"]
        case .failed(let message, let text): return element("failure", message, text)
        case .errored(let message, let text): return element("error", message, text)
        case .skipped(let reason):
            return [head + ">", "      <skipped message=\"\(xml(reason))\"/>", "    </testcase>"]
        }
    }

    private static func counts(_ cases: [Case]) -> String {
        var (failures, errors, skipped) = (0, 0, 0)
        for entry in cases {
            switch entry.outcome {
            case .passed: break
            case .failed: failures += 1
            case .errored: errors += 1
            case .skipped: skipped += 1
            }
        }
        return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\""
    }
}

extension JUnitDocument {
    /// What a CI system gets where a command could not begin: one case, which is an error.
    package static func setUpFailure(_ message: String, details: String, timestamp: String) -> String {
        let suite = Suite(
            name: "set-up", cases: [Case(name: "set-up", outcome: .errored(message: message, text: details))])
        return JUnitDocument(suites: [suite], timestamp: String(timestamp.prefix(19))).text
    }
}
