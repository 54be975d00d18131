import Kubernetes
import Topology

/// Who has the addresses of the pools from which a Service gets none because none is left.
struct ExhaustedPool {
    /// Without its full stop; nil if it is not known which pool that is.
    let sentence: String?
    let evidence: [Evidence]

    private static let shownHolders = 4

    /// nil if the addresses of all Services are not known.
    init?(for carried: CarriedService, in context: CheckContext) {
        guard let services = context.topology.list(.management, Service.self).whole() else { return nil }
        let held = HeldAddress.all(services)
        guard !held.isEmpty else { return nil }
        let used =
            Self.pools(for: carried, in: context).map { AddressPoolUse($0, held) }
            + Self.ofCilium(carried, held, context)
        let exhausted = used.filter { $0.free == 0 }.sorted { $0.pool.name < $1.pool.name }
        guard let first = exhausted.first, let size = first.size else {
            sentence = nil
            let holders = AddressPoolUse.holders(of: held)
            evidence = [
                Evidence(
                    "addresses of LoadBalancer Services in the management cluster",
                    "\(Set(held.map(\.address)).count): \(Self.words(holders))")
            ]
            return
        }
        sentence =
            "All \(ServiceWords.count(size, "address")) of pool \(first.pool.name) \(size == 1 ? "is" : "are") assigned: "
            + Self.words(first.holders)
        evidence = exhausted.prefix(3).map {
            Evidence(
                "\($0.pool.description): assigned addresses",
                "\($0.assigned) of \($0.size ?? 0), \(Self.words($0.holders))")
        }
    }

    private static func words(_ holders: [AddressPoolUse.Holder]) -> String {
        ServiceWords.list(holders.map(\.words), limit: shownHolders)
    }

    /// The pool that the Service asks for, or those of MetalLB that it may use.
    private static func pools(for carried: CarriedService, in context: CheckContext) -> [IPAddressPool] {
        let pools = context.topology.list(.management, IPAddressPool.self).whole() ?? []
        if let requested = MetalLB.requestedPool(of: carried.envoy)?.value {
            return pools.filter { $0.metadata.name == requested }
        }
        return pools.filter { $0.autoAssign && PoolRestriction(of: $0, for: carried, in: context) == nil }
    }

    private static func ofCilium(
        _ carried: CarriedService, _ held: [HeldAddress], _ context: CheckContext
    ) -> [AddressPoolUse] {
        (context.topology.list(.management, CiliumLoadBalancerIPPool.self).whole() ?? [])
            .filter { $0.selects(carried.envoy) }.map { AddressPoolUse($0, held) }
    }
}
