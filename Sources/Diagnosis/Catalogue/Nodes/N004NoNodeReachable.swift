import KubeLB
import Kubernetes
import Topology

/// KLC-N004: the management cluster reaches no node at a node port.
struct N004NoNodeReachable: Check {
    let documentation = CheckDocumentation(
        code: "N004",
        title: "No node is reachable from the management cluster",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [
            .loadBalancers, .managementPods, .envoyMetrics, .addresses, .tenantNodes, .tenantEndpointSlices,
        ],
        optionalInputs: [
            .tenantStates, .configs, .envoyHosts, .tenantPods, .tenantNetworkPolicies, .tenantEvents, .networkPolicies,
            .managementNodes, .globalNetworkPolicies, .ccmLogs, .tenantConfigMaps,
        ],
        causedBy: ["N003", "T008"],
        meaning: """
            The Services have ready endpoints, Addresses/default lists Ready nodes, and the LoadBalancers are up to \
            date, but none of the nodes accepts Envoy's connections at the node ports.
            """,
        impact: "Client connections to these Services are accepted and closed immediately.",
        mending: """
            If the nodes do not respond, allow the nodes that run Envoy to reach them at the node ports over TCP and UDP: check \
            firewalls, security groups and routing. The addresses must be reachable from there: an ExternalIP from \
            outside, an InternalIP within one network. If they refuse the connections, get kube-proxy or its replacement \
            running. NetworkPolicies of the tenant cluster must allow the target ports, those of the management cluster the \
            node ports. Envoy must have addresses of the nodes' family, and the networks of the two clusters must not overlap.
            """,
        examples: [
            .fires(
                .error, "no node answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .info, "Envoy started ten seconds ago: it is starting",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)], uptime: 10))),
            .fires(
                .error, "kube-proxy is down on both nodes",
                """
                tenant: {pods: {\(NodeExamples.proxy("node-a", ready: false)), \(NodeExamples.proxy("node-b", ready: false))}}
                """, metrics: NodeExamples.dead(.refused)),
            .fires(
                .error, "kube-proxy runs, and the nodes refuse",
                "tenant: {pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}}",
                metrics: NodeExamples.dead(.refused)),
            .fires(
                .error, "kube-proxy cannot load its rules since the nodes were rebooted",
                "tenant: {pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}}"
                    + NodeExamples.rulesFail(on: "node-a", "node-b"), metrics: NodeExamples.dead(.refused)),
            .fires(
                .error, "Cilium serves another range of node ports", N011OutsideOfRange.cilium(),
                metrics: N011OutsideOfRange.metrics(healthy: 0)),
            .fires(
                .error, "a NetworkPolicy selects the pods and allows nothing",
                NodeExamples.policy("policyTypes: [Ingress]"), metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "a NetworkPolicy allows other pods only",
                NodeExamples.policy("ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080}]}]"),
                metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "a NetworkPolicy of the management cluster allows Envoy other pods only",
                """
                management: {networkpolicies.networking.k8s.io: {tenant-acme/strict: {spec: {policyTypes: [Egress],
                  egress: [{to: [{namespaceSelector: {}}]}]}}}}
                """, metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "a policy of Calico denies node ports to the management cluster",
                Self.denied(from: "10.0.0.0/24"),
                metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "a policy of Calico allows node ports for the management cluster, and they do not respond",
                Self.denied(from: "10.0.0.0/24, 192.0.2.0/24"), metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "the nodes' addresses are within the pod networks of the management cluster",
                """
                tenant: {nodes: {node-a: {status: {addresses: [{type: InternalIP, address: 10.42.1.200}]}},
                  node-b: {status: {addresses: [{type: InternalIP, address: 10.42.2.200}]}}}}
                management:
                  addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 10.42.1.200}, {ip: 10.42.2.200}]}}}
                  nodes: {mgmt-a: {spec: {podCIDRs: [10.42.1.0/24]}}, mgmt-b: {spec: {podCIDRs: [10.42.2.0/24]}}}
                  pods: {tenant-acme/envoy-tenant-acme-1: {status: {podIP: 10.42.1.7, podIPs: [{ip: 10.42.1.7}]}}}
                """, metrics: NodeExamples.dead(.silent, at: ["10.42.1.200", "10.42.2.200"])),
            .fires(
                .error, "the nodes' internal addresses do not respond",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--node-address-type=InternalIP"))}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 10.0.0.11},
                  {ip: 10.0.0.12}]}}}}
                """,
                metrics: NodeExamples.dead(.silent, at: ["10.0.0.11", "10.0.0.12"])),
            .fires(
                .error, "Envoy has IPv4 only, the nodes IPv6 only", NodeExamples.otherFamily,
                metrics: NodeExamples.dead(.refused, at: ["2001:db8::11", "2001:db8::12"])),
            .silent(
                "there is no ready endpoint",
                """
                tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                  {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}}]}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "no node is Ready",
                """
                tenant: {nodes: {node-a: {status: {conditions: [{type: Ready, status: Unknown}]}},
                  node-b: {status: {conditions: [{type: Ready, status: Unknown}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "the nodes answer at the Service's other port", N008PortNotServed.twoPorts,
                metrics: N008PortNotServed.metrics(first: 2, second: 0)),
            .silent(
                "one of the Envoy pods reaches them",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent("all nodes answer", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
        ])

    /// The nodes of the Envoys have addresses of 192.0.2.0/24.
    private static func denied(from nets: String) -> String {
        """
        tenant: {globalnetworkpolicies.crd.projectcalico.org: {protect: {spec: {order: 10, preDNAT: true, applyOnForward: true,
          ingress: [{action: Allow, source: {nets: [\(nets)]}}, {action: Deny, protocol: TCP, source: {},
            destination: {ports: ["30000:32767"]}}]}}}}
        management:
          nodes: {mgmt-a: {status: {addresses: [{type: InternalIP, address: 192.0.2.11}]}}}
          pods: {tenant-acme/envoy-tenant-acme-1: {spec: {nodeName: mgmt-a}, status: {podIP: 192.0.2.201,
            podIPs: [{ip: 192.0.2.201}]}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let reach = NodeReach(context)
        let dead = reach.dead
        guard !dead.isEmpty else { return [] }
        let diagnosis = NodePortDiagnosis(context)
        let services = dead.map(\.exposure.path).uniqued().map { path in
            let ports = dead.filter { $0.exposure.path == path }
            return (ports, diagnosis.cause(of: ports.map(\.target), isSilent: Self.isSilent(ports)))
        }
        // One cause for all of them, or one for each.
        if dead.count == reach.ports.count, Set(services.map(\.1.kind)).count == 1 {
            let cause = diagnosis.cause(of: dead.map(\.target), isSilent: Self.isSilent(dead))
            return [finding(dead, of: nil, cause, context)]
        }
        return services.compactMap { ports, cause in
            ports.first.map { finding(ports, of: $0.exposure, cause, context) }
        }
    }

    private static func isSilent(_ ports: [NodeReach.Port]) -> Bool? {
        ports.flatMap(\.coverages).flatMap(\.failing).isSilent
    }

    private func finding(
        _ dead: [NodeReach.Port], of exposure: Exposure?, _ cause: NodePortCause, _ context: CheckContext
    ) -> Finding {
        // The port that has been dead for longest counts: new Services do not make the others settle.
        let oldest = dead.min { one, other in
            let times = [one, other].map { context.expectedSince($0.exposure, $0.port.views) }
            return (times[0]?.milliseconds ?? 0) < (times[1]?.milliseconds ?? 0)
        }
        let (age, note, isStarting) = context.statisticsSymptom(
            since: oldest.flatMap { context.expectedSince($0.exposure, $0.port.views) },
            of: oldest.map { [$0.exposure] } ?? [])
        let nodes = dead.flatMap(\.expected).map(\.name).uniqued()
        let ports = dead.map(\.port.upstream.nodePort).uniqued().map { String($0) }
        let whose = exposure.map { "\($0.service.reference): Envoy" } ?? "Envoy"
        let services = Set(dead.map(\.exposure.path)).count
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "\(whose) cannot reach any of \(ServiceWords.count(nodes.count, "Ready node")) at node port"
                + "\(ports.count == 1 ? "" : "s") \(ServiceWords.list(ports))\(note), although the Service"
                + "\(services == 1 ? " has" : "s have") ready endpoints\(cause.sentence)",
            resource: exposure?.resource,
            objects: (exposure.map { [context.reference($0)] } ?? [])
                + nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) } + cause.objects,
            evidence: dead[0].port.views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy 0 at \(ServiceWords.count(dead.count, "port")), first node port "
                        + "\(dead[0].port.upstream.nodePort)")
            }
                + [
                    Evidence(
                        "nodes that should respond",
                        ServiceWords.list(dead.flatMap(\.target.endpoints).uniqued(), limit: 10))
                ] + cause.evidence,
            remedies: isStarting ? [] : cause.remedies)
    }
}
