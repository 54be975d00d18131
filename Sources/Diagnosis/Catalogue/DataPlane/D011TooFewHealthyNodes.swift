import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D011: Envoy reaches fewer nodes than should answer.
struct D011TooFewHealthyNodes: Check {
    let documentation = CheckDocumentation(
        code: "D011",
        title: "Envoy can reach only some nodes of the Service",
        severity: .warning,
        explains: [.upstreams, .probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics, .addresses, .tenantNodes],
        optionalInputs: [
            .tenantEndpointSlices, .envoyHosts, .tenantStates, .configs, .tenantPods, .tenantNetworkPolicies,
            .tenantEvents, .ccmLogs,
        ],
        judgesManagementAlone: true,
        causedBy: ["N001", "N003", "N005", "N008", "T008", "T014", "S004", "D005", "D029"],
        meaning: """
            Every listed Ready node should respond at the node port; with externalTrafficPolicy Local, every listed \
            Ready node that runs a ready endpoint. Envoy's health checks reach fewer.
            """,
        impact: """
            TCP goes to the nodes that respond, with less capacity and redundancy. If a node does not respond at all, \
            connections hang for seconds until Envoy removes it. UDP is always sent to all of them.
            """,
        mending: "Find out why these nodes do not respond: a firewall on the path, or kube-proxy on the node.",
        examples: [
            .fires(
                .warning, "one of two nodes answers",
                metrics: NodeExamples.half(.refused)),
            .fires(
                .warning, "one Envoy reaches fewer than the other",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .fires(
                .info, "Envoy started ten seconds ago",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)], uptime: 10))),
            .fires(
                .warning, "kube-proxy is down on one of two",
                "tenant: {pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b", ready: false))}}",
                metrics: NodeExamples.half(.refused)),
            .silent(
                "policy Local, and the other node runs no endpoint",
                """
                tenant:
                  services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "the other node is not Ready",
                """
                tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T11:30:00Z"}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent("all nodes answer", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "no node answers, which is another finding",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .silent(
                "UDP has no health check",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: dns, port: 53, protocol: UDP, targetPort: 5353, nodePort: 31053}]}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  status: {service: {ports: [{name: dns, port: 53, protocol: UDP, targetPort: 10000,
                    upstreamTargetPort: 31053}]}}}}}
                """,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: MetricsExamples.port("UDP", 31053), healthy: 1)]))
            ),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        if context.topology.position.hides(.tenant) {
            return context.seenServices.compactMap { ListedNodes(context)?.finding($0, context) }
        }
        let services = context.seenServices.map { service in
            (service.exposure, service.ports.compactMap { Shortfall($0, service.exposure, context) })
        }.filter { !$0.1.isEmpty }
        guard !services.isEmpty else { return [] }
        let diagnosis = NodePortDiagnosis(context)
        return services.compactMap { exposure, short in
            short.max { $0.missing < $1.missing }.map { finding(exposure, $0, short, diagnosis, context) }
        }
    }

    /// A port that fewer nodes answer at than should.
    private struct Shortfall {
        let port: PortUpstreams
        let nodes: [ListedNode]
        let views: [PortUpstreams.View]
        let coverages: [NodeCoverage]

        init?(_ port: PortUpstreams, _ exposure: Exposure, _ context: CheckContext) {
            guard port.isChecked, let expected = context.topology.expectedNodes(of: port.upstream, exposure) else {
                return nil
            }
            self.port = port
            nodes = expected
            // None at all is KLC-D010, and no configuration KLC-D009 or KLC-D017.
            let seen = port.views.filter { $0.isKnown && $0.healthy > 0 }
                .map { ($0, context.topology.coverage(of: port, by: $0, expected: expected)) }
                .filter { $0.1.reached < $0.1.expected }
            views = seen.map(\.0)
            coverages = seen.map(\.1)
            if views.isEmpty { return nil }
        }

        var expected: Int { coverages.map(\.expected).max() ?? 0 }
        var reached: Int { coverages.map(\.reached).min() ?? 0 }
        var missing: Int { expected.saturatingDifference(reached) }
        var failing: [NodeCoverage.FailedNode] { coverages.flatMap(\.failing).uniqued() }
    }

    private func finding(
        _ exposure: Exposure, _ worst: Shortfall, _ short: [Shortfall], _ diagnosis: NodePortDiagnosis,
        _ context: CheckContext
    ) -> Finding {
        let pods = worst.views.map(\.pod)
        let since = changed(exposure, worst, context)
        let (age, note, isStarting) = context.statisticsSymptom(since: since, of: [exposure])
        let severity: Severity = context.mayBypassNodePorts ? .info : min(age, .warning)
        let failing = worst.failing
        let names = failing.map(\.name)
        let cause = diagnosis.cause(
            of: short.map { short in
                NodePortTarget(
                    exposure: exposure, upstream: short.port.upstream,
                    nodes: short.nodes.filter { names.isEmpty || names.contains($0.name) })
            }, isSilent: failing.isSilent, isWhole: false)
        let named = failing.isEmpty ? "" : ": \(ServiceWords.list(failing.map(\.words)))"
        let ports = ServiceWords.list(short.map { "\($0.port.upstream.nodePort) (\($0.port.upstream.label))" })
        return Finding(
            severity,
            "\(exposure.service.reference): Envoy can reach only \(worst.reached) of \(worst.expected) expected nodes "
                + "at node port \(ports)\(note)\(named)\(cause.isKnown ? cause.sentence : "")",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + EnvoyWords.references(pods) + cause.objects,
            evidence: worst.views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy \(view.healthy) for node port \(worst.port.upstream.nodePort)")
            }
                + [
                    Evidence(
                        "nodes that should respond",
                        ServiceWords.list(worst.nodes.map { "\($0.name) \($0.address)" }, limit: 10))
                ] + cause.evidence,
            remedies: isStarting
                ? []
                : (failing.isEmpty ? [] : cause.remedies) + [
                    .inspect(
                        "watch Envoy's health checks while you fix it",
                        context.showStatistics(
                            of: pods[0], matching: "membership_healthy.*port-\(worst.port.upstream.nodePort)-"))
                ])
    }

    private func changed(_ exposure: Exposure, _ worst: Shortfall, _ context: CheckContext) -> Timestamp? {
        let names = Set(worst.nodes.map(\.name))
        let nodes = (context.topology.nodes.value ?? []).filter { names.contains($0.metadata.name) }
        let ready = nodes.compactMap { $0.readyCondition?.lastTransitionTime }.max()
        return [context.expectedSince(exposure, worst.views), ready].compactMap { $0 }.max()
    }
}

extension NodeCoverage.FailedNode {
    /// `node-b (203.0.113.12) refuses connections`.
    var words: String {
        "\(name) (\(addresses.joined(separator: ", "))) \(isSilent ? "does not respond" : "refuses connections")"
    }
}
