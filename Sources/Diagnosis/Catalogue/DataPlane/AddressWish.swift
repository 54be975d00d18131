import KubeLB
import Kubernetes
import Topology

/// What an envoy Service asks the load-balancer implementation for, why it cannot have that, and where the wish comes from.
struct AddressWish {
    /// One clause, for the finding: `It asks for 192.0.2.9, which Service infra/gateway holds`.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]
    /// Whether it asks for a pool that other Services may use.
    var isRestricted = false

    /// nil if the Service asks for nothing, or for nothing that is known to be unavailable.
    init?(of carried: CarriedService, _ holders: AddressHolders, in context: CheckContext) {
        let envoy = carried.envoy
        let pools = context.topology.list(.management, IPAddressPool.self).whole()
        for (source, address) in AddressHolders.requested(by: envoy) {
            if let holder = holders.holder(of: address, besides: envoy) {
                let labels = holder.metadata.labels
                let origin = labels[KubeLBNames.originNameLabel].map { name in
                    " of the tenant's Service \(labels[KubeLBNames.originNamespaceLabel].map { "\($0)/" } ?? "")\(name)"
                }
                sentence = "It asks for \(address), which \(holder.reference)\(origin ?? "") holds"
                evidence = [
                    envoy.evidence("\(source.description)", address),
                    holder.evidence(
                        "status.loadBalancer.ingress",
                        holder.ingress.addresses.joined(separator: ", ")),
                ]
                remedies = Self.remedies(source, carried, context)
                return
            }
            guard let pools, !pools.isEmpty else { continue }
            if let number = AddressRange.number(address), let pool = pools.first(where: { $0.contains(number) }),
                let restriction = PoolRestriction(of: pool, for: carried.envoy, in: context)
            {
                sentence =
                    "It asks for \(address) of pool \(pool.metadata.name), whose serviceAllocation \(restriction.words)"
                evidence = [envoy.evidence("\(source.description)", address), restriction.evidence]
                remedies = Self.remedies(source, carried, context) + restriction.remedies
                isRestricted = true
                return
            }
            guard let reason = Self.unavailable(address, in: pools, for: envoy) else { continue }
            sentence = "It asks for \(address), \(reason)"
            evidence =
                [envoy.evidence("\(source.description)", address)] + pools.prefix(5).map(Self.evidence)
            remedies = Self.remedies(source, carried, context)
            return
        }
        guard let (annotation, name) = MetalLB.requestedPool(of: envoy), let pools, !pools.isEmpty else { return nil }
        let source = Source.annotation(annotation)
        let families = Set(envoy.ipFamilies)
        if let pool = pools.first(where: { $0.metadata.name == name }) {
            if let restriction = PoolRestriction(of: pool, for: carried.envoy, in: context) {
                sentence = "It asks for pool \(name), whose serviceAllocation \(restriction.words)"
                evidence = [envoy.evidence("\(source.description)", name), restriction.evidence]
                remedies = Self.remedies(source, carried, context) + restriction.remedies
                isRestricted = true
                return
            }
            guard !families.isEmpty, families.isDisjoint(with: pool.families) else { return nil }
            sentence =
                "It asks for pool \(name), which has no \(envoy.ipFamilies.joined(separator: " or ")) addresses"
        } else {
            sentence = "It asks for pool \(name), which does not exist"
        }
        evidence = [envoy.evidence("\(source.description)", name)] + pools.prefix(5).map(Self.evidence)
        remedies = Self.remedies(source, carried, context)
    }

    /// Where a Service says what it wants.
    enum Source: Sendable, Hashable, CustomStringConvertible {
        case annotation(String)
        case field

        var description: String {
            switch self {
            case .annotation(let name): "metadata.annotations[\(name)]"
            case .field: "spec.loadBalancerIP"
            }
        }
    }

    private static func evidence(_ pool: IPAddressPool) -> Evidence {
        pool.evidence("spec.addresses", ServiceWords.list(pool.addresses))
    }

    private static func unavailable(_ address: String, in pools: [IPAddressPool], for envoy: Service) -> String? {
        let family = address.contains(":") ? "IPv6" : "IPv4"
        if !envoy.ipFamilies.isEmpty, !envoy.ipFamilies.contains(family) {
            return "an \(family) address, although it is \(envoy.ipFamilies.joined(separator: " and "))"
        }
        guard let number = AddressRange.number(address) else {
            return pools.contains { $0.families.contains(family) } || family == "IPv4"
                ? nil : "but no pool has \(family) addresses"
        }
        return pools.contains { $0.contains(number) } ? nil : "which is in no pool"
    }

    /// The wish of the tenant's Service is changed there. One that it no longer has stays on the envoy Service before KubeLB 1.5;
    /// others come from the default annotations of the Tenant or the Config.
    static func remedies(_ source: Source, _ carried: CarriedService, _ context: CheckContext) -> [Remedy] {
        guard case .annotation(let name) = source else { return [] }
        if carried.service.metadata.annotations[name] != nil {
            return [
                .fix(
                    "remove the request from the tenant's Service, or change its value to one that is available",
                    context.kubectl("annotate", context.reference(carried.exposure), "\(name)-"))
            ] + (context.topology.has(.annotationRemoval) ? [] : [removal(name, carried, context)])
        }
        if carried.loadBalancer.metadata.annotations[name] == nil, !context.topology.has(.annotationRemoval) {
            return [removal(name, carried, context)]
        }
        return [
            .fix(
                "change the annotation in defaultAnnotations of the Tenant or the Config: the tenant's Service does not have it",
                context.kubectl("edit", .config))
        ]
    }

    private static func removal(_ name: String, _ carried: CarriedService, _ context: CheckContext) -> Remedy {
        .then(
            "remove it from the envoy Service as well: before KubeLB 1.5 nothing else does",
            context.kubectl("annotate", ObjectReference(.management, carried.envoy), "\(name)-"))
    }
}

/// Which Services of the management cluster hold which addresses, to name the one that holds a requested address.
struct AddressHolders {
    private let byAddress: [String: Service]

    init(_ services: Observed<ObjectList<Service>>) {
        byAddress = (services.value?.items ?? []).reduce(into: [:]) { holders, service in
            for address in Set(service.ingress.addresses + Self.requested(by: service).map(\.address))
            where !service.ingress.isEmpty {
                holders[address] = service
            }
        }
    }

    /// Where a Service asks for addresses (MetalLB, Cilium LB IPAM, kube-vip; `spec.loadBalancerIP` of Kubernetes).
    private static let annotations = [
        "metallb.io/loadBalancerIPs", "metallb.universe.tf/loadBalancerIPs", "lbipam.cilium.io/ips",
        "io.cilium/lb-ipam-ips", "kube-vip.io/loadbalancerIPs",
    ]

    static func requested(by service: Service) -> [(source: AddressWish.Source, address: String)] {
        let annotated = annotations.flatMap { name in
            (service.metadata.annotations[name] ?? "").split(separator: ",").map {
                (AddressWish.Source.annotation(name), String($0.filter { !$0.isWhitespace }))
            }
        }
        return annotated + (service.loadBalancerIP.map { [(.field, $0)] } ?? [])
    }

    /// The Service that holds an address.
    func holder(of address: String, besides envoy: Service) -> Service? {
        byAddress[address].flatMap { $0.metadata.path == envoy.metadata.path ? nil : $0 }
    }
}
