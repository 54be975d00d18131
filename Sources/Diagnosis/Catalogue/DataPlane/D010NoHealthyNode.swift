import KubeLB
import Kubernetes
import Topology

/// KLC-D010: Envoy reaches no node at the node port.
struct D010NoHealthyNode: Check {
    let documentation = CheckDocumentation(
        code: "D010",
        title: "Envoy cannot reach any node of the Service",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [
            .tenantStates, .configs, .addresses, .tenantNodes, .tenantEndpointSlices, .tenantPods,
            .tenantNetworkPolicies, .tenantEvents, .networkPolicies, .managementNodes, .envoyHosts,
            .managementDeployments, .globalNetworkPolicies, .ccmLogs, .tenantConfigMaps,
        ],
        causedBy: [
            "N001", "N002", "N003", "N004", "N008", "T008", "T010", "T014", "S002", "S004", "S013", "L003", "L004",
            "D005",
            "D008", "D029",
        ],
        meaning: """
            Envoy connects to the node port of every listed node every five seconds. Three times in a row this failed \
            on all of them, so Envoy has no node to send traffic to.
            """,
        impact: "Client connections are accepted and closed immediately: the address responds, but no data arrives.",
        mending: """
            If the Service has no ready endpoints, fix the pods first. Otherwise nodes that do not respond are behind a firewall, \
            and nodes that refuse connections do not serve the node ports. If only some Envoy pods reach no node, the \
            network of the management nodes on which they run is at fault.
            """,
        examples: [
            .fires(
                .error, "no node answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "one of two Envoy pods reaches none",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "Envoy has no node to send to",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(total: 0, healthy: 0)]))),
            .fires(
                .info, "Envoy started ten seconds ago: it is starting",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)], uptime: 10))),
            .fires(
                .info, "in the Enterprise Edition, which may not use node ports",
                "management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "a label of the Service makes kube-proxy ignore it",
                """
                tenant: {services: {shop/web: {metadata: {labels: {service.kubernetes.io/service-proxy-name: other}}}}}
                """, metrics: NodeExamples.dead(.refused)),
            .fires(
                .error, "a NetworkPolicy selects the pods and allows nothing",
                NodeExamples.policy("policyTypes: [Ingress]"), metrics: NodeExamples.dead(.silent)),
            .fires(
                .error, "the LoadBalancer has another node port by now, and the manager has not followed",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {spec: {
                  endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31777, protocol: TCP}]}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "Envoy cannot resolve the host names of the nodes",
                "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{hostname: node-a.example}]}}}}",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(total: 0, healthy: 0, failedUpdates: 40)]))),
            .fires(
                .error, "an old manager has a UDP port checked over TCP", udp + oldManager,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: MetricsExamples.port("UDP", 31053), healthy: 0)]))
            ),
            .silent(
                "Envoy finds all nodes of a UDP port healthy, since it checks none", udp,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: MetricsExamples.port("UDP", 31053))]))),
            .silent("all nodes answer", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "one of two nodes answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "the page breaks off",
                metrics: MetricsExamples.envoys(
                    String(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]).dropLast(30)))),
        ])

    private static let udp = """
        tenant: {services: {shop/web: {spec: {ports: [
          {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}},
          endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: dns, port: 5353, protocol: UDP}]}}}
        management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
          {name: dns, port: 53, protocol: UDP, targetPort: 10000, nodePort: 32053}]}}}, loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
          spec: {endpoints: [{addressesReference: {name: default}, ports: [{name: dns, port: 31053, protocol: UDP}]}],
            ports: [{name: dns, port: 53, protocol: UDP}]},
          status: {service: {ports: [{name: dns, port: 53, protocol: UDP, targetPort: 10000, upstreamTargetPort: 31053}]}}}}}

        """

    private static let oldManager = """
        ---
        management: {pods: {kubelb/kubelb-manager-1: {spec: {containers: [
          {name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.1.4"}]}}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let down = context.seenServices.map { service in
            (service.exposure, service.ports.filter { !$0.withoutNodes.isEmpty })
        }.filter { !$0.1.isEmpty }
        guard !down.isEmpty else { return [] }
        let diagnosis = NodePortDiagnosis(context)
        return down.map { exposure, ports in
            finding(exposure, ports, ports[0].withoutNodes, diagnosis, context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ down: [PortUpstreams], _ views: [PortUpstreams.View],
        _ diagnosis: NodePortDiagnosis, _ context: CheckContext
    ) -> Finding {
        let first = down[0]
        let pods = views.map(\.pod)
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(exposure, views), of: [exposure])
        let isUDP = down.allSatisfy { !$0.isChecked }
        let severity = context.mayBypassNodePorts ? .info : age
        let ports = ServiceWords.list(down.map { "\($0.upstream.nodePort) (\($0.upstream.label))" })
        let total = first.total ?? 0
        let what =
            total == 0
            ? "has no node to send \(ports) to"
            : "cannot reach any of \(ServiceWords.count(total, "node")) at node port \(ports)"
        let who = EnvoyWords.envoys(pods, of: first.views.count)
        let stale = StaleNodePorts(of: exposure, among: down)
        let cause = stale?.cause(context) ?? cause(exposure, down, views, diagnosis)
        var finding = Finding(
            severity,
            "\(exposure.service.reference): \(who) \(pods.count == 1 ? what : Self.plural(what))\(note). "
                + (isUDP ? "Datagrams are dropped" : "Client connections are accepted and closed immediately")
                + (cause?.sentence ?? ""),
            resource: exposure.resource,
            objects: [context.reference(exposure)] + EnvoyWords.references(pods) + (cause?.objects ?? []),
            evidence: views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy \(view.healthy) of \(first.total ?? 0) for node port \(first.upstream.nodePort)"
                )
            } + (cause?.evidence ?? []),
            remedies: isStarting
                ? []
                : (cause?.remedies ?? []) + [
                    .inspect(
                        "watch Envoy's health checks while you fix it",
                        context.showStatistics(
                            of: pods[0], matching: "membership_healthy.*port-\(first.upstream.nodePort)-"))
                ])
        if stale != nil { finding.suspects += ["M001", "M008"] }
        if context.topology.position.hides(.tenant) { finding.suspects.append("L008") }
        return finding
    }

    /// nil if the nodes are not to blame, or it is unknown which should respond.
    private func cause(
        _ exposure: Exposure, _ down: [PortUpstreams], _ views: [PortUpstreams.View],
        _ diagnosis: NodePortDiagnosis
    ) -> NodePortCause? {
        let context = diagnosis.context
        if down.allSatisfy(\.isCheckedOverTCP) { return Self.checkedOverTCP(down, context) }
        if context.topology.position.hides(.tenant) {
            return views.count < down[0].views.count
                ? Self.ofEnvoys(views, context) : Self.unresolved(down[0], context) ?? diagnosis.familyOfListedAddresses
        }
        if let unresolved = Self.unresolved(down[0], context) { return unresolved }
        guard exposure.portsWithoutEndpoints?.isEmpty == true, exposure.abandonedEndpoints.isEmpty else { return nil }
        if views.count < down[0].views.count { return Self.ofEnvoys(views, context) }
        let targets = down.compactMap { port -> (NodePortTarget, [NodeCoverage.FailedNode])? in
            guard port.isChecked, (port.total ?? 0) > 0,
                let expected = context.topology.expectedNodes(of: port.upstream, exposure), !expected.isEmpty
            else { return nil }
            return (
                NodePortTarget(exposure: exposure, upstream: port.upstream, nodes: expected),
                port.views.flatMap { context.topology.coverage(of: port, by: $0, expected: expected).failing }
            )
        }
        guard targets.count == down.count else { return nil }
        return diagnosis.cause(of: targets.map(\.0), isSilent: targets.flatMap(\.1).isSilent)
    }

    private static func checkedOverTCP(_ down: [PortUpstreams], _ context: CheckContext) -> NodePortCause {
        let release = context.topology.release(of: context.topology.manager)
        return NodePortCause(
            kind: .unknown,
            words:
                "Envoy checks the health of \(ServiceWords.list(down.map(\.upstream.label))) with TCP connections, which nothing "
                + "answers at a UDP port, so it sends the nodes nothing. KubeLB has done without these checks since v1.1.5"
                + (release.map { ", and the manager is \($0)" } ?? ""),
            evidence: release.map { [Evidence("version of the manager", "\($0)")] } ?? [],
            remedies: [.fix("upgrade KubeLB to v1.1.5 or later, with its CRDs")])
    }

    /// Nodes that are listed by names of which Envoy has found no address.
    private static func unresolved(_ port: PortUpstreams, _ context: CheckContext) -> NodePortCause? {
        guard (port.total ?? 0) == 0, let addresses = context.topology.defaultAddresses.value else { return nil }
        let names = addresses.addresses.filter { AddressFamily.all(of: [$0]).isEmpty }
        guard !names.isEmpty, names.count == addresses.addresses.count else { return nil }
        return NodePortCause(
            kind: .addressType,
            words:
                "Addresses lists \(NodeWords.list(names)), names of nodes that Envoy cannot resolve in the management cluster",
            evidence: [addresses.evidence("spec.addresses", NodeWords.list(names))],
            remedies: [
                .fix(
                    "let the tenant's CCM list IP addresses: --node-address-type=ExternalIP or InternalIP (Helm value "
                        + "kubelb.nodeAddressType)"),
                .fix("make these names resolvable in the management cluster"),
            ])
    }

    /// Other Envoys reach the nodes.
    private static func ofEnvoys(_ views: [PortUpstreams.View], _ context: CheckContext) -> NodePortCause? {
        let pod = views[0].pod
        guard let node = pod.spec.nodeName else { return nil }
        return NodePortCause(
            kind: .unknown,
            words:
                "Other Envoy pods reach the nodes, so the network of node \(node) of the management cluster, on which "
                + "\(pod.metadata.name) runs, is at fault",
            remedies: [
                .fix(
                    "delete the pod, so that it is scheduled again, if possible on another node",
                    context.kubectl("delete", ObjectReference(.management, pod)), risk: .restart)
            ])
    }

    static func plural(_ words: String) -> String {
        words.hasPrefix("has ") ? "have " + words.dropFirst(4) : words
    }
}
