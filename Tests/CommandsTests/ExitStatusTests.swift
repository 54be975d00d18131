import Commands
import Reports
import Sandbox
import TestSupport
import Testing

/// The exit status depends on what was found, never on how it is printed.
@Suite struct ExitStatusTests {
    @Test(arguments: TestExtent.sample(Folder.recordedNames, oneIn: 4))
    func isTheSameForEveryFormat(name: String) async {
        for command in [["doctor"], ["status", "-A"]] {
            var runs: [Run] = []
            for format in OutputFormat.ofReports {
                runs.append(await run(command + ["-o", format.rawValue, "--from-bundle", Folder.recorded(name)]))
            }
            #expect(Set(runs.map(\.status)).count == 1, "\(name) \(command)")
            #expect(runs.allSatisfy { $0.error.isEmpty })
        }
    }

    @Test func healthyIsZero() async throws {
        try await withExample("") { #expect(await run(["doctor", "--from-bundle", $0]).status == .success) }
    }

    @Test func errorsAreOne() async throws {
        let changes = try #require(ExampleFault.named("no-endpoints")).changes
        try await withExample(changes) {
            #expect(await run(["status", "svc/web", "--from-bundle", $0]).status == .findings)
        }
    }

    @Test(arguments: ["forbidden", "failed"])
    func decidingReadsThatWereRefusedOrFailedAreThree(word: String) async throws {
        try await withExample("management: {loadbalancers.kubelb.k8c.io: \(word)}") { bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .undetermined)
            #expect(result.output.contains("management/loadbalancers.kubelb.k8c.io"))
        }
    }

    @Test func readsThatWereNotCollectedAreNotThree() async throws {
        try await withExample("management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected}") {
            bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .success)
            #expect(result.output.contains("checks skipped"))
        }
    }

    @Test func confirmingReadsAreNotThree() async throws {
        try await withExample("management: {events: forbidden, resourcequotas: failed}") {
            #expect(await run(["doctor", "--from-bundle", $0]).status == .success)
        }
    }

    @Test func anUnreachableSideIsThree() async throws {
        try await withExample(
            """
            failedReads: {management: "dial tcp 192.0.2.1:6443: connect: connection refused"}
            management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected, version: notCollected,
              addresses.kubelb.k8c.io: notCollected, deployments.apps: notCollected, tenants.kubelb.k8c.io: notCollected}
            """
        ) { bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .undetermined, "\(result.output)")
            #expect(result.output.contains("KLC-A002"))
        }
    }
}
