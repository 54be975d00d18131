import FoundationEssentials
import FuzzTargets
import Testing

/// Every target over its seeds, over all inputs that were ever found to break it, and over mutations of the seeds that are
/// the same in each run. A trap ends the test process; the name of the test that was running says where.
@Suite struct FuzzTests {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    private static let found = tests.deletingLastPathComponent().appending(path: "Fuzz/found")
    static let seeds = FuzzSeeds(recorded: tests.appending(path: "Recorded").path())
    static let context = FuzzContext(seeds)

    @Test(arguments: FuzzTarget.allCases)
    func readsOrRefusesItsSeeds(_ target: FuzzTarget) throws {
        let inputs = Self.seeds.inputs(of: target)
        #expect(!inputs.isEmpty)
        // Every seed of `bundle` makes the same bundle.
        for input in target == .bundle ? Array(inputs.prefix(1)) : inputs { try target.run(input, Self.context) }
    }

    @Test(arguments: FuzzTarget.allCases)
    func readsOrRefusesWhatBrokeItOnce(_ target: FuzzTarget) throws {
        let directory = Self.found.appending(path: target.rawValue)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory.path())) ?? [] {
            try target.run(Array(try Data(contentsOf: directory.appending(path: name))), Self.context)
        }
    }

    @Test(arguments: FuzzTarget.allCases)
    func readsOrRefusesMutationsOfItsSeeds(_ target: FuzzTarget) throws {
        let inputs = Self.seeds.inputs(of: target)
        var mutator = FuzzMutator(seed: 20_261_122)
        for _ in 0..<target.testedMutations { try target.run(mutator.mutated(inputs), Self.context) }
    }

    /// Found inputs of a target that no longer exists would never be run.
    @Test func foundInputsAreOfTargets() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Self.found.path()) where !name.hasPrefix(".") {
            #expect(name == "README.md" || FuzzTarget(rawValue: name) != nil, "\(name)")
        }
    }

    @Test func mutationsAreTheSameInEachRun() {
        let inputs = Self.seeds.inputs(of: .json)
        var (first, second) = (FuzzMutator(seed: 1), FuzzMutator(seed: 1))
        let pairs = (0..<50).map { _ in (first.mutated(inputs), second.mutated(inputs)) }
        #expect(pairs.allSatisfy { $0.0 == $0.1 })
        #expect(Set(pairs.map(\.0)).count > 40)
    }
}
