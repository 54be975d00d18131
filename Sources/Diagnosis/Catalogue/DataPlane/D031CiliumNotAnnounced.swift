import KubeLB
import Kubernetes
import Topology

/// KLC-D031: Cilium has assigned an address that it does not announce.
struct D031CiliumNotAnnounced: Check {
    let documentation = CheckDocumentation(
        code: "D031",
        title: "Cilium does not announce the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [
            .ciliumLayerTwoPolicies, .ciliumBGPConfigs, .ciliumBGPAdvertisements, .managementNodes,
            .managementDeployments, .managementDaemonSets, .managementLeases, .managementPods,
        ], judgesManagementAlone: true,
        meaning: """
            Cilium assigns addresses from its pools, but announces them only with a CiliumL2AnnouncementPolicy that sets \
            loadBalancerIPs, or with a CiliumBGPClusterConfig and a CiliumBGPAdvertisement that selects the Service. None \
            of those that exist covers this Service. Or the node that announces it does not renew its Lease, and no other \
            node has taken it over.
            """,
        impact: "The Service has an address, but no router or neighbour knows where to send traffic for it.",
        mending: "Correct the policy, configuration or advertisement, or repair the agent, that the finding names.",
        examples: [
            .fires(
                .error, "the policy announces external IPs only",
                cilium(
                    "\(policies): {office: {spec: {externalIPs: true}}}",
                    class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .fires(
                .error, "there is no policy, and the class wants one",
                cilium("\(policies): {}", class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .fires(
                .error, "the policy is for other Services",
                cilium(
                    "\(policies): {office: {spec: {loadBalancerIPs: true, serviceSelector: {matchLabels: {color: blue}}}}}"
                )),
            .fires(
                .error, "the BGP configuration selects no node",
                cilium(
                    """
                    \(configs): {edge: {spec: {nodeSelector: {matchLabels: {bgp-policy: edge}}}}}
                      \(adverts): {services: {spec: {advertisements: [{advertisementType: Service,
                        service: {addresses: [LoadBalancerIP]}, selector: {}}]}}}
                    """)),
            .fires(
                .error, "no BGP advertisement is for load balancers",
                cilium(
                    """
                    \(configs): {edge: {spec: {}}}
                      \(adverts): {pods: {spec: {advertisements: [{advertisementType: PodCIDR}]}}}
                    """)),
            .fires(
                .error, "the node that announced it has stopped renewing the Lease",
                cilium(lease("11:20:00") + ciliumAgent, class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "a node renews the Lease",
                cilium(lease("11:59:58") + ciliumAgent, class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "a policy announces it",
                cilium(
                    "\(policies): {lb: {spec: {loadBalancerIPs: true}}}",
                    class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "BGP advertises it",
                cilium(
                    """
                    \(configs): {edge: {spec: {}}}
                      \(adverts): {services: {spec: {advertisements: [{advertisementType: Service,
                        service: {addresses: [LoadBalancerIP]}, selector: {matchExpressions: [{key: x, operator: NotIn,
                        values: [y]}]}}]}}}
                    """)),
            .silent("nothing of Cilium announces addresses, so something else may", cilium("\(policies): {}")),
            .silent("another implementation assigned the address"),
        ])

    private static let policies = CiliumL2AnnouncementPolicy.resource
    private static let configs = CiliumBGPClusterConfig.resource
    private static let adverts = CiliumBGPAdvertisement.resource

    private static func cilium(_ objects: String, class name: String? = nil) -> String {
        """
        management:
          \(objects)
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {\(
            name.map { "spec: {loadBalancerClass: \($0)}, " } ?? "")
            metadata: {managedFields: [{manager: cilium-operator-generic, operation: Update, subresource: status,
              time: "2026-11-22T10:00:03Z", fieldsV1: {"f:status": {"f:loadBalancer": {}}}}]}}}
        """
    }

    private static func lease(_ renewed: String) -> String {
        """
        leases.coordination.k8s.io: {kube-system/cilium-l2announce-tenant-acme-envoy-00000000-0000-4000-8000-000000000001: {
            spec: {holderIdentity: mgmt-b, leaseDurationSeconds: 15, renewTime: "2026-11-22T\(renewed).000000Z"}}}
        """
    }
    private static let ciliumAgent = """

          pods: {kube-system/cilium-7: {metadata: {labels: {k8s-app: cilium}}, spec: {nodeName: mgmt-b}, status: {phase: Running,
            conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:20:00Z"}],
            containerStatuses: [{name: cilium-agent, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let served = context.carriedServices.filter { $0.envoy.isLoadBalancer && !$0.envoy.ingress.isEmpty }
        guard !served.isEmpty else { return [] }
        let announcers = Announcers(context)
        let balancers = LoadBalancers(context)
        return served.compactMap { carried in
            guard balancers.implementation(of: carried.envoy) == .cilium,
                let gap = announcers.gap(for: carried.envoy) ?? announcers.lapsed(for: carried.envoy)
            else { return nil }
            return Finding(
                .error,
                "Cilium does not announce \(carried.envoy.ingress.addresses.joined(separator: ", ")), the address of "
                    + "\(carried.service.reference): \(gap.sentence)",
                resource: carried.exposure.resource, objects: carried.references + gap.objects,
                evidence: [
                    carried.envoy.evidence("spec.loadBalancerClass", carried.envoy.loadBalancerClass ?? "not set")
                ] + gap.evidence,
                remedies: gap.remedies)
        }
    }
}

/// What makes Cilium announce addresses of load balancers.
private struct Announcers {
    private let context: CheckContext
    private let policies: [CiliumL2AnnouncementPolicy]?
    /// Those that announce addresses of load balancers, on nodes that exist.
    private let announcing: [CiliumL2AnnouncementPolicy]
    private let configs: [CiliumBGPClusterConfig]?
    /// Whether one of them selects a node.
    private let hasSession: Bool
    private let advertisements: [CiliumBGPAdvertisement]?
    private let nodeCount: Int

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
        switch envoy.loadBalancerClass {
        case CiliumL2AnnouncementPolicy.loadBalancerClass: return layerTwoGap(envoy, isRequired: true)
        case "io.cilium/bgp-control-plane": return bgpGap(envoy)
        default:
            // One that exists and announces the address is enough; the other is not read where it is not served.
            let byBGP = hasSession && advertisements?.contains { $0.selects(envoy) } ?? true
            if byBGP || announcing.contains(where: { $0.selects(envoy) }) { return nil }
            return bgpGap(envoy) ?? layerTwoGap(envoy, isRequired: false)
        }
    }

    /// A Lease that nobody renews: agents compete for it, and only the holder answers for the address.
    func lapsed(for envoy: Service) -> Gap? {
        let name = CiliumL2AnnouncementPolicy.leaseName(for: envoy)
        let found = context.topology.list(.management, Lease.self).first { $0.metadata.name == name }
        guard let lease = found.value, let renewed = lease.renewTime, !lease.holderIdentity.isEmpty,
            context.now.seconds(since: renewed) > Double(lease.leaseDurationSeconds) + CheckContext.grace
        else { return nil }
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
