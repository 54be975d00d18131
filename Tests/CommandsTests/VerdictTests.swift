import Documents
import FoundationEssentials
import TestSupport
import Testing

@testable import Commands

/// The headline, the counts and the exit status agree in every format, whatever could be read.
@Suite struct VerdictTests {
    @Test(arguments: TestExtent.isWhole ? Folder.recordedNames : Folder.recordedNames.filter { !$0.hasPrefix("d") })
    func formatsAgree(name: String) async throws {
        try await expectAgreement(["doctor"], Folder.recorded(name))
    }

    private static let deciding = [
        "tenant/services", "tenant/deployments.apps", "tenant/nodes", "tenant/endpointslices.discovery.k8s.io",
        "management/loadbalancers.kubelb.k8c.io", "management/services", "management/deployments.apps",
        "management/addresses.kubelb.k8c.io", "management/events",
    ]
    private static let refusal =
        #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}"#

    @Test(arguments: TestExtent.isWhole ? ["01-healthy", "17-no-endpoints"] : ["01-healthy"], deciding)
    func formatsAgreeWithoutAFile(name: String, file: String) async throws {
        for loss in TestExtent.isWhole ? [nil, "", Self.refusal] : [Self.refusal] {
            try await withTemporaryDirectory { directory in
                let bundle = directory + "/bundle"
                try FileManager.default.copyItem(atPath: Folder.recorded(name), toPath: bundle)
                try FileManager.default.removeItem(atPath: bundle + "/\(file).json")
                try loss?.write(toFile: bundle + "/\(file).json", atomically: false, encoding: .utf8)
                for command in [["doctor"], ["status", "-A"], ["verify", "-A"], ["doctor", "--fail-on", "warning"]] {
                    try await expectAgreement(command, bundle)
                }
            }
        }
    }

    /// What CI systems and people are shown first must not be better than the exit status.
    @Test func servicesThatMayNotBeListedAreNotWell() async throws {
        try await withExample("tenant: {services: forbidden}") { bundle in
            for (format, words) in [("markdown", "could not be determined"), ("html", "Could not be determined")] {
                let run = await run(["doctor", "-o", format, "--from-bundle", bundle])
                #expect(run.status == .undetermined)
                #expect(run.output.contains(words) && !run.output.lowercased().contains("no problems found"))
            }
        }
    }

    private func expectAgreement(_ command: [String], _ bundle: String) async throws {
        var outputs: [String: String] = [:]
        var statuses = Set<Commands.ExitStatus>()
        for format in ["json", "markdown", "html", "junit"] {
            let run = await run(command + ["-o", format, "--from-bundle", bundle])
            outputs[format] = run.output
            statuses.insert(run.status)
        }
        let status = try #require(statuses.first)
        let what = "\(bundle) \(command)"
        #expect(statuses.count == 1, "\(what)")
        let summary = try #require(try JSONValue(parsing: Array((outputs["json"] ?? "").utf8))["summary"], "\(what)")
        #expect(summary["exitStatus"]?.int == Int(status.rawValue), "\(what)")
        let headline =
            (outputs["markdown"] ?? "").prefix { $0 != "\n" }.split(separator: ": ").last.map(String.init) ?? ""
        #expect(
            outputs["html"]?.contains("<strong>\(headline.prefix(1).uppercased() + headline.dropFirst()): ") == true)
        switch status {
        case .findings: #expect(headline == "problems found", "\(what)")
        case .undetermined: #expect(headline == "could not be determined", "\(what)")
        default:
            let counts = ["error", "warning", "unknown"].map { summary[$0]?.int ?? 0 }
            let isWell = command[0] == "verify" ? counts[1] == 0 : counts == [0, 0, 0]
            #expect((headline == "no problems found") == isWell, "\(what): \(headline) \(counts)")
        }
        let junit = (outputs["junit"] ?? "").split(separator: "\n").dropFirst().first ?? ""
        #expect(junit.contains(" failures=\"0\"") == (status != .findings), "\(what): \(junit)")
        if status != .findings { #expect(junit.contains(" errors=\"0\"") == (status == .success), "\(what): \(junit)") }
    }
}
