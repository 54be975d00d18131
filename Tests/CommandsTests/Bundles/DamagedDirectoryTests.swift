import FoundationEssentials
import KubeLB
import Kubernetes
import TestSupport
import Testing
import Topology

@testable import Commands

#if canImport(Glibc)
    import Glibc
#endif

/// A file of a bundle that cannot be read may have contained anything, as what is missing in a truncated archive.
@Suite struct DamagedDirectoryTests {
    enum Damage: CaseIterable {
        case cut, empty, otherKind, link, directory, pipe
    }

    private static let orphan =
        addressesWritten("2026-11-01T00:00:00Z", generation: 1) + leavings(leaving("77", of: "old"))

    private static func damage(_ path: String, _ damage: Damage) throws {
        #expect(unlink(path) == 0)
        switch damage {
        case .cut: try #"{"kind":"List","items":[{"metadata""#.write(toFile: path, atomically: true, encoding: .utf8)
        case .empty: try "".write(toFile: path, atomically: true, encoding: .utf8)
        case .otherKind: try #"{"kind":"Pod"}"#.write(toFile: path, atomically: true, encoding: .utf8)
        case .link: #expect(symlink("/dev/zero", path) == 0)
        case .directory: #expect(mkdir(path, 0o700) == 0)
        case .pipe: #expect(mkfifo(path, 0o600) == 0)
        }
    }

    /// None of them decides the stage of a Service.
    @Test(arguments: ["tenant/pods", "tenant/namespaces", "management/tenants.kubelb.k8c.io", "management/pods"])
    func nothingIsInOrder(file: String) async throws {
        for damage in Damage.allCases {
            try await withExample("") { bundle in
                try Self.damage("\(bundle)/\(file).json", damage)
                let run = await run(["doctor", "--from-bundle", bundle])
                #expect(run.status == .undetermined, "\(damage): \(run.output) \(run.error)")
            }
        }
    }

    @Test(arguments: Damage.allCases)
    func nothingIsDeleted(damage: Damage) async throws {
        try await withExample(Self.orphan) { bundle in
            try Self.damage("\(bundle)/tenant/pods.json", damage)
            let run = await run(["cleanup", "--from-bundle", bundle])
            #expect(run.status == .refused, "\(run.output)")
        }
    }

    /// The `Status` of a read that failed is not damage: the bundle contains what there was.
    @Test func aRecordedFailureIsNone() async throws {
        try await withExample(Self.orphan + "tenant: {networkpolicies.networking.k8s.io: failed, events: forbidden}") {
            bundle in
            let run = await run(["cleanup", "-o", "name", "--from-bundle", bundle])
            #expect(run.status == .success && !run.output.isEmpty, "\(run.error)")
        }
    }

    @Test(arguments: [Damage.link, .directory, .pipe])
    func aLogThatIsNoFileIsNotMissing(damage: Damage) async throws {
        try await withExample("logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: \"a line\"}") { bundle in
            try Self.damage("\(bundle)/logs/tenant/kubelb/kubelb-ccm-1/ccm.log", damage)
            let run = await run(["logs", "--from-bundle", bundle])
            #expect(!(run.output + run.error).contains("contains no log of the CCM"), "\(run.error)")
            #expect(run.status != .success, "\(run.output) \(run.error)")
        }
    }

    @Test(arguments: [Damage.link, .directory, .pipe])
    func aManifestThatIsNoFileIsNotMissing(damage: Damage) async throws {
        try await withExample("") { bundle in
            try Self.damage("\(bundle)/bundle.json", damage)
            let run = await run(["doctor", "--from-bundle", bundle])
            #expect(run.status != .success && run.error.contains("bundle.json is not a file"), "\(run.error)")
        }
    }
}

/// What `collect` returns if most of one cluster could not be read.
@Suite struct MostlyFailedReadsTests {
    private static let reads: [Input] = [.tenantNodes, .tenantPods, .tenantNamespaces, .loadBalancers, .tenants]

    private static func observation(_ failed: Int, as reason: UnknownReason = .failed("HTTP 500")) -> Observation {
        var observation = Observation(now: Timestamp(milliseconds: 0), source: "test")
        observation.set(.tenant, failed > 0 ? Observed<ObjectList<Node>>(reason) : .present(ObjectList()))
        observation.set(.tenant, failed > 1 ? Observed<ObjectList<Pod>>(reason) : .present(ObjectList()))
        observation.set(.tenant, failed > 2 ? Observed<ObjectList<Namespace>>(reason) : .present(ObjectList()))
        observation.set(.management, Observed<ObjectList<LoadBalancer>>.failed("HTTP 500"))
        observation.set(.management, Observed<ObjectList<Tenant>>.present(ObjectList()))
        return observation
    }

    @Test(arguments: [(0, []), (1, []), (2, [ClusterSide.tenant]), (3, [.tenant])])
    func moreThanHalfOfOneClusterCounts(failed: Int, sides: [ClusterSide]) {
        #expect(CollectCommand.mostlyFailed(Self.reads, Self.observation(failed)) == sides)
    }

    @Test func whatMayNotBeReadIsNoFailure() {
        let right = MissingRight(verb: "list", resource: "pods")
        #expect(CollectCommand.mostlyFailed(Self.reads, Self.observation(3, as: .forbidden(right))).isEmpty)
    }
}
