import KubeLB
import Kubernetes
import Topology

/// What makes Cilium announce addresses of load balancers.
struct CiliumAnnouncers {
    private let context: CheckContext
    private let policies: [CiliumL2AnnouncementPolicy]?
    /// Those that announce addresses of load balancers, on nodes that exist.
    private let announcing: [CiliumL2AnnouncementPolicy]
    private let configs: [CiliumBGPClusterConfig]?
    /// Whether one of them selects a node.
    private let hasSession: Bool
    private let advertisements: [CiliumBGPAdvertisement]?
    private let nodeCount: Int
    private let agents: (workload: LoadBalancerWorkload, version: ReleaseVersion?)?
    private let devices: CiliumDevices?
    private let settings: [CiliumSettings.Feature: CiliumSettings.Setting]
    /// By name: one for each Service that is announced in the local network.
    private let leases: [String: Lease]

    struct Gap {
        let sentence: String
        var objects: [ObjectReference] = []
        var evidence: [Evidence] = []
        let remedies: [Remedy]
    }

    init(_ context: CheckContext) {
        let topology = context.topology
        self.context = context
        policies = topology.list(.management, CiliumL2AnnouncementPolicy.self).whole()
        configs = topology.list(.management, CiliumBGPClusterConfig.self).whole()
        advertisements = topology.list(.management, CiliumBGPAdvertisement.self).whole()
        let nodes = topology.list(.management, Node.self).whole() ?? []
        nodeCount = nodes.count
        let settings = CiliumSettings(context)
        agents = settings.agents
        devices = settings.agents.flatMap { CiliumDevices($0.workload, context) }
        self.settings = Dictionary(
            uniqueKeysWithValues: CiliumSettings.Feature.allCases.compactMap { feature in
                settings.setting(of: feature).map { (feature, $0) }
            })
        leases = Dictionary(
            (topology.list(.management, Lease.self).value?.items ?? []).map { ($0.metadata.name, $0) },
            uniquingKeysWith: { first, _ in first })
        announcing = (policies ?? []).filter { policy in
            policy.announcesLoadBalancers && (nodes.isEmpty || nodes.contains(where: policy.selects))
        }
        hasSession = (configs ?? []).contains { nodes.isEmpty || nodes.contains(where: $0.selects) }
    }

    /// Whether there is anything by which Cilium announces addresses, or surely nothing.
    private var areKnown: Bool { policies != nil || configs != nil }

    /// nil if something announces the addresses of a Service, or if that is unknown.
    func gap(for envoy: Service) -> Gap? {
        guard areKnown else { return nil }
        let layerTwoOff = announcing.contains { $0.selects(envoy) } && !isHeld(envoy) ? off(.layerTwo) : nil
        let bgpOff = configs?.isEmpty == false ? off(.bgp) : nil
        switch envoy.loadBalancerClass {
        case CiliumL2AnnouncementPolicy.loadBalancerClass:
            return layerTwoOff ?? interfaceGap(envoy) ?? layerTwoGap(envoy, isRequired: true)
        case "io.cilium/bgp-control-plane": return bgpOff ?? bgpGap(envoy) ?? removedBGP(isRequired: true)
        default:
            // One that exists and announces the address is enough; the other is not read where it is not served.
            let byBGP = bgpOff == nil && hasSession && advertisements?.contains { $0.selects(envoy) } ?? true
            let byLayerTwo = layerTwoOff == nil && announcing.contains { $0.selects(envoy) && mayReachDevice($0) }
            if byBGP || byLayerTwo { return nil }
            return layerTwoOff ?? interfaceGap(envoy) ?? bgpOff ?? bgpGap(envoy) ?? layerTwoGap(
                envoy, isRequired: false)
                ?? removedBGP(isRequired: false)
        }
    }

    /// Whether a node holds the Lease of a Service, so that it announces the address.
    private func isHeld(_ envoy: Service) -> Bool {
        lease(of: envoy).map { !$0.lease.holderIdentity.isEmpty && !$0.isLapsed } ?? false
    }

    /// nil if there is none, or if it was never renewed.
    private func lease(of envoy: Service) -> (lease: Lease, renewed: Timestamp, isLapsed: Bool)? {
        guard let lease = leases[CiliumL2AnnouncementPolicy.leaseName(for: envoy)], let renewed = lease.renewTime else {
            return nil
        }
        let limit = Double(lease.leaseDurationSeconds) + CheckContext.grace
        return (lease, renewed, context.now.seconds(since: renewed) > limit)
    }

