import Diagnosis
import Foundation
import FoundationXML
import Probes
import Testing
import Topology

@testable import Reports

/// JUnit documents as an XML parser that is not ours reads them.
@Suite struct JUnitTests {
    /// A Service whose name needs quoting, in a tenant cluster that says nothing else.
    private static let services = #"""
        {"kind":"List","items":[{"metadata":{"name":"a<b>\u0001&\"","namespace":"shop","uid":"u1"},"spec":{"type":"LoadBalancer",
        "ports":[{"name":"http","port":80,"protocol":"TCP","nodePort":31080}]},
        "status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.10"}]}}}]}
        """#

    private func document(
        services: String = services, _ outcome: ProbeOutcome = .open(after: .milliseconds(14))
    ) throws -> JUnitReader {
        let manifest = try BundleManifest.decode(
            Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z"}"#.utf8),
            source: "bundle.json")
        var observation = BundleObservation(source: "bundle", manifest: manifest) { path in
            path == "tenant/services.json" ? .present(Array(services.utf8)) : .absent
        }.observe()
        let plan = Topology(observation).exposures.flatMap {
            ProbePlan(Topology(observation), ProbePlan.Options()).probes(of: $0)
        }
        observation.probes = plan.compactMap { probe in
            probe.target.map { MadeProbe(probe: probe, result: ProbeResult(target: $0, outcome: outcome)) }
        }
        let diagnosis = Diagnosis(of: Topology(observation))
        let report = Report(
            kind: .verify, toolVersion: "1", diagnosis: diagnosis, services: diagnosis.services,
            findings: diagnosis.findings, damage: [],
            verification: Verification(of: diagnosis, services: diagnosis.services, plan: plan, coversAll: true),
            exitStatus: { _ in 1 })
        return try #require(JUnitReader.read(report.rendered(as: .junit, style: TextStyle())))
    }

    private static let probe = "TCP connect 198.51.100.10:80 from this machine"

    @Test func thereIsOneCaseForEachCheck() throws {
        let document = try document()
        #expect(document.suites == ["shop/a<b>\u{FFFD}&\""])
        #expect(document.cases.count == 5)
        #expect(document.cases.first { $0.name == Self.probe }?.outcome == "passed")
        #expect(document.cases.first { $0.name == Self.probe }?.time == "0.014")
        #expect(document.counts["tests"] == 5)
        for (outcome, key) in [("failure", "failures"), ("error", "errors"), ("skipped", "skipped")] {
            #expect(document.counts[key] == document.cases.count { $0.outcome == outcome })
        }
    }

    @Test func aProbeThatFailsIsAFailure() throws {
        let failed = try #require(try document(.refused).cases.first { $0.name == Self.probe })
        #expect(failed.outcome == "failure" && failed.message == "refused")
        #expect(failed.text.contains("KLC-N006"))
    }

    /// A job must not pass on what was not seen.
    @Test func whatCouldNotBeDeterminedIsAnError() throws {
        let document = try document(services: #"{"kind":"Status","code":403,"message":"no"}"#)
        #expect(document.cases.map(\.outcome) == ["error"])
        #expect(document.suites == ["clusters"])
        let impossible = try self.document(.failed("too many open files"))
        #expect(impossible.cases.first { $0.name == Self.probe }?.outcome == "error")
    }

    @Test func whereNothingCouldBeginThereIsACaseThatSaysSo() throws {
        let text = JUnitDocument.setUpFailure(
            "no \u{1B}[31m <kubeconfig>", details: "hint: a & b", timestamp: "2026-11-22T12:00:00Z")
        let document = try #require(JUnitReader.read(text))
        #expect(document.cases.map(\.name) == ["set-up"])
        #expect(document.cases.map(\.outcome) == ["error"])
        #expect(document.cases.map(\.message) == ["no \u{FFFD}[31m <kubeconfig>"])
        #expect(document.cases.allSatisfy { $0.text.contains("hint: a & b") })
        #expect(document.counts == ["tests": 1, "failures": 0, "errors": 1, "skipped": 0])
    }
}

private final class JUnitReader: NSObject, XMLParserDelegate {
    struct Case {
        let name: String
        let time: String?
        var outcome = "passed"
        var message = ""
        var text = ""
    }

    private(set) var cases: [Case] = []
    private(set) var suites: [String] = []
    /// Of the whole document.
    private(set) var counts: [String: Int] = [:]

    /// nil where it is no XML.
    static func read(_ text: String) -> JUnitReader? {
        let reader = JUnitReader()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = reader
        return parser.parse() ? reader : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        switch name {
        case "testsuites":
            for key in ["tests", "failures", "errors", "skipped"] { counts[key] = attributes[key].flatMap { Int($0) } }
        case "testsuite": suites.append(attributes["name"] ?? "")
        case "testcase": cases.append(Case(name: attributes["name"] ?? "", time: attributes["time"]))
        case "failure", "error", "skipped":
            guard !cases.isEmpty else { return }
            cases[cases.count - 1].outcome = name
            cases[cases.count - 1].message = attributes["message"] ?? ""
        default: break
        }
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        guard !cases.isEmpty, cases[cases.count - 1].outcome != "passed" else { return }
        cases[cases.count - 1].text += text
    }
}
