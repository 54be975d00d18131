import Sandbox
import Testing
import Topology

@testable import Diagnosis

/// What the finding of an example names as the cause, what it offers, and what it leaves out.
struct CauseCase: Sendable, CustomTestStringConvertible {
    let code: CheckCode
    let example: String
    /// Parts of the message.
    var says: [String] = []
    /// Parts of the texts and commands of its remedies.
    var fixes: [String] = []
    /// What the message does not say.
    var avoids: [String] = []
    /// What no remedy says.
    var neverFixes: [String] = []

    var testDescription: String { "\(code) \(example)" }

    func expect() throws {
        let check = try #require(Catalogue.check(code))
        let example = try #require(check.documentation.examples.first { $0.name == self.example })
        let topology = try MemoryBundle(example).topology()
        let findings = Diagnosis(of: topology, checks: [check]).findings
        let finding = try #require(findings.first { $0.code == code })
        let remedies = finding.remedies.map { "\($0.text) \($0.command?.text ?? "")" }.joined(separator: "\n")
        for text in says { #expect(finding.message.contains(text), "\(finding.message)") }
        for text in fixes { #expect(remedies.contains(text), "\(remedies)") }
        for text in avoids { #expect(!finding.message.contains(text), "\(finding.message)") }
        for text in neverFixes { #expect(!remedies.contains(text), "\(remedies)") }
    }
}
