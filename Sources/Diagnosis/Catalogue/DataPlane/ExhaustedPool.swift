import Kubernetes
import Topology

/// Who has the addresses of the pools from which a Service gets none because none is left.
struct ExhaustedPool {
    /// Without its full stop; nil if it is not known which pool that is.
    let sentence: String?
    let evidence: [Evidence]
    private let pools: [ObjectReference]
    private let holders: String

    private static let shownHolders = 4

    /// nil if the addresses of all Services are not known.
    init?(for service: Service, in context: CheckContext) {
        guard let services = context.topology.list(.management, Service.self).whole() else { return nil }
        let held = HeldAddress.all(services)
        guard !held.isEmpty else { return nil }
        let used =
            Self.pools(for: service, in: context).map { AddressPoolUse($0, held) }
            + Self.ofCilium(service, held, context)
        let exhausted = used.filter { $0.free == 0 }.sorted { $0.pool.name < $1.pool.name }
        guard let first = exhausted.first, let size = first.size else {
            sentence = nil
            pools = []
            holders = "\(Set(held.map(\.address)).count): \(Self.words(AddressPoolUse.holders(of: held)))"
            evidence = [Evidence("addresses of LoadBalancer Services in the management cluster", holders)]
            return
        }
        pools = exhausted.map(\.pool)
        holders = Self.words(first.holders)
        sentence =
            "All \(ServiceWords.count(size, "address")) of pool \(first.pool.name) \(size == 1 ? "is" : "are") assigned: "
            + holders
        evidence = exhausted.prefix(3).map {
            Evidence(
                "\($0.pool.description): assigned addresses",
                "\($0.assigned) of \($0.size ?? 0), \(Self.words($0.holders))")
        }
    }

    /// What tenants have in common to which it gives no address. `refusal`: what is reported of the Service.
    func common(_ refusal: AddressRefusal, _ context: CheckContext) -> CommonCause {
        let names = pools.map(\.name)
        return CommonCause(
            subject: .part(.addresses, names.isEmpty ? refusal.kindOfReport : names.joined(separator: ", ")),
            detail: sentence ?? "\(refusal.sentence). Services have addresses, \(holders)", objects: pools,
            remedies: [
                .fix(
                    names.isEmpty
                        ? "raise the limit that is reported, or delete Services that nobody uses"
                        : "add addresses to pool \(ServiceWords.list(names)), or delete Services that nobody uses")
            ]
                + (pools.isEmpty
                    ? []
                    : [
                        .inspect(
                            "check the pools: which Services each may serve, and how many addresses are free",
                            ShellCommand(lines: pools.prefix(3).map { context.kubectl("get", $0, "-o yaml") }))
                    ]))
    }

    private static func words(_ holders: [AddressPoolUse.Holder]) -> String {
        ServiceWords.list(holders.map(\.words), limit: shownHolders)
    }

    /// The pool that the Service asks for, or those of MetalLB that it may use.
    private static func pools(for service: Service, in context: CheckContext) -> [IPAddressPool] {
        let pools = context.topology.list(.management, IPAddressPool.self).whole() ?? []
        if let requested = MetalLB.requestedPool(of: service)?.value {
            return pools.filter { $0.metadata.name == requested }
        }
        return pools.filter { $0.autoAssign && PoolRestriction(of: $0, for: service, in: context) == nil }
    }

    private static func ofCilium(
        _ service: Service, _ held: [HeldAddress], _ context: CheckContext
    ) -> [AddressPoolUse] {
        (context.topology.list(.management, CiliumLoadBalancerIPPool.self).whole() ?? [])
            .filter { $0.selects(service) }.map { AddressPoolUse($0, held) }
    }
}
