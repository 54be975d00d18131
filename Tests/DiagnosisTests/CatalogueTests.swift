import FoundationEssentials
import KubeLB
import Sandbox
import TestSupport
import Testing
import Topology

@testable import Diagnosis

/// What must hold of every check.
@Suite struct CatalogueTests {
    private static let documentations = Catalogue.checks.map(\.documentation)

    @Test func codesAreUniqueAndSorted() {
        let codes = Self.documentations.map(\.code)
        #expect(Set(codes).count == codes.count)
        #expect(codes == codes.sorted())
        for code in codes { #expect(CheckCode(typed: code.description) == code) }
    }

    /// Every number up to a group's last one is a check, or it is said why there is none.
    @Test func noCodeIsLeftOut() {
        let withdrawn = Catalogue.withdrawn.map(\.code)
        #expect(Set(withdrawn).isDisjoint(with: Self.documentations.map(\.code)))
        #expect(withdrawn == withdrawn.sorted())
        for group in CheckGroup.allCases {
            let numbers = (Self.documentations.map(\.code) + withdrawn).filter { $0.group == group }
                .compactMap { Int($0.short.dropFirst()) }.sorted()
            #expect(numbers == Array(1..<(numbers.count + 1)), "\(group)")
        }
        for check in Catalogue.withdrawn {
            for word in check.reason.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "-" }) {
                guard word.hasPrefix(CheckCode.prefix) else { continue }
                #expect(CheckCode(typed: String(word)).flatMap(Catalogue.check) != nil, "\(word)")
            }
        }
    }

    @Test func everyFileIsListed() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Diagnosis/Catalogue")
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path())
            .compactMap { $0.split(separator: "/").last.map(String.init) }
            .filter { $0.wholeMatch(of: /[A-Z][0-9]{3}[A-Z].*\.swift/) != nil }
        #expect(Set(files.map { String($0.prefix(4)) }) == Set(Self.documentations.map(\.code.short)))
    }

    @Test(arguments: documentations.map(\.code))
    func isDocumented(code: CheckCode) throws {
        let check = try #require(Catalogue.check(code)?.documentation)
        #expect(check.title.count < 70 && !check.title.hasSuffix("."), "\(check.title)")
        for text in [check.meaning, check.impact, check.mending] {
            #expect(text.count > 20 && text.hasSuffix("."), "\(code): \(text)")
        }
        #expect(!check.inputs.isEmpty || !check.optionalInputs.isEmpty, "\(code)")
        #expect(Set(check.inputs).isDisjoint(with: check.optionalInputs), "\(code)")
        #expect(check.examples.contains { $0.fires != nil }, "\(code) has no example that fires")
        #expect(check.examples.contains { $0.fires == nil }, "\(code) has no example that does not fire")
        #expect(Set(check.examples.map(\.name)).count == check.examples.count, "\(code)")
        for cause in check.causedBy {
            #expect(
                Catalogue.check(cause) != nil, "\(code) is caused by unknown \(cause)")
        }
    }

    @Test func causesFormNoCycle() {
        var remaining = Dictionary(uniqueKeysWithValues: Self.documentations.map { ($0.code, Set($0.causedBy)) })
        while let free = remaining.first(where: { $0.value.isDisjoint(with: remaining.keys) }) {
            remaining[free.key] = nil
        }
        #expect(remaining.isEmpty, "a cycle among \(remaining.keys.sorted())")
    }

    /// Declared inputs decide what is fetched and which rights are asked for, so they have to be the inputs that are read.
    @Test(arguments: documentations.map(\.code))
    func examplesDoWhatTheySay(code: CheckCode) throws {
        let check = try #require(Catalogue.check(code))
        let documentation = check.documentation
        var read = Set<Input>()
        for example in documentation.examples {
            let recorder = ReadRecorder()
            let topology = try MemoryBundle(example).topology(recorder: recorder)
            _ = recorder.take()
            _ = check.findings(in: CheckContext(topology))
            read.formUnion(recorder.take())
            let diagnosis = Diagnosis(of: topology, checks: Self.judging(check))
            let found = diagnosis.findings.filter { $0.code == code }
            let words = "\(code) \"\(example.name)\": \(diagnosis.findings.map(\.line).joined(separator: "; "))"
            if let severity = example.fires {
                #expect(found.contains { $0.severity == severity }, "\(words)")
            } else {
                #expect(found.isEmpty, "\(words)")
            }
            for finding in found {
                #expect(finding.severity <= documentation.severity, "\(words)")
                #expect(!finding.message.isEmpty && !finding.evidence.isEmpty, "\(words)")
                #expect(finding.message.last != ".", "one style for all: \(words)")
            }
        }
        let declared = Set(documentation.inputs + documentation.optionalInputs)
        let scope = Set(Input.scope)
        #expect(read.subtracting(declared).subtracting(scope) == [], "\(code) reads what it does not declare")
        #expect(declared.subtracting(read).subtracting(scope) == [], "\(code) declares what it does not read")
    }

    /// Checks that depend on others run with all of them; the others alone, unless every test is requested.
    private static func judging(_ check: any Check) -> [any Check] {
        let dependsOnOthers = check is any LastResortCheck || check is any ReadOutcomeCheck
        return TestExtent.isWhole || dependsOnOthers ? Catalogue.checks : [check]
    }
}

/// The healthy pair is healthy, and each fault shows.
@Suite struct ExamplePairTests {
    @Test func healthyPairHasNothingAboveInfo() throws {
        let diagnosis = try MemoryBundle(.silent("healthy", metrics: MetricsExamples.healthy)).diagnose()
        #expect(diagnosis.findings.filter { $0.severity > .info }.map(\.line) == [])
        #expect(diagnosis.services.map(\.stages.state) == [.healthy])
        #expect(diagnosis.unknowns.isEmpty, "\(diagnosis.unknowns)")
    }

    /// Without statistics all is still well, and what they would confirm is said not to be collected.
    @Test func healthyPairIsHealthyUnconfirmed() throws {
        let diagnosis = try MemoryBundle(files: ExamplePair().files).diagnose()
        #expect(diagnosis.findings.filter { $0.severity > .info }.map(\.line) == [])
        #expect(diagnosis.services.map(\.stages.state) == [.healthy])
        #expect(!diagnosis.unknowns.isEmpty)
        #expect(diagnosis.unknowns.allSatisfy { $0.input.isMetrics && $0.reason == .notCollected })
    }

    @Test(arguments: ["ccm-scaled-down", "no-endpoints", "layer4-disabled"])
    func faultsShow(name: String) throws {
        let fault = try #require(ExampleFault.named(name))
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: fault.changes).files).diagnose()
        #expect(diagnosis.findings.first?.severity == .error, "\(diagnosis.findings.map(\.line))")
    }
}
