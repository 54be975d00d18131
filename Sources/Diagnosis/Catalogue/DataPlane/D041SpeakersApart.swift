import KubeLB
import Kubernetes
import Topology

/// KLC-D041: MetalLB's speakers do not find each other, so several nodes announce one address.
struct D041SpeakersApart: Check {
    let documentation = CheckDocumentation(
        code: "D041",
        title: "MetalLB's speakers cannot reach each other",
        severity: .warning,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementNodes],
        optionalInputs: [
            .managementDeployments, .managementDaemonSets, .managementPods, .managementEvents, .managerLogs,
        ],
        judgesManagementAlone: true,
        meaning: """
            In layer 2, MetalLB's speakers agree through memberlist (port 7946, TCP and UDP) on the one node that announces an \
            address. A speaker logs again and again that it cannot join the one on another Ready node. Each then takes the \
            other for dead, so both announce the address.
            """,
        impact: "The network sees the address at two MAC addresses in turn: connections fail or break at random.",
        mending: """
            Open port 7946, TCP and UDP, between the nodes of the management cluster. If the speakers cannot decrypt each \
            other's messages, restart them, so that all of them read the same key.
            """,
        examples: [
            .fires(.warning, "the port is blocked between two Ready nodes", apart()),
            .fires(
                .warning, "both nodes have reported that they announce the address",
                apart(
                    also: """

                          events: {\(assigned("e1", "mgmt-a", "10:00:00")), \(assigned("e2", "mgmt-b", "11:58:00"))}
                        """)),
            .fires(
                .warning, "the speakers have different keys",
                apart(error: "memberlist: failed to receive: No installed keys could decrypt the message")),
            .silent("the other node is down", apart(ready: "False")),
            .silent("it is over", apart(times: ["10:30:00", "10:35:00", "10:40:00"])),
            .silent(
                "MetalLB announces by BGP, for which every node is as good",
                apart(
                    also: """

                          events: {\(assigned("e1", "mgmt-a", "10:00:00", "bgp"))}
                        """)),
            .silent("another implementation assigned the address", apart(mark: "kube-vip.io/vipHost: mgmt-a")),
        ])

    private static func apart(
        times: [String] = ["11:46:00", "11:51:10", "11:56:20"], ready: String = "True",
        error: String =
            #"1 error occurred:\\n\\t* Failed to join 10.1.0.12:7946: dial tcp 10.1.0.12:7946: i/o timeout\\n\\n"#,
        mark: String = "metallb.io/ip-allocated-from-pool: main", also: String = ""
    ) -> String {
        let lines = times.map {
            #"{\"level\":\"error\",\"op\":\"memberDiscovery\",\"msg\":\"partial join\",\"error\":\"\#(error)\",\"ts\":\"2026-11-22T\#($0)Z\"}"#
        }
        return """
            management:
              nodes:
                mgmt-a: {status: {addresses: [{type: InternalIP, address: 10.1.0.11}], conditions: [{type: Ready, status: "True"}]}}
                mgmt-b: {status: {addresses: [{type: InternalIP, address: 10.1.0.12}], conditions: [{type: Ready, status: "\(ready)"}]}}
              daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {app: metallb, component: speaker}},
                spec: {selector: {matchLabels: {component: speaker}}, template: {spec: {
                  containers: [{name: speaker, image: "quay.io/metallb/speaker:v0.15.2"}]}}},
                status: {desiredNumberScheduled: 2, numberReady: 2}}}
              pods: {metallb-system/speaker-1: {metadata: {labels: {component: speaker}}, spec: {nodeName: mgmt-a,
                containers: [{name: speaker}]}, status: {phase: Running}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {\(mark)}}}}\(also)
            logs: {management/metallb-system/speaker-1/speaker.log: "\(lines.joined(separator: "\\n"))"}
            """
    }

    private static func assigned(_ name: String, _ node: String, _ time: String, _ protocolName: String = "layer2")
        -> String
    {
        """
        tenant-acme/\(name): {type: Normal, reason: nodeAssigned, lastTimestamp: "2026-11-22T\(time)Z",
            message: 'announcing from node "\(node)" with protocol "\(protocolName)"', source: {component: metallb-speaker},
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let announced = context.carriedServices.filter { carried in
            carried.envoy.isLoadBalancer && LoadBalancerImplementation.havingServed(carried.envoy) == .metalLB
                && !topology.isAnnouncedByBGPAlone(carried.envoy)
        }
        guard let first = announced.first, let members = SpeakerMembers(context) else { return [] }
        let services =
            announced.count == 1
            ? "\(first.envoy.ingress.addresses.joined(separator: ", ")), the address of \(first.service.reference)"
            : "the addresses of \(ServiceWords.count(announced.count, "Service"))"
        let events = announced.lazy.map { topology.nodeAssignments(of: $0.envoy) }.first {
            Set($0.compactMap(AnnouncingNodes.node)).count > 1
        }
        let nodes = (events ?? []).compactMap(AnnouncingNodes.node).uniqued().sorted()
        let both =
            nodes.isEmpty
            ? "so more than one node may announce \(services)"
            : "so \(AnnouncingNodes.words(nodes)) all announce \(services)"
        return [
            Finding(
                .warning, "MetalLB's speakers do not find each other, \(both): \(members.sentence)",
                resource: announced.count == 1 ? first.exposure.resource : nil,
                objects: (announced.count == 1
                    ? first.references : announced.prefix(5).map { ObjectReference(.management, $0.envoy) })
                    + [members.workload.object] + members.missing.prefix(3).map { ObjectReference(.management, $0) },
                evidence: [members.evidence] + (events ?? []).suffix(3).map { Evidence($0) }, confidence: .likely,
                remedies: remedies(members, context))
        ]
    }

    private func remedies(_ members: SpeakerMembers, _ context: CheckContext) -> [Remedy] {
        let fix: Remedy =
            members.differsInKey
            ? .fix(
                "restart the speakers, so that all of them read the same key from Secret metallb-memberlist",
                context.kubectl("rollout restart", members.workload.object), risk: .restart)
            : .fix(
                "allow \(members.port) between the nodes of the management cluster, in firewalls and security groups")
        return [
            fix,
            .inspect(
                "check the log of the speakers",
                context.kubectl("logs", members.workload.object, "-c speaker --tail=100")),
        ]
    }
}
