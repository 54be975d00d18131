import KubeLB
import Kubernetes
import Topology

/// KLC-D030: no node of the management cluster can announce the address.
struct D030NoAnnouncingNode: Check {
    let documentation = CheckDocumentation(
        code: "D030",
        title: "No node can announce the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [
            .tenantServices, .loadBalancers, .managementServices, .managementDaemonSets, .managementPods,
        ],
        optionalInputs: [
            .addressPools, .layerTwoAdvertisements, .bgpAdvertisements, .managementNodes, .managementDeployments,
            .managementEvents,
        ],
        judgesManagementAlone: true,
        meaning: """
            MetalLB announces an address from nodes on which one of its speakers runs and that an advertisement selects. With \
            externalTrafficPolicy Local, a ready Envoy has to run on the node, too. No node meets all of these conditions.
            """,
        impact: "The Service has an address, but no router or neighbour knows where to send traffic for it.",
        mending: """
            Run speakers on the nodes of the Envoy pods, or the Envoy pods on the nodes of the speakers: compare the node selector of the \
            speakers with spec.envoyProxy of the Config. With externalTrafficPolicy Cluster, every node with a speaker may \
            announce the address.
            """,
        examples: [
            .fires(
                .error, "speakers and Envoy pods run on different nodes", nodes(policy: "Local", speakers: "edge-a")),
            .fires(
                .error, "the advertisement selects nodes without a speaker",
                nodes(policy: "Cluster", speakers: "edge-a", advertisedFrom: "mgmt-a")),
            .fires(
                .error, "the nodes that announce the pool, by Events in the local network only, have no Envoy pod",
                """
                management:
                  bgpadvertisements.metallb.io: notCollected
                  events: {tenant-acme/e1: {type: Normal, reason: nodeAssigned, lastTimestamp: "2026-11-22T11:58:00Z",
                    message: 'announcing from node "edge-a" with protocol "layer2"', source: {component: metallb-speaker},
                    involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}}
                ---

                """ + nodes(policy: "Local", speakers: "edge-a", advertisedFrom: "edge-a")),
            .silent("a speaker runs next to an Envoy pod", nodes(policy: "Local", speakers: "mgmt-b")),
            .silent(
                "the advertisement selects a node with a speaker",
                nodes(policy: "Cluster", speakers: "mgmt-a", advertisedFrom: "mgmt-a")),
            .silent("any node with a speaker will do", nodes(policy: "Cluster", speakers: "edge-a")),
            .silent(
                "not all speakers are known, as their pods may not be read",
                nodes(policy: "Local", speakers: "edge-a", count: 2)),
            .silent(
                "another implementation assigned the address",
                nodes(policy: "Local", speakers: "edge-a", mark: "kube-vip.io/vipHost: mgmt-a")),
        ])

    private static func nodes(
        policy: String, speakers node: String, count: Int = 1, advertisedFrom selected: String? = nil,
        mark: String = "metallb.io/ip-allocated-from-pool: main"
    ) -> String {
        let selector =
            selected.map { "nodeSelectors: [{matchLabels: {kubernetes.io/hostname: \($0)}}]" } ?? ""
        let ready = #"status: {conditions: [{type: Ready, status: "True"}]}"#
        return """
            management:
              nodes:
                edge-a: {metadata: {labels: {kubernetes.io/hostname: edge-a}}, \(ready)}
                mgmt-a: {metadata: {labels: {kubernetes.io/hostname: mgmt-a}}}
              daemonsets.apps: {\(BalancerExamples.speaker(ready: count, desired: count))}
              pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, spec: {nodeName: \(node)},
                status: {phase: Running, conditions: [{type: Ready, status: "True"}]}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                metadata: {annotations: {\(mark)}}, spec: {externalTrafficPolicy: \(policy)}}}
              ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.0/24]}}}
              l2advertisements.metallb.io: {metallb-system/main: {spec: {\(selector)}}}
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let served = context.carriedServices.filter {
            $0.envoy.isLoadBalancer && LoadBalancerImplementation.havingServed($0.envoy) == .metalLB
        }
        guard !served.isEmpty, let speakers = Speakers(context) else { return [] }
        let envoys = (context.topology.envoyPods.value ?? []).filter { $0.isReady && !$0.metadata.isBeingDeleted }
            .compactMap(\.spec.nodeName).uniqued().sorted()
        let pools = served.map { MetalLB.pool(of: $0.envoy) ?? "" }.uniqued()
        let advertisedNodes = Dictionary(uniqueKeysWithValues: pools.map { ($0, Self.advertised($0, context)) })
        return served.compactMap { carried in
            let isLocal = carried.envoy.externalTrafficPolicy == "Local"
            let advertised = advertisedNodes[MetalLB.pool(of: carried.envoy) ?? ""] ?? nil
            let able = speakers.nodes.filter { advertised?.contains($0) ?? true }
            guard !able.isEmpty else {
                return finding(
                    carried, speakers,
                    "its speakers run on \(Self.list(speakers.nodes)), and the advertisements of its pool select "
                        + "only \(Self.list(advertised ?? []))",
                    [.fix("correct the node selectors of the advertisements, or let speakers run on these nodes")], [],
                    context)
            }
            // Without any Envoy nothing could be served: that is another finding.
            guard isLocal, !envoys.isEmpty, able.allSatisfy({ !envoys.contains($0) }) else { return nil }
            return finding(
                carried, speakers,
                "with externalTrafficPolicy Local only nodes with a speaker and an Envoy pod announce it; "
                    + "\(able.count == speakers.nodes.count ? "the speakers run" : "speakers that may announce it run") on "
                    + "\(Self.list(able)), the Envoy pods on \(Self.list(envoys))",
                Self.local(carried, able, context), [Evidence("nodes of the Envoy pods", ServiceWords.list(envoys))],
                context)
        }
    }

    private static func list(_ nodes: [String]) -> String {
        nodes.isEmpty ? "no node" : "\(nodes.count == 1 ? "node" : "nodes") \(ServiceWords.list(nodes))"
    }

    /// Whether MetalLB announces a pool in the local network only, as far as its Events show that.
    private static func isInLayerTwo(_ pool: String, _ topology: Topology) -> Bool {
        let announced = (topology.list(.management, Service.self).value?.items ?? []).filter {
            MetalLB.pool(of: $0) == pool && !topology.nodeAssignments(of: $0).isEmpty
        }
        return !announced.isEmpty && announced.allSatisfy { topology.isAnnounced($0, onlyBy: "layer2") }
    }

    /// The nodes from which advertisements may announce a pool; nil if that is unknown, or any node.
    private static func advertised(_ pool: String, _ context: CheckContext) -> [String]? {
        let topology = context.topology
        guard let pools = topology.list(.management, IPAddressPool.self).whole(),
            let layerTwo = topology.list(.management, L2Advertisement.self).whole(),
            let bgp = topology.list(.management, BGPAdvertisement.self).whole()
                ?? (isInLayerTwo(pool, topology) ? [] : nil),
            let nodes = topology.list(.management, Node.self).whole(),
            let pool = pools.first(where: { $0.metadata.name == pool })
        else { return nil }
        let selections =
            layerTwo.map { ($0.metadata.namespace, $0.selection) } + bgp.map { ($0.metadata.namespace, $0.selection) }
        let own = selections.filter { $0.0 == pool.metadata.namespace && $0.1.selects(pool: pool.metadata) }.map(\.1)
        // Without any, KLC-D025 reports it.
        guard !own.isEmpty, own.allSatisfy({ !$0.nodeSelectors.isEmpty }) else { return nil }
        let selected = nodes.filter { node in own.contains { $0.selects(node: node.metadata) } }.map(\.metadata.name)
        return selected.isEmpty ? nil : selected
    }

    private static func local(_ carried: CarriedService, _ nodes: [String], _ context: CheckContext) -> [Remedy] {
        context.useClusterPolicy(carried, "every node with a speaker may announce the address") + [
            .fix(
                "run the Envoy pods on the nodes of the speakers: spec.envoyProxy.nodeSelector and tolerations of the Config",
                context.kubectl("edit", .config), risk: .restart),
            .fix(
                "run speakers on the nodes of the Envoy pods: the node selector and the tolerations of their DaemonSet"),
        ]
    }

    private func finding(
        _ carried: CarriedService, _ speakers: Speakers, _ reason: String, _ remedies: [Remedy], _ evidence: [Evidence],
        _ context: CheckContext
    ) -> Finding {
        let address = carried.envoy.ingress.addresses.joined(separator: ", ")
        return Finding(
            .error,
            "MetalLB announces \(address), the address of \(carried.service.reference), from no node: \(reason)",
            resource: carried.exposure.resource, objects: carried.references + speakers.objects,
            evidence: [
                carried.envoy.evidence(
                    "spec.externalTrafficPolicy", carried.envoy.externalTrafficPolicy ?? "not set"),
                Evidence("nodes of the speakers", ServiceWords.list(speakers.nodes)),
            ] + evidence,
            remedies: remedies + [
                .inspect(
                    "see on which nodes the speakers run",
                    context.kubectl(.management, "get pods -A -o wide").piped(into: ShellCommand("grep speaker")))
            ])
    }

    /// The nodes on which MetalLB's speakers are Ready.
    private struct Speakers {
        let nodes: [String]
        let objects: [ObjectReference]

        /// nil if there are none, or if not all of their pods are known.
        init?(_ context: CheckContext) {
            let topology = context.topology
            let workloads = topology.loadBalancerWorkloads.filter {
                $0.implementation == .metalLB && $0.role == .announcer
            }
            let pods = topology.list(.management, Pod.self).value?.items ?? []
            let ready = workloads.map { workload in
                pods.filter {
                    $0.metadata.namespace == workload.metadata.namespace && $0.matches(workload.state.selector)
                        && $0.isReady && !$0.isFinished && $0.spec.nodeName != nil
                }
            }
            guard !workloads.isEmpty, zip(workloads, ready).allSatisfy({ $1.count >= $0.state.ready }) else {
                return nil
            }
            nodes = ready.flatMap(\.self).compactMap(\.spec.nodeName).uniqued().sorted()
            objects = workloads.map(\.object)
            if nodes.isEmpty { return nil }
        }
    }
}
