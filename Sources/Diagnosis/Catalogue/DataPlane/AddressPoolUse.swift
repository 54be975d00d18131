import Documents
import KubeLB
import Kubernetes
import Topology

/// How many addresses of a pool of the management cluster Services have, whose they are, and how many are left.
package struct AddressPoolUse: Sendable {
    /// A namespace and the addresses that its Services have.
    package struct Holder: Sendable {
        package let namespace: String
        package let addresses: Int

        /// nil for a namespace that is no tenant's.
        package var tenant: String? {
            namespace.hasPrefix(KubeLBNames.tenantPrefix) ? KubeLBNames.tenantName(forNamespace: namespace) : nil
        }

        /// `tenant acme 12`.
        var words: String { "\(tenant.map { "tenant \($0)" } ?? "namespace \(namespace)") \(addresses)" }
    }

    package let pool: ObjectReference
    package let ranges: [String]
    /// Addresses that it can assign; nil if that is not known, as of a pool of IPv6.
    package let size: Int?
    package let assigned: Int
    /// Most addresses first.
    package let holders: [Holder]

    /// `IPv4`, `IPv6`: those that it has addresses of.
    var families: Set<String> { Set(ranges.map { $0.contains(":") ? "IPv6" : "IPv4" }) }

    /// Addresses that are left; nil if that is not known.
    package var free: Int? { size.map { max(0, $0.saturatingDifference(assigned)) } }

    /// The pools of MetalLB and Cilium, by name.
    package static func all(in topology: Topology) -> [AddressPoolUse] {
        let held = HeldAddress.all(topology.list(.management, Service.self).value?.items ?? [])
        let ofMetalLB = (topology.list(.management, IPAddressPool.self).value?.items ?? []).map {
            AddressPoolUse($0, held)
        }
        let ofCilium = (topology.list(.management, CiliumLoadBalancerIPPool.self).value?.items ?? []).map {
            AddressPoolUse($0, held)
        }
        return (ofMetalLB + ofCilium).sorted { $0.pool.name < $1.pool.name }
    }

    init(_ pool: IPAddressPool, _ held: [HeldAddress]) {
        let ranges = pool.ranges
        // A range that cannot be read has addresses that are not counted.
        let isKnown = ranges.count == pool.addresses.count
        // A Service keeps the name of a pool that was renamed since, and no two pools have an address in common.
        let own = held.filter { address in
            isKnown && address.number != nil
                ? address.isIn(ranges) : address.pool.map { $0 == pool.metadata.name } ?? address.isIn(ranges)
        }
        self.init(
            ObjectReference(.management, pool), pool.addresses,
            size: isKnown ? Self.count(of: ranges, withoutEnds: pool.avoidsBuggyIPs) : nil, own)
    }

    init(_ pool: CiliumLoadBalancerIPPool, _ held: [HeldAddress]) {
        let ranges = pool.blocks.compactMap { AddressRange($0) }
        let own = held.filter { $0.isIn(ranges) }
        self.init(ObjectReference(.management, pool), pool.blocks, size: pool.count(.total), own)
    }

    private init(_ pool: ObjectReference, _ ranges: [String], size: Int?, _ own: [HeldAddress]) {
        self.pool = pool
        self.ranges = ranges
        self.size = size
        assigned = Set(own.map(\.address)).count
        holders = Self.holders(of: own)
    }

    /// Of all addresses that Services have, whatever pool they are from.
    static func holders(of addresses: [HeldAddress]) -> [Holder] {
        Dictionary(grouping: addresses, by: \.namespace).map { namespace, held in
            Holder(namespace: namespace, addresses: Set(held.map(\.address)).count)
        }.sorted { ($1.addresses, $0.namespace) < ($0.addresses, $1.namespace) }
    }

    /// Addresses of some ranges, each once. `withoutEnds`: those that end with 0 and 255 do not count.
    static func count(of ranges: [AddressRange], withoutEnds: Bool) -> Int {
        var count = 0
        var next = 0
        for range in ranges.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            let (first, last) = (max(next, Int(range.first)), Int(range.last))
            guard first <= last else { continue }
            next = last.saturatingSum(1)
            count = count.saturatingSum(next.saturatingDifference(first))
            if withoutEnds {
                count = count.saturatingDifference(ends(below: next).saturatingDifference(ends(below: first)))
            }
        }
        return count
    }

    /// Numbers from 0 on whose last byte is 0 or 255.
    private static func ends(below limit: Int) -> Int {
        (limit.saturatingSum(255) / 256).saturatingSum(limit / 256)
    }
}

/// An address of a Service of the management cluster.
struct HeldAddress {
    let address: String
    /// nil for an address of IPv6.
    let number: UInt32?
    let namespace: String
    /// The pool of MetalLB that it is from, if the Service names it.
    let pool: String?

    /// An address that several Services share counts for each of their namespaces.
    static func all(_ services: [Service]) -> [HeldAddress] {
        services.filter(\.isLoadBalancer).flatMap { service in
            let metadata = service.metadata
            // The Service of a Gateway is in the namespace of its controller.
            let namespace = metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] ?? metadata.namespace
            let pool = MetalLB.pool(of: service)
            return service.ingress.compactMap(\.ip).map { address in
                HeldAddress(
                    address: address, number: AddressRange.number(address), namespace: namespace, pool: pool)
            }
        }
    }

    func isIn(_ ranges: [AddressRange]) -> Bool {
        number.map { number in ranges.contains { $0.contains(number) } } ?? false
    }
}
