import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D025: MetalLB has assigned an address that it does not announce.
struct D025NotAdvertised: Check {
    let documentation = CheckDocumentation(
        code: "D025",
        title: "MetalLB does not announce the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [
            .tenantServices, .loadBalancers, .managementServices, .addressPools, .layerTwoAdvertisements,
            .bgpAdvertisements,
        ],
        partialInputs: [.layerTwoAdvertisements, .bgpAdvertisements],
        optionalInputs: [
            .managementNodes, .managementDaemonSets, .managementDeployments, .managementPods, .managerLogs,
        ], judgesManagementAlone: true,
        causedBy: ["M017"],
        meaning: """
            MetalLB assigns addresses from IPAddressPools, but announces only pools that an L2Advertisement or a \
            BGPAdvertisement selects. No advertisement selects the pool of this address, or only on nodes that do not exist. \
            Or it announces by BGP alone, and its speakers log that a router refuses or closes their sessions.
            """,
        impact: "The Service has an address, but no router or neighbour knows where to send traffic for it.",
        mending:
            "Create an L2Advertisement or a BGPAdvertisement for the pool, or correct the selectors of the existing ones.",
        examples: [
            .fires(.error, "there is no advertisement", pool()),
            .fires(
                .error, "the only advertisement is for another pool",
                pool(layerTwo: "metallb-system/other: {spec: {ipAddressPools: [other]}}")),
            .fires(
                .error, "the only advertisement selects no node",
                pool(layerTwo: "metallb-system/all: {spec: {nodeSelectors: [{matchLabels: {zone: nowhere}}]}}")),
            .silent("one advertisement is for all pools", pool(layerTwo: "metallb-system/all: {spec: {}}")),
            .silent(
                "BGP announces the pool", pool(bgp: "metallb-system/main: {spec: {ipAddressPools: [main]}}")),
            .silent(
                "an advertisement selects the pool by its labels",
                pool(layerTwo: "metallb-system/all: {spec: {ipAddressPoolSelectors: [{matchLabels: {tier: public}}]}}")),
            .fires(
                .error, "the router closes the BGP sessions of the speakers",
                pool(bgp: "metallb-system/main: {spec: {}}") + """

                      daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {app: metallb, component: speaker}},
                        spec: {selector: {matchLabels: {component: speaker}}, template: {spec: {containers: [{name: speaker,
                          image: "quay.io/metallb/speaker:v0.15.2"}]}}}, status: {desiredNumberScheduled: 2, numberReady: 2}}}
                      pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, status: {phase: Running}}}
                    logs: {management/metallb-system/speaker-1/speaker.log: "\(closed("11:57:15"))\\n\(closed("11:59:15"))"}
                    """),
            .silent("MetalLB is not installed"),
            .silent("the advertisements may not be read", pool(layerTwo: nil, readable: false)),
            .fires(
                .warning, "one kind of advertisement may not be read, and the other names a pool that does not exist",
                pool(bgp: "metallb-system/main: {spec: {ipAddressPools: [former]}}", readable: false)),
            .silent(
                "one kind of advertisement may not be read, and the other is for another pool",
                pool(bgp: "metallb-system/other: {spec: {ipAddressPools: [other]}}", readable: false)),
        ])

    private static func pool(layerTwo: String? = nil, bgp: String? = nil, readable: Bool = true) -> String {
        """
        management:
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}}}}
          ipaddresspools.metallb.io:
            metallb-system/main: {metadata: {labels: {tier: public}}, spec: {addresses: [198.51.100.0/24]}}
            metallb-system/other: {spec: {addresses: [203.0.113.0/28]}}
          bgpadvertisements.metallb.io: {\(bgp ?? "")}
          l2advertisements.metallb.io: \(readable ? "{\(layerTwo ?? "")}" : "forbidden")
        """
    }

    private static func closed(_ time: String) -> String {
        let fields = [
            ("error", "got BGP notification code 0x0202 (Bad peer AS)"), ("level", "error"),
            ("msg", "peer sent notification, closing session"), ("ts", "2026-11-22T\(time)Z"),
        ]
        return "{" + fields.map { "\\\"\($0)\\\":\\\"\($1)\\\"" }.joined(separator: ",") + "}"
    }

    /// nil if one of MetalLB's kinds was not read. It installs them together: one that is not served belongs to another
    /// implementation.
    static func objects(
        in topology: Topology
    ) -> (pools: [IPAddressPool], layerTwo: [L2Advertisement], bgp: [BGPAdvertisement])? {
        guard let pools = topology.list(.management, IPAddressPool.self).whole(),
            let layerTwo = topology.list(.management, L2Advertisement.self).whole(),
            let bgp = topology.list(.management, BGPAdvertisement.self).whole()
        else { return nil }
        return (pools, layerTwo, bgp)
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let (pools, layerTwo, bgp) = Self.objects(in: topology) else {
            return dangling(L2Advertisement.self, unread: BGPAdvertisement.kind, context)
                + dangling(BGPAdvertisement.self, unread: L2Advertisement.kind, context)
        }
        let advertisements =
            layerTwo.map { ($0.metadata.namespace, $0.reference, $0.selection) }
            + bgp.map { ($0.metadata.namespace, $0.reference, $0.selection) }
        let nodes = topology.list(.management, Node.self).whole()
        let sessions = layerTwo.isEmpty && !bgp.isEmpty ? SpeakerSessions(context) : nil
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty,
                let name = MetalLB.pool(of: carried.envoy), let pool = pools.first(where: { $0.metadata.name == name })
            else { return nil }
            let candidates = advertisements.filter {
                $0.0 == pool.metadata.namespace && $0.2.selects(pool: pool.metadata)
            }
            let isAnnounced = candidates.contains { candidate in
                nodes.map { $0.contains { candidate.2.selects(node: $0.metadata) } || $0.isEmpty } ?? true
            }
            return isAnnounced
                ? sessions?.finding(carried, context)
                : finding(carried, pool, candidates.map(\.1), advertisements.map(\.1), context)
        }
    }

    /// If only one kind of advertisement was read: that it names a pool which does not exist is a mistake, and the pool of the
    /// address may be the one that was meant.
    private func dangling<Kind: PoolAdvertisement>(
        _ kind: Kind.Type, unread: String, _ context: CheckContext
    ) -> [Finding] {
        guard let pools = context.topology.list(.management, IPAddressPool.self).whole(),
            let advertisements = context.topology.list(.management, Kind.self).whole()
        else { return [] }
        let names = Set(pools.map(\.metadata.name))
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty,
                let name = MetalLB.pool(of: carried.envoy),
                let pool = pools.first(where: { $0.metadata.name == name })?.metadata
            else { return nil }
            let own = advertisements.filter { $0.metadata.namespace == pool.namespace }
            guard !own.contains(where: { $0.selection.selects(pool: pool) }),
                let wrong = own.first(where: { names.isDisjoint(with: $0.selection.pools) }),
                let gone = wrong.selection.pools.first
            else { return nil }
            let address = carried.envoy.ingress.addresses.joined(separator: ", ")
            let object = ObjectReference(.management, wrong)
            return Finding(
                .warning,
                "\(wrong.reference) names pool \(gone), which does not exist, and no \(Kind.kind) selects pool \(name) of "
                    + "\(address), the address of \(carried.service.reference). \(unread)s were not read",
                resource: carried.exposure.resource, objects: carried.references + [object],
                evidence: [
                    carried.envoy.evidence("pool", pool.path),
                    wrong.evidence("spec.ipAddressPools", wrong.selection.pools.joined(separator: ", ")),
                ], confidence: .likely,
                remedies: [
                    .fix(
                        "name pool \(name) instead",
                        context.patch(object, ["spec": ["ipAddressPools": [.string(name)]]]))
                ])
        }
    }

    private func finding(
        _ carried: CarriedService, _ pool: IPAddressPool, _ candidates: [String], _ all: [String],
        _ context: CheckContext
    ) -> Finding {
        let address = carried.envoy.ingress.addresses.joined(separator: ", ")
        let reason =
            candidates.isEmpty
            ? "no L2Advertisement or BGPAdvertisement selects its pool \(pool.metadata.name)"
            : "\(ServiceWords.list(candidates)) selects no node"
        return Finding(
            .error, "MetalLB does not announce \(address), the address of \(carried.service.reference): \(reason)",
            resource: carried.exposure.resource,
            objects: carried.references + [ObjectReference(.management, pool)],
            evidence: [
                carried.envoy.evidence("pool", pool.metadata.path),
                Evidence("advertisements in the management cluster", all.isEmpty ? "none" : ServiceWords.list(all)),
            ],
            remedies: candidates.isEmpty
                ? [
                    .fix(
                        "announce the pool in the local network (layer 2); with BGP, create a BGPAdvertisement instead",
                        context.apply(.management, Self.advertisement(of: pool.metadata)))
                ]
                : [
                    .fix("correct the node selectors of the advertisements"),
                    .inspect(
                        "see the advertisements",
                        context.kubectl(
                            .management,
                            "-n \(pool.metadata.namespace) get l2advertisements.metallb.io,bgpadvertisements.metallb.io -o yaml"
                        )),
                ])
    }

    private static func advertisement(of pool: ObjectMeta) -> JSONValue {
        [
            "apiVersion": "metallb.io/v1beta1", "kind": "L2Advertisement",
            "metadata": ["name": .string(pool.name), "namespace": .string(pool.namespace)],
            "spec": ["ipAddressPools": [.string(pool.name)]],
        ]
    }
}
