import Diagnosis
import KubeLB
import Testing
import Topology

/// What the statistics of pods add to the recorded clusters: what they are needed for, and nothing else.
@Suite struct MetricsGridTests {
    private static func isMetrics(_ path: String) -> Bool { path.hasPrefix("metrics/") }

    @Test func thereAreClustersWithStatistics() throws {
        #expect(Recorded.measured.count >= 8)
        for name in Recorded.measured {
            let looked = try Recorded.bundle(name).pathsLookedAt().filter(Self.isMetrics)
            #expect(looked.count >= 4, "\(name): \(looked)")
        }
    }

    /// Findings above info, as `code service`.
    private static func serious(_ diagnosis: Diagnosis, roots: Bool) -> Set<String> {
        Set(
            diagnosis.findings.filter { $0.severity > .info && (!roots || $0.isRootCause) }
                .map { "\($0.code.short) \($0.resource?.path ?? "-")" })
    }

    /// What the statistics may add to a cluster whose cause objects show: consequences that are true there, and no cause.
    ///
    /// In d06 the manager is away, and both Envoys say so; in d07 there are no Addresses, so that the manager's configuration
    /// lacks the new Service. Elsewhere counters have healed, and levels are as they should be.
    private static let consequences: [String: Set<String>] = [
        "d06-xds-down": ["D007 -"],
        "d07-addresses-deleted": ["M009 -", "D009 default/late"],
    ]

    @Test(arguments: Recorded.measured.filter { Recorded.index[$0]?["needs"]?.string == "objects" })
    func healthyNumbersAddNoCause(name: String) throws {
        let with = try Recorded.bundle(name)
        let measured = try with.diagnose()
        let bare = try with.unmeasured.diagnose()
        let listing = measured.findings.map(\.line).joined(separator: "\n")
        #expect(Self.serious(measured, roots: true) == Self.serious(bare, roots: true), "\(listing)")
        let added = Self.serious(measured, roots: false).subtracting(Self.serious(bare, roots: false))
        #expect(added == Self.consequences[name] ?? [], "\(listing)")
        for (service, unmeasured) in zip(measured.services, bare.services) {
            #expect(service.stages.stage == unmeasured.stages.stage && service.stages.state == unmeasured.stages.state)
        }
    }

    /// With all statistics gone, refused or broken, nothing rests on them, and the checks that need them are unknown.
    @Test(arguments: Recorded.measured, ["removed", "forbidden", "cut", "login page"])
    func withoutThemNothingIsSaid(name: String, loss: String) throws {
        var bundle = try Recorded.bundle(name)
        let whole = try bundle.diagnose()
        for path in bundle.files.keys where Self.isMetrics(path) {
            let bytes = bundle.files[path] ?? []
            switch loss {
            case "removed": bundle.files[path] = nil
            case "forbidden": bundle.files[path] = MissingReadsTests.Loss.forbidden.applied(to: bytes)
            case "cut": bundle.files[path] = Array(bytes.prefix(bytes.count / 2))
            default: bundle.files[path] = Array("<!DOCTYPE html>\n<html><body>Log in</body></html>\n".utf8)
            }
        }
        let diagnosis = try bundle.diagnose()
        let needing = Set(
            Catalogue.checks.map(\.documentation).filter { $0.inputs.contains(where: \.isMetrics) }.map(\.code))
        #expect(needing.count >= 11)
        #expect(!diagnosis.findings.contains { needing.contains($0.code) })
        let unknown = Set(diagnosis.unknowns.map(\.code))
        #expect(needing.subtracting(unknown).isEmpty, "\(needing.subtracting(unknown))")
        let isRefusal = diagnosis.unknowns.filter { $0.input == .envoyMetrics }.allSatisfy { unknown in
            switch (loss, unknown.reason) {
            case ("removed", .notCollected), ("forbidden", .forbidden), ("cut", .failed), ("login page", .failed): true
            default: false
            }
        }
        #expect(isRefusal, "\(diagnosis.unknowns)")
        // Unknown lowers nothing: a stage that the statistics refuted is ok again, and none is unknown for them.
        for (now, then) in zip(diagnosis.services, whole.services) {
            #expect(now.stages.unknowns == then.stages.unknowns)
            #expect(now.stages.stage >= then.stages.stage)
        }
    }

