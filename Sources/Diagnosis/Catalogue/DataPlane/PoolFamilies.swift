import Kubernetes
import Topology

/// That no pool from which a Service may get an address has one of its IP family: such a pool is not used up.
struct PoolFamilies {
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    private static let shown = 3

    /// nil if a pool has addresses of each family of the Service, or if the pools are unknown.
    init?(for envoy: Service, among pools: [AddressPoolUse]) {
        let missing = envoy.ipFamilies.filter { family in !pools.contains { $0.families.contains(family) } }
        guard !pools.isEmpty, !missing.isEmpty, pools.allSatisfy({ !$0.families.isEmpty }) else { return nil }
        let names = pools.map(\.pool.name)
        let present = Set(pools.flatMap(\.families)).sorted().joined(separator: " and ")
        let wanted = missing.joined(separator: " and ")
        sentence =
            (pools.count == 1
                ? "The only pool that it may use, \(names[0]), has"
                : "The \(pools.count) pools that it may use, \(ServiceWords.list(names, limit: Self.shown)), have")
            + " \(present) addresses only, and it needs an \(wanted) address"
        evidence =
            pools.prefix(Self.shown).map {
                Evidence("\($0.pool.description): addresses", ServiceWords.list($0.ranges, limit: Self.shown))
            } + [envoy.evidence("spec.ipFamilies", envoy.ipFamilies.joined(separator: ", "))]
        remedies = [
            .fix(
                "add \(wanted) addresses to pool \(names[0]), or create another pool that has some and is announced")
        ]
    }
}
