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

    /// nil if no Service has an address.
    init?(for service: Service, among all: AddressPools, in context: CheckContext) {
        let held = all.held
        guard !held.isEmpty else { return nil }
        let exhausted = all.open(to: service, in: context).filter { $0.free == 0 }
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
}

/// The pools of the management cluster with their use, the same for all Services that wait for an address.
struct AddressPools {
    /// Of all Services.
    let held: [HeldAddress]
    private let ofMetalLB: [(pool: IPAddressPool, use: AddressPoolUse)]
    private let ofCilium: [(pool: CiliumLoadBalancerIPPool, use: AddressPoolUse)]

    /// nil if the addresses of all Services are not known.
    init?(_ context: CheckContext) {
        let topology = context.topology
        guard let services = topology.list(.management, Service.self).whole() else { return nil }
        let held = HeldAddress.all(services)
        self.held = held
        ofMetalLB = (topology.list(.management, IPAddressPool.self).whole() ?? []).map {
            ($0, AddressPoolUse($0, held))
        }
        ofCilium = (topology.list(.management, CiliumLoadBalancerIPPool.self).whole() ?? []).map {
            ($0, AddressPoolUse($0, held))
        }
    }

    /// Those that Services get addresses from without asking for them, by name.
    var automatic: [AddressPoolUse] {
        (ofMetalLB.filter(\.pool.autoAssign).map(\.use) + ofCilium.filter { !$0.pool.isDisabled }.map(\.use))
            .sorted { $0.pool.name < $1.pool.name }
    }

    /// The pool that the Service asks for, or those of MetalLB that it may use; and those of Cilium that select it. By name.
    func open(to service: Service, in context: CheckContext) -> [AddressPoolUse] {
        let requested = MetalLB.requestedPool(of: service)?.value
        return ofMetalLB.filter { pool, _ in
            requested.map { $0 == pool.metadata.name }
                ?? (pool.autoAssign && PoolRestriction(of: pool, for: service, in: context) == nil)
        }.map(\.use).sorted { $0.pool.name < $1.pool.name }
            + ofCilium.filter { $0.pool.selects(service) && !$0.pool.isDisabled }.map(\.use)
            .sorted { $0.pool.name < $1.pool.name }
    }
}