    @Test func oneNodeRefuses() throws {
        let diagnosis = try Recorded.bundle("d02-one-node-refuses").diagnose()
        let listing = diagnosis.findings.map(\.line).joined(separator: "\n")
        let cause = try #require(diagnosis.findings.first)
        #expect(cause.code == "N005", "\(listing)")
        #expect(cause.message.contains("10.77.1.12) refuses"), "\(listing)")
        for code in ["D011", "D019"] as [CheckCode] {
            let found = diagnosis.findings.filter { $0.code == code }
            #expect(!found.isEmpty && found.allSatisfy { $0.causedBy == [cause.id] }, "\(listing)")
        }
        // TCP goes to the node that answers.
        #expect(diagnosis.services.allSatisfy { $0.stages.state == .healthy })
        let web = try #require(diagnosis.services.first { $0.key.path == "default/web" }?.exposure)
        #expect(diagnosis.topology.upstreamSummary(of: web)?.description == "1/2")
    }

    @Test func allNodesRefuse() throws {
        let diagnosis = try Recorded.bundle("d04-all-nodes-refuse").diagnose()
        let listing = diagnosis.findings.map(\.line).joined(separator: "\n")
        let cause = try #require(diagnosis.findings.first)
        #expect(cause.code == "N004" && cause.severity == .error, "\(listing)")
        #expect(cause.evidence.contains { $0.text.contains("10.77.1.11:31509") }, "\(cause.evidence.map(\.text))")
        let down = diagnosis.findings.filter { $0.code == "D010" }
        #expect(Set(down.compactMap(\.resource?.path)) == ["default/web", "default/multi"], "\(listing)")
        #expect(down.allSatisfy { $0.causedBy == [cause.id] }, "\(listing)")
    }

    @Test func blankEnvoys() throws {
        let diagnosis = try Recorded.bundle("d08-never-reached-xds-refused").diagnose()
        let listing = diagnosis.findings.map(\.line).joined(separator: "\n")
        let blank = try #require(diagnosis.findings.first { $0.code == "D017" })
        #expect(!blank.causedBy.isEmpty, "\(listing)")
        #expect(diagnosis.findings.first { $0.code == "D007" }?.severity == .error || blank.severity == .error)
        // The Services are not configured because the Envoys are blank: said once.
        #expect(!diagnosis.findings.contains { $0.code == "D009" || $0.code == "D010" }, "\(listing)")
    }

    /// One Envoy that does not answer leaves the word to the other.
    @Test func oneEnvoyIsEnough() throws {
        var bundle = try Recorded.bundle("d04-all-nodes-refuse")
        let pages = bundle.files.keys.filter { $0.contains("/envoy-") && Self.isMetrics($0) && $0.hasSuffix(".prom") }
            .sorted()
        try #require(pages.count == 2)
        bundle.files[pages[0]] = Array("upstream connect error\n".utf8)
        let diagnosis = try bundle.diagnose()
        #expect(diagnosis.findings.contains { $0.code == "D010" })
        #expect(diagnosis.topology.outcome(of: .envoyMetrics) == nil)
    }

    /// While the manager's configuration is older than a LoadBalancer's last change, the Envoys have not been asked about it.
    @Test func whatHasChangedSinceIsNotMissingInThem() throws {
        let lacking = try #require(
            Catalogue.checks.first { $0.documentation.code.short == "D009" }?.documentation.examples.first {
                $0.fires == .error
            })
        var observation = try MemoryBundle(lacking).observe()
        #expect(Self.serious(Diagnosis(of: Topology(observation)), roots: true).contains("D009 shop/web"))
        let loadBalancer = try #require(observation.list(.management, LoadBalancer.self).value?.items.first)
        observation.changedSinceStatistics = [loadBalancer.metadata.path]
        let diagnosis = Diagnosis(of: Topology(observation))
        #expect(Self.serious(diagnosis, roots: false) == [])
        #expect(diagnosis.services.allSatisfy { $0.stages.isRouted })
    }
}