    /// That a feature is switched off which the objects ask for; nil if it is on, or if that is unknown.
    private func off(_ feature: CiliumSettings.Feature) -> Gap? {
        guard let setting = settings[feature], !setting.isOn else { return nil }
        let policies = feature == .layerTwo ? "a CiliumL2AnnouncementPolicy" : "a CiliumBGPClusterConfig"
        let map = ObjectReference(
            .management, kind: ConfigMap.kind, namespace: setting.workload.metadata.namespace,
            name: CiliumSettings.mapName)
        return Gap(
            sentence: "\(feature.title) switched off in Cilium, although there is \(policies): \(feature.key) is "
                + (setting.isDefault ? "not set, and false by default" : "false"),
            objects: [map, setting.workload.object], evidence: [setting.evidence],
            remedies: [
                .fix(
                    "switch the feature on, also in the values of Cilium's chart: \(feature.chartValue)=true",
                    context.patch(map, ["data": [feature.key: "true"]])),
                .then(
                    "restart Cilium's agents, which read it when they start",
                    context.kubectl("rollout restart", setting.workload.object), risk: .restart),
            ])
    }

    /// BGP as it was configured before `CiliumBGPClusterConfig`, with a version that no longer reads that.
    private func removedBGP(isRequired: Bool) -> Gap? {
        guard configs?.isEmpty == true, let agents, let version = agents.version,
            version >= Self.withoutPeeringPolicies,
            isRequired || policies?.isEmpty == true && settings[.bgp]?.isOn == true
        else { return nil }
        return Gap(
            sentence:
                "there is no CiliumBGPClusterConfig, and Cilium \(version) no longer reads CiliumBGPPeeringPolicy (BGPv1), "
                + "so it has no BGP session",
            objects: [agents.workload.object],
            evidence: [
                Evidence("\(agents.workload.reference): image", version.description),
                Evidence("CiliumBGPClusterConfigs of the management cluster", "none"),
            ],
            remedies: [
                .fix(
                    "create a CiliumBGPClusterConfig, a CiliumBGPPeerConfig and a CiliumBGPAdvertisement (cilium.io/v2) that say what "
                        + "the CiliumBGPPeeringPolicy said, or return to Cilium 1.18"),
                .inspect(
                    "see the former policies",
                    context.kubectl(.management, "get ciliumbgppeeringpolicies.cilium.io -o yaml")),
            ])
    }

    private static let withoutPeeringPolicies = ReleaseVersion(1, 19, 0)

    /// A Lease that nobody renews: agents compete for it, and only the holder answers for the address.
    func lapsed(for envoy: Service) -> Gap? {
        guard let (lease, renewed, isLapsed) = lease(of: envoy), isLapsed else { return nil }
        guard !lease.holderIdentity.isEmpty else { return released(lease, renewed) }
        let agents = context.topology.systemPods(.management, [SystemComponent.cilium]).filter {
            $0.spec.nodeName == lease.holderIdentity && !$0.isReady
        }
        let problem = agents.first.map { PodProblem($0) }
        return Gap(
            sentence: "node \(lease.holderIdentity), which announced it, has not renewed the Lease for "
                + "\(context.age(of: renewed) ?? "a while"), and no other node has taken it over"
                + (problem.map { ". Cilium is not running there: \($0.summary)" } ?? ""),
            objects: [ObjectReference(.management, lease)] + agents.map { ObjectReference(.management, $0) },
            evidence: [lease.evidence("spec.renewTime", renewed.description, at: renewed)]
                + agents.prefix(2).map { Evidence($0.reference, PodProblem($0).summary) },
            remedies: (problem?.remedies(of: "Cilium on node \(lease.holderIdentity)", .management, context) ?? []) + [
                .fix(
                    "let another node take over: delete the Lease",
                    context.kubectl("delete", ObjectReference(.management, lease)), risk: .delete)
            ])
    }

    /// A Lease that its holder gave back, and that no agent has taken since.
    private func released(_ lease: Lease, _ renewed: Timestamp) -> Gap {
        Gap(
            sentence:
                "no node has held the Lease by which it is announced for \(context.age(of: renewed) ?? "a while")",
            objects: [ObjectReference(.management, lease)],
            evidence: [lease.evidence("spec.holderIdentity", "none", at: renewed)],
            remedies: [
                .fix("see that L2 announcements are switched on in Cilium, and that a policy selects a Ready node"),
                .inspect(
                    "check the setting",
                    context.kubectl(
                        .management, "-n kube-system get configmap \(CiliumSettings.mapName) -o yaml"
                    ).piped(into: ShellCommand("grep l2-announcements"))),
            ])
    }

    private func mayReachDevice(_ policy: CiliumL2AnnouncementPolicy) -> Bool {
        guard let devices, !policy.interfaces.isEmpty else { return true }
        return policy.interfaces.contains { devices.mayMatch($0) }
    }

