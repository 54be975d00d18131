import Diagnosis
import Sandbox
import Testing
import Topology

/// Two causes at once both show: one Service's trouble never hides another's.
@Suite struct CombinedFaultsTests {
    /// A recorded cluster that gets files of another one in place of its own.
    struct Mixture: Sendable {
        let base: String
        let other: String
        /// Prefixes of the paths that come from the other one.
        let files: [String]
        /// Codes one of which must be a root cause, for each of the two.
        let causes: [[String]]
    }

    static let mixtures = [
        Mixture(
            base: "17-no-endpoints", other: "13-deleted-stuck",
            files: ["tenant/deployments.apps.json", "logs/tenant", "tenant/leases"],
            causes: [["KLC-C001"], ["KLC-S004"]]),
        Mixture(
            base: "17-no-endpoints", other: "06-manager-down",
            files: [
                "management/deployments.apps.json", "management/endpointslices", "management/leases", "logs/management",
            ],
            causes: [["KLC-M001"], ["KLC-S004"]]),
        Mixture(
            base: "05-class-mismatch", other: "11-lb-disabled-tenant", files: ["management/tenants.kubelb.k8c.io.json"],
            causes: [["KLC-C007"], ["KLC-T005"]]),
        Mixture(
            base: "17-no-endpoints", other: "12-nodes-not-ready", files: ["tenant/nodes.json", "management/addresses"],
            causes: [["KLC-N001", "KLC-N002"], ["KLC-S004"]]),
        Mixture(
            base: "14-orphan-lb", other: "11-lb-disabled-tenant", files: ["management/tenants.kubelb.k8c.io.json"],
            causes: [["KLC-X001"], ["KLC-T005"]]),
    ]

    @Test(arguments: mixtures)
    func bothCausesAreRoots(mixture: Mixture) throws {
        var bundle = try Recorded.bundle(mixture.base)
        let other = try Recorded.bundle(mixture.other)
        let isTaken = { (path: String) in mixture.files.contains { path.hasPrefix($0) } }
        for path in bundle.files.keys where isTaken(path) { bundle.files[path] = nil }
        var taken = 0
        for (path, bytes) in other.files where isTaken(path) {
            bundle.files[path] = bytes
            taken += 1
        }
        try #require(taken > 0)
        let diagnosis = try bundle.diagnose()
        let roots = Set(diagnosis.findings.filter(\.isRootCause).map(\.code.description))
        for codes in mixture.causes {
            #expect(!roots.isDisjoint(with: codes), "\(diagnosis.findings.map(\.line).joined(separator: "\n"))")
        }
    }

    @Test func faultsOfTheExamplePairAddUp() throws {
        let faults = ["ccm-scaled-down", "no-endpoints"].compactMap { ExampleFault.named($0)?.changes }
        let pair = try ExamplePair(changes: faults.joined(separator: "\n---\n"))
        let diagnosis = try MemoryBundle(files: pair.files).diagnose()
        let roots = diagnosis.findings.filter { $0.isRootCause && $0.severity == .error }.map(\.code.description)
        #expect(roots == ["KLC-C001", "KLC-S004"])
    }
}
