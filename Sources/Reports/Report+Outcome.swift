import Diagnosis
import Topology

/// The report in a word, for formats that begin with it.
extension Report {
    enum Outcome: String {
        case good
        case warned
        case bad
        case unknown
    }

    /// What was found, whatever the exit status was told to be.
    var outcome: Outcome {
        if let verification {
            if verification.count(.failed) > 0 { return .bad }
            if verification.count(.unknown) > 0 { return .unknown }
            return findings.contains { $0.severity == .warning } ? .warned : .good
        }
        if findings.contains(where: { $0.severity == .error && !$0.isAboutReach }) { return .bad }
        let isUnknown =
            findings.contains { $0.isAboutReach }
            || services.contains { $0.stages.unknowns.contains { $0.reason != .notCollected } }
        if isUnknown { return .unknown }
        return findings.contains { $0.severity == .warning } ? .warned : .good
    }

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
            "\(text); not judged: \((codes[text] ?? []).uniqued().map(\.description).joined(separator: ", "))"
        }
    }
}