    /// That the policies for a Service name interfaces only that Cilium does not use: it announces addresses on its devices.
    private func interfaceGap(_ envoy: Service) -> Gap? {
        let own = announcing.filter { $0.selects(envoy) }
        guard let devices, let policy = own.first, !own.contains(where: mayReachDevice) else { return nil }
        let reference = ObjectReference(.management, policy)
        return Gap(
            sentence: "CiliumL2AnnouncementPolicy \(policy.metadata.name) announces it only on interfaces that match "
                + "\(ServiceWords.list(policy.interfaces)), and Cilium uses only "
                + "\(devices.names.count == 1 ? "the device" : "the devices") \(ServiceWords.list(devices.names)), so no node answers ARP or NDP requests for it",
            objects: [reference, devices.object],
            evidence: [policy.evidence("spec.interfaces", ServiceWords.list(policy.interfaces)), devices.evidence],
            remedies: [
                .fix(
                    "add the interface to devices, also in the values of Cilium's chart",
                    context.kubectl("edit", devices.object))
            ]
                + (agents.map {
                    [
                        .then(
                            "restart Cilium's agents, which read it when they start",
                            context.kubectl("rollout restart", $0.workload.object), risk: .restart)
                    ]
                } ?? [])
                + [.fix("or correct spec.interfaces of the policy", context.kubectl("edit", reference))])
    }

    private func layerTwoGap(_ envoy: Service, isRequired: Bool) -> Gap? {
        guard let policies, isRequired || !policies.isEmpty, !announcing.contains(where: { $0.selects(envoy) }) else {
            return nil
        }
        guard let policy = policies.first else {
            return Gap(
                sentence: "there is no CiliumL2AnnouncementPolicy",
                remedies: [
                    .fix(
                        "announce the addresses of load balancers in the local network",
                        context.apply(
                            .management,
                            [
                                "apiVersion": "cilium.io/v2alpha1", "kind": "CiliumL2AnnouncementPolicy",
                                "metadata": ["name": "loadbalancers"], "spec": ["loadBalancerIPs": true],
                            ]))
                ])
        }
        let reference = ObjectReference(.management, policy)
        let whose = policies.count == 1 ? "the only CiliumL2AnnouncementPolicy" : "CiliumL2AnnouncementPolicy"
        if !policies.contains(where: \.announcesLoadBalancers) {
            return Gap(
                sentence: "\(whose) \(policy.metadata.name) does not set loadBalancerIPs, which is false by default",
                objects: [reference], evidence: [policy.evidence("spec.loadBalancerIPs", "not set")],
                remedies: [
                    .fix(
                        "announce addresses of load balancers with it",
                        context.patch(reference, ["spec": ["loadBalancerIPs": true]]))
                ])
        }
        let names = policies.filter(\.announcesLoadBalancers).map(\.metadata.name).sorted()
        return Gap(
            sentence: "no CiliumL2AnnouncementPolicy with loadBalancerIPs selects this Service and a node that exists "
                + "(\(ServiceWords.list(names)))",
            objects: [reference],
            remedies: [
                .fix("correct serviceSelector and nodeSelector of the policy", context.kubectl("edit", reference))
            ])
    }

    private func bgpGap(_ envoy: Service) -> Gap? {
        guard let configs, let config = configs.first else { return nil }
        let reference = ObjectReference(.management, config)
        guard hasSession else {
            return Gap(
                sentence:
                    "the nodeSelector of CiliumBGPClusterConfig \(config.metadata.name) matches no node, so Cilium has no "
                    + "BGP session",
                objects: [reference],
                evidence: [
                    config.evidence("spec.nodeSelector", "matches none of \(ServiceWords.count(nodeCount, "node"))")
                ],
                remedies: [
                    .fix(
                        "label the nodes that have BGP peers, or correct the nodeSelector",
                        context.kubectl("edit", reference))
                ])
        }
        guard let advertisements, !advertisements.contains(where: { $0.selects(envoy) }) else { return nil }
        let sorted = advertisements.sorted { $0.metadata.name < $1.metadata.name }
        let names = sorted.map(\.metadata.name)
        return Gap(
            sentence: "no CiliumBGPAdvertisement for addresses of load balancers selects this Service"
                + (names.isEmpty ? "" : " (there are \(ServiceWords.list(names)))"),
            objects: [reference],
            remedies: [
                sorted.first.map { advertisement in
                    .fix(
                        "add an advertisement of type Service with LoadBalancerIP and a selector for this Service",
                        context.kubectl("edit", ObjectReference(.management, advertisement)))
                } ?? .fix("create a CiliumBGPAdvertisement of type Service with LoadBalancerIP and a selector"),
                .inspect(
                    "see the advertisements",
                    context.kubectl(.management, "get ciliumbgpadvertisements.cilium.io -o yaml")),
            ])
    }
}
