import Kubernetes
import Topology

/// That each pool of MetalLB is restricted to other Services than one that gets no address.
struct RestrictedPools {
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if a pool may serve the Service, or if the pools are unknown.
    init?(for carried: CarriedService, in context: CheckContext) {
        guard let found = context.topology.list(.management, IPAddressPool.self).whole(), !found.isEmpty else {
            return nil
        }
        let pools = found.sorted { $0.metadata.name < $1.metadata.name }
        let automatic = pools.filter(\.autoAssign)
        let restrictions = automatic.compactMap { pool in
            PoolRestriction(of: pool, for: carried.envoy, in: context).map { (pool, $0) }
        }
        guard restrictions.count == automatic.count else { return nil }
        let namespace = carried.envoy.metadata.namespace
        // A pool whose list of namespaces has nearly this one is the one that was meant.
        let near = restrictions.first { pool, _ in
            !NearNames.of(namespace, among: pool.allocation.namespaces).isEmpty
        }
        let meant = near ?? restrictions.first
        sentence =
            "No pool may serve Services in \(namespace)"
            + (meant.map {
                ": pool \($0.0.metadata.name) has a serviceAllocation that \($0.1.words)"
            }
                ?? ": none assigns addresses to Services that do not request it (autoAssign)")
        evidence = meant.map { [$0.1.evidence] } ?? pools.prefix(3).map { $0.evidence("spec.autoAssign", "false") }
        remedies = meant?.1.remedies ?? [.fix("create a pool for these Services, or set autoAssign of one")]
    }
}
