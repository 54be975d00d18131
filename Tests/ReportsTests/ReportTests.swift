import Diagnosis
import Documents
import Kubernetes
import Testing
import Topology

@testable import Reports

/// Reports over a pair of clusters in which the CCM is away and two Services wait for it.
@Suite struct ReportTests {
    private static func service(_ name: String, _ uid: String) -> String {
        #"{"metadata":{"name":"\#(name)","namespace":"shop","uid":"\#(uid)","creationTimestamp":"2026-11-22T10:00:00Z"},"#
            + #""spec":{"type":"LoadBalancer","ports":[{"name":"http","port":80,"protocol":"TCP","nodePort":31080}]}}"#
    }

    private static let files = [
        "tenant/services.json": #"{"kind":"List","items":[\#(service("a<b>", "u1")),\#(service("web", "u2"))]}"#,
        "tenant/deployments.apps.json":
            #"{"kind":"List","items":[{"metadata":{"name":"kubelb-ccm","namespace":"kubelb","labels":{"app.kubernetes.io/name":"kubelb-ccm"}},"#
            + #""spec":{"replicas":0,"template":{"spec":{"containers":[{"name":"ccm","image":"q/kubelb-ccm:v1.4.3","#
            + #""args":["--cluster-name=acme"]}]}}}}]}"#,
        "tenant/pods.json": #"{"kind":"List","items":[]}"#,
        "management/loadbalancers.kubelb.k8c.io.json": #"{"kind":"List","items":[]}"#,
        "management/services.json": #"{"kind":"Status","message":"no","code":403}"#,
    ]

    private func report(_ kind: Report.Kind, files: [String: String] = files) throws -> Report {
        let manifest = try BundleManifest.decode(
            Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z"}"#.utf8),
            source: "bundle.json")
        let topology = Topology(
            BundleObservation(source: "bundle", manifest: manifest) { path in
                files[path].map { .present(Array($0.utf8)) } ?? .absent
            }.observe())
        let diagnosis = Diagnosis(of: topology)
        return Report(
            kind: kind, toolVersion: "1", diagnosis: diagnosis, services: diagnosis.services,
            findings: diagnosis.findings, damage: [], exitStatus: { _ in 1 })
    }

    private func json(_ report: Report) throws -> JSONValue {
        try JSONValue(parsing: Array(report.rendered(as: .json, style: TextStyle()).utf8))
    }

    @Test func consequencesAreFoldedBeneathTheirCause() throws {
        let report = try report(.services)
        let root = try #require(report.findings.first)
        #expect(root.code == "C001")
        #expect(report.consequences(of: root).contains { $0.code == "L001" })
        #expect(report.resourcesHeldUp(by: root).map(\.name) == ["a<b>", "web"])
        let text = report.rendered(as: .table, style: TextStyle())
        #expect(text.contains("KLC-L001 (×2)"), "\(text)")
        #expect(text.contains("affects 2 Services"))
        #expect(!text.contains("error KLC-L001"))
    }

    /// Of thousands of Services, nobody has to wait for the last one, nor holds them all as text.
    @Test func jsonIsWrittenPartByPart() throws {
        var files = Self.files
        let services = (0..<200).map { Self.service("web-\($0)", "u-\($0)") }
        files["tenant/services.json"] = #"{"kind":"List","items":[\#(services.joined(separator: ","))]}"#
        let report = try report(.services, files: files)
        var parts: [String] = []
        report.write(as: .json, style: TextStyle()) { parts.append($0) }
        #expect(parts.count > 3)
        #expect(parts.allSatisfy { $0.utf8.count < 1 << 18 })
        let whole = String(decoding: JSONFormat(report: report).value.encoded(pretty: true), as: UTF8.self) + "\n"
        #expect(parts.joined() == whole)
        #expect(report.rendered(as: .json, style: TextStyle()) == whole)
    }

    @Test func jsonLeavesNothingOut() throws {
        let report = try report(.doctor)
        let value = try json(report)
        #expect(value["kind"]?.string == "DoctorReport")
        #expect(value["findings"]?.array?.count == report.findings.count)
        let identifiers = Set((value["findings"]?.array ?? []).compactMap { $0["id"]?.string })
        for finding in value["findings"]?.array ?? [] {
            for cause in finding["causedBy"]?.array ?? [] { #expect(identifiers.contains(cause.string ?? "")) }
        }
        for service in value["services"]?.array ?? [] {
            #expect(service["stages"]?.array?.count == 5)
            for id in service["findings"]?.array ?? [] { #expect(identifiers.contains(id.string ?? "")) }
        }
        #expect(value["complete"] == .bool(false))
        let refused = (value["unknown"]?.array ?? []).first { $0["reason"]?.string == "forbidden" }
        #expect(refused?["need"]?["resource"]?.string == "services")
        #expect(refused?["need"]?["cluster"]?.string == "management")
    }

    @Test func countsAgree() throws {
        let report = try report(.doctor)
        let summary = try #require(json(report)["summary"])
        #expect(summary["error"]?.int == report.verdict.errors)
        #expect(summary["warning"]?.int == report.verdict.warnings)
        #expect(summary["ok"]?.int == report.diagnosis.passed.count)
        let judged = Set(report.findings.map(\.code)).union(report.diagnosis.passed)
        let unjudged = Set(report.diagnosis.unknowns.map(\.code))
        // Nobody asked for probes or Layer 7, so that nothing is missing without them.
        let asked = Catalogue.checks.map(\.documentation).filter {
            !$0.inputs.contains(where: \.isOnRequest) && !$0.isLayerSeven
        }
        #expect(judged.union(unjudged) == Set(asked.map(\.code)))
    }

    @Test func junitEscapesWhatItQuotes() throws {
        let text = try report(.services).rendered(as: .junit, style: TextStyle())
        #expect(text.contains("shop/a&lt;b&gt;"))
        #expect(!text.contains("a<b>"))
        #expect(text.contains("<failure "))
        #expect(text.contains("<skipped "))
    }

    @Test func refusedReadsAreNamedWithWhatTheyCost() throws {
        let text = try report(.doctor).rendered(as: .table, style: TextStyle())
        #expect(text.contains("management/services: forbidden: needs list services"), "\(text)")
    }

    @Test(arguments: OutputFormat.ofReports)
    func anEmptyPairIsNoTrouble(format: OutputFormat) throws {
        for kind in [Report.Kind.service, .services, .doctor, .verify] {
            let text = try report(kind, files: [:]).rendered(as: format, style: TextStyle(width: 80))
            #expect(text.isEmpty || text.hasSuffix("\n"))
        }
    }

    @Test func namesAreThoseThatAreAcceptedAsArguments() throws {
        #expect(
            try report(.services).rendered(as: .name, style: TextStyle()) == "shop/service/a<b>\nshop/service/web\n")
    }
}
