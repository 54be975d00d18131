import Diagnosis
import Topology

extension Verdict.Conclusion {
    /// The headline of formats that begin with one.
    var headline: String {
        switch self {
        case .passed: "no problems found"
        case .incomplete: "no problems found, but not everything could be checked"
        case .warned: "warnings"
        case .failed: "problems found"
        case .undetermined: "could not be determined"
        }
    }
}

extension Report {
    /// What could not be read, one line each, with the checks that it kept from judging.
    var unknownLines: [String] {
        var order: [String] = []
        var codes: [String: [CheckCode]] = [:]
        for unknown in unknownChecks {
            let text = "\(unknown.input): \(unknown.reason)"
            if codes[text] == nil { order.append(text) }
            codes[text, default: []].append(unknown.code)
        }
        return order.map { text in
            "\(text); not checked: \((codes[text] ?? []).uniqued().map(\.description).joined(separator: ", "))"
        }
    }
}
