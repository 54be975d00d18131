import KubeLB
import Kubernetes
import Topology

/// KLC-M020: an address pool has few addresses left.
///
/// Told of the tenant that has most of them: of each tenant the management cluster's Services are all the same.
struct M020PoolNearlyExhausted: Check {
    let documentation = CheckDocumentation(
        code: "M020",
        title: "An address pool is nearly exhausted",
        severity: .warning,
        inputs: [.managementServices],
        optionalInputs: [.addressPools, .ciliumPools],
        meaning: """
            Of a pool of MetalLB or Cilium from which Services get addresses without asking for it, at most a tenth is left; it is \
            a warning if at most two addresses are left. Small pools, of fewer than eight addresses, are not counted. If a \
            Service already waits for an address, KLC-D002 reports it.
            """,
        impact: "When the pool is exhausted, new Services and Gateways of every tenant get no address.",
        mending: """
            Add addresses to the pool before they are needed, delete Services that nobody uses, or limit the tenant that has most of \
            them.
            """,
        examples: [
            .fires(.warning, "one of eight addresses is left", pool("198.51.100.10-198.51.100.17", own: 6)),
            .fires(.warning, "none is left, and no Service waits", pool("198.51.100.10-198.51.100.17", own: 7)),
            .fires(.info, "three of thirty are left", pool("198.51.100.10-198.51.100.39", own: 26)),
            .silent("a third is left", pool("198.51.100.10-198.51.100.39", own: 19)),
            .silent("the pool is small", pool("198.51.100.10-198.51.100.13", own: 3)),
            .silent(
                "Services get its addresses only if they ask for it",
                pool("198.51.100.10-198.51.100.17", own: 6, spec: ", autoAssign: false")),
            .silent("another tenant has most of the addresses", pool("198.51.100.10-198.51.100.17", other: 6)),
            .silent(
                "a Service waits for an address, which is another finding",
                pool("198.51.100.10-198.51.100.17", own: 7)
                    + "\n    tenant-acme/waiting: {spec: {type: LoadBalancer, ports: [{port: 80}]}}"),
            .silent("there are no pools"),
        ])

    /// A pool from which `shop/web` has the first address, other Services of the tenant `own` more, and another tenant `other`.
    private static func pool(_ range: String, own: Int = 0, other: Int = 0, spec: String = "") -> String {
        let names = (0..<own).map { "tenant-acme/more-\($0)" } + (0..<other).map { "tenant-other/more-\($0)" }
        let services = names.enumerated().map { place, name in
            "    \(name): {spec: {type: LoadBalancer, ports: [{port: 80}]}, status: {loadBalancer: {ingress: [{ip: "
                + "198.51.100.\(11 + place)}]}}}"
        }
        return """
            management:
              ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [\(range)]\(spec)}}}
              services:
            \(services.joined(separator: "\n"))
            """
    }

    /// A pool that is smaller is meant to be used up.
    private static let smallest = 8
    /// As many addresses left are a warning.
    private static let few = 2

    func findings(in context: CheckContext) -> [Finding] {
        guard let tenant = context.diagnosedTenant, let pools = AddressPools(context) else { return [] }
        let isWaiting = (context.topology.list(.management, Service.self).value?.items ?? []).contains {
            $0.isLoadBalancer && $0.ingress.isEmpty && !$0.metadata.isBeingDeleted
        }
        return pools.automatic.compactMap { use in
            guard let size = use.size, size >= Self.smallest, let free = use.free,
                free <= size / 10 || free <= Self.few,
                free > 0 || !isWaiting, let most = use.holders.first(where: { $0.tenant != nil }),
                most.tenant == tenant.name
            else { return nil }
            let left = free == 0 ? "No address" : ServiceWords.count(free, "address")
            return Finding(
                free <= Self.few ? .warning : .info,
                "\(left) of \(size) \(free > 1 ? "are" : "is") left in pool \(use.pool.name) of the management cluster; "
                    + "\(most.words) has most of them",
                objects: [use.pool],
                evidence: [
                    Evidence(
                        "\(use.pool.description): assigned addresses",
                        "\(use.assigned) of \(size), \(ServiceWords.list(use.holders.map(\.words)))")
                ],
                remedies: [
                    .fix("add addresses to pool \(use.pool.name), or delete Services that nobody uses"),
                    .inspect("show the pool", context.kubectl("get", use.pool, "-o yaml")),
                ])
        }
    }
}
