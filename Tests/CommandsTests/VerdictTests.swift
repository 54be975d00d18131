import FoundationEssentials
import TestSupport
import Testing

@testable import Commands

/// The headline, the counts and the exit status agree in every format, whatever could be read.
@Suite struct VerdictTests {
    @Test(arguments: TestExtent.sample(Folder.recordedNames, oneIn: 5))
    func formatsAgree(name: String) async throws {
        let commands = [["doctor"], ["status", "-A"], ["verify", "-A"]]
        let thresholds = [[], ["--fail-on", "never"], ["--fail-on", "warning"]]
        for command in commands {
            for threshold in TestExtent.isWhole ? thresholds : [[]] {
                try await expectAgreement(command + threshold, Folder.recorded(name))
            }
        }
    }

    private static let deciding = [
        "tenant/services", "tenant/deployments.apps", "tenant/nodes", "tenant/endpointslices.discovery.k8s.io",
        "management/loadbalancers.kubelb.k8c.io", "management/services", "management/deployments.apps",
        "management/addresses.kubelb.k8c.io", "management/events",
    ]
    private static let refusal =
        #"{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403}"#

    @Test(
        arguments: TestExtent.isWhole ? ["01-healthy", "17-no-endpoints"] : ["01-healthy"],
        TestExtent.sample(deciding, oneIn: 3))
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

    /// The exit status does not depend on the format.
    @Test(arguments: ["doctor", "status", "verify"])
    func everyFormatEndsAlike(command: String) async throws {
        let all = command == "doctor" ? [] : ["-A"]
        for name in ["01-healthy", "17-no-endpoints", "08-mgmt-unreachable"] {
            try await FormatAgreement([command] + all, Folder.recorded(name), runsEach: true).check()
        }
    }

    /// Findings can decide about the exit status of `verify` while all its checks pass.
    @Test func verifyNamesFindingsThatDecide() async throws {
        let changes = "tenant: {services: {shop/web: {spec: {loadBalancerSourceRanges: [192.0.2.0/24]}}}}"
        try await withExample(changes) { bundle in
            let command = ["verify", "-A", "--fail-on", "warning"]
            let run = await run(command + ["-o", "short", "--from-bundle", bundle])
            #expect(run.status == .findings)
            #expect(run.output.contains("warning  KLC-") && run.output.contains(" 0 failed"), "\(run.output)")
            try await expectAgreement(command, bundle)
        }
    }

    private func expectAgreement(_ command: [String], _ bundle: String) async throws {
        try await FormatAgreement(command, bundle).check()
    }
}
