import FoundationEssentials
import KubeLB
import Kubernetes
import Testing
import Topology

@testable import Commands

/// Thousands of random clusters against the law of the clean-up: nothing that a live Service, Ingress, Gateway, route or
/// SyncSecret needs is ever deleted, and
/// where everything could be read, everything dead is found. Seeds are fixed; a failure names its own.
@Suite struct CleanupModelTests {
    private static let quiet = Environment(
        variables: [:], terminalWidth: nil, toolVersion: "0", now: { ModelWorld.now }, writeOutput: { _ in },
        writeError: { _ in })

    /// Random clusters; `KUBELB_CTL_MODEL_CASES` asks for more.
    private static let cases =
        ProcessInfo.processInfo.environment["KUBELB_CTL_MODEL_CASES"].flatMap(UInt64.init) ?? 1000

    private struct Outcome {
        var world: ModelWorld
        var plan: CleanupPlan
        var results: [CleanupResult] = []
        var orphansBefore: Set<String>
    }

    private static func cleanUp(
        seed: UInt64, isRough: Bool, wireLies: WireLies = WireLies()
    ) async throws -> Outcome {
        let world = ModelWorld(seed: seed)
        let clusters = ModelClusters(world, isRough: isRough, wireLies: wireLies)
        let observation = clusters.observation()
        let options = CleanupOptions(
            includesReplaced: world.includesReplaced, includesGateways: world.includesGateways)
        let plan = CleanupPlanner(Topology(observation), options: options).plan()
        var outcome = Outcome(world: world, plan: plan, orphansBefore: clusters.state.orphans)
        if plan.refusals.isEmpty {
            let confirmed = try ConfirmedPlan.confirm(plan, isConfirmed: true, quiet)
            outcome.results = await CleanupApplication(cluster: clusters, signal: { nil }, report: { _ in })
                .apply(confirmed, observation: observation)
        } else {
            #expect(throws: CommandFailure.self) { _ = try ConfirmedPlan.confirm(plan, isConfirmed: true, quiet) }
        }
        outcome.world = clusters.state
        return outcome
    }

    @Test func `nothing that a live object needs is deleted`() async throws {
        var deleted: [ModelWorld.Setting: Int] = [:]
        var refused: [ModelWorld.Setting: Int] = [:]
        var kinds: [String: UInt64] = [:]
        let wireLies = try await WireLies.read()
        for seed in UInt64(1)...Self.cases {
            let outcome = try await Self.cleanUp(seed: seed, isRough: true, wireLies: wireLies)
            #expect(outcome.world.violations.isEmpty, "seed \(seed), \(outcome.world.setting)")
            deleted[outcome.world.setting, default: 0] += outcome.results.count { $0.outcome == .deleted }
            for result in outcome.results where result.outcome == .deleted {
                kinds[result.object.kind, default: 0] += 1
            }
            refused[outcome.world.setting, default: 0] += outcome.plan.refusals.isEmpty ? 0 : 1
        }
        // The law would hold for a clean-up that does nothing.
        for kind in ["Route", "SyncSecret", "Ingress"] {
            #expect(kinds[kind, default: 0] > Self.cases / 1000, "\(kinds) deleted")
        }
        #expect(UInt64(deleted[.paired, default: 0]) > Self.cases / 20, "\(deleted) deleted, \(refused) refused")
        #expect(UInt64(refused[.mispaired, default: 0]) > Self.cases / 10, "\(deleted) deleted, \(refused) refused")
        #expect(UInt64(refused[.shared, default: 0]) > Self.cases / 30, "\(deleted) deleted, \(refused) refused")
    }

    /// No wrong answer is an empty list or the absence of an object, whatever kind it is an answer for.
    @Test func `no wrong answer shows that nothing exists`() async throws {
        let wireLies = try await WireLies.read()
        for number in WireLies.lies.indices {
            let name = WireLies.lies[number].name
            #expect(wireLies.list(LoadBalancer.self, number)?.unknown != nil, "\(name)")
            #expect(wireLies.list(Service.self, number)?.unknown != nil, "\(name)")
            #expect(wireLies.list(Gateway.self, number)?.unknown != nil, "\(name)")
            #expect(wireLies.object(Service.self, number)?.unknown != nil, "\(name)")
            #expect(wireLies.object(Gateway.self, number)?.unknown != nil, "\(name)")
        }
    }

    @Test func `everything dead is found where everything could be read`() async throws {
        var found = 0
        for seed in UInt64(10_001)...11_000 {
            let outcome = try await Self.cleanUp(seed: seed, isRough: false)
            #expect(outcome.world.violations.isEmpty, "seed \(seed), \(outcome.world.setting)")
            guard outcome.world.setting == .paired, outcome.plan.refusals.isEmpty else { continue }
            let marked = Set(outcome.plan.deletions.map(\.object.uid))
            #expect(marked == outcome.orphansBefore, "seed \(seed)")
            #expect(outcome.results.allSatisfy { $0.isDone }, "seed \(seed)")
            // What shared something with an orphan may be one itself now.
            #expect(outcome.world.orphans.isDisjoint(with: outcome.orphansBefore), "seed \(seed)")
            found += marked.count
        }
        #expect(found > 300)
    }
}
