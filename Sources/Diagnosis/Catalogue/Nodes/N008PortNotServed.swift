import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-N008: nodes that answer at their other node ports do not answer at this one.
struct N008PortNotServed: Check {
    let documentation = CheckDocumentation(
        code: "N008",
        title: "Nodes do not serve one node port",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [
            .loadBalancers, .managementPods, .envoyMetrics, .addresses, .tenantNodes, .tenantEndpointSlices,
        ],
        optionalInputs: [
            .envoyHosts, .tenantPods, .tenantStates, .configs, .tenantNetworkPolicies, .tenantEvents, .ccmLogs,
            .tenantConfigMaps,
        ],
        causedBy: ["S004", "S013"],
        meaning: """
            Envoy's health checks reach the nodes at other node ports, so the nodes themselves are not at fault. If no node \
            answers at this port and connections are refused, nothing listens behind it: the target port is one on which the \
            pods do not listen, kube-proxy does not run or cannot load its rules, or Cilium, which replaces kube-proxy, serves \
            another range of node ports. If connections get no response, a NetworkPolicy or a firewall that allows only some \
            node ports drops them. If only some nodes do not answer, kube-proxy on them has not programmed the port, or another \
            process uses it.
            """,
        impact:
            "Connections to this port of the Service are closed immediately, or only the remaining nodes carry them.",
        mending: """
            Set targetPort to a port on which the pods listen, allow it in the NetworkPolicies of the Service's namespace, or \
            allow the whole range of node ports in the firewalls. If only some nodes do not answer, check kube-proxy on them.
            """,
        examples: [
            .fires(
                .error, "no container declares the target port", twoPorts, metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy does not reach its API server",
                twoPorts(
                    """
                    pods: {kube-system/kube-proxy-1: {metadata: {labels: {k8s-app: kube-proxy}}, spec: {nodeName: node-a,
                        containers: [{name: kube-proxy, image: "kube-proxy:v1"}]}, status: {phase: Running,
                        conditions: [{type: Ready, status: "True"}]}}}
                    """)
                        + """
                        \nlogs: {tenant/kube-system/kube-proxy-1/kube-proxy.log: 'E1122 11:59:40.000000       1 reflector.go:205] \
                          "Failed to watch" err="failed to list *v1.Service: Get \\"https://10.0.0.5:6443/api/v1/services\\": \
                          dial tcp 10.0.0.5:6443: connect: no route to host"'}
                        """, metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy crashes on both nodes, which have no inotify instances left",
                twoPorts(
                    "pods: {\(NodeExamples.proxy("node-a", ready: false)), \(NodeExamples.proxy("node-b", ready: false))}"
                )
                    + NodeExamples.proxyLog(
                        on: "node-a", "node-b",
                        line:
                            #"E1122 11:59:22.000000       1 run.go:72] "command failed" err="failed complete: too many open files""#
                    ),
                metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy crashes on one node, and runs on the other",
                twoPorts("pods: {\(NodeExamples.proxy("node-a", ready: false)), \(NodeExamples.proxy("node-b"))}"),
                metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy runs and cannot watch, because the node has no inotify instances left",
                twoPorts("pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}")
                    + NodeExamples.proxyLog(
                        on: "node-a", "node-b",
                        line:
                            #"E1122 11:59:22.000000       1 reflector.go:205] "Failed to watch" err="failed to list *v1.Service: "#
                            + #"Get \"https://10.0.0.5:6443/x\": dial tcp 10.0.0.5:6443: socket: too many open files""#),
                metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy cannot load its rules on both nodes",
                twoPorts("pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}")
                    + NodeExamples.rulesFail(on: "node-a", "node-b"), metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy cannot load its rules on one node, and does on the other",
                twoPorts("pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}")
                    + NodeExamples.rulesFail(on: "node-a", loadedOn: "node-b"), metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "kube-proxy could load its rules at the second try",
                twoPorts("pods: {\(NodeExamples.proxy("node-a"))}")
                    + NodeExamples.rulesFail(on: "node-a", times: ["11:20:10"]), metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "Cilium serves another range of node ports", outOfRange,
                metrics: metrics(first: 2, second: 0, port: 12417)),
            .fires(
                .warning, "kube-proxy cannot load its rules on the node that does not serve it",
                twoPorts("pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b"))}")
                    + NodeExamples.rulesFail(on: "node-b"),
                metrics: metrics(first: 2, second: 1, failing: ["203.0.113.12": .refused])),
            .fires(
                .warning, "one node does not serve one of two ports", twoPorts,
                metrics: metrics(first: 2, second: 1, failing: ["203.0.113.12": .refused])),
            .fires(
                .error, "a NetworkPolicy allows the other port only",
                twoPorts(
                    NodeExamples.policyEntry("ingress: [{ports: [{port: 8080}]}]"),
                    "pods: {\(declaring("web-1")), \(declaring("web-2"))}"),
                metrics: metrics(first: 2, second: 0)),
            .fires(
                .error, "both node ports lead to the same target port, and one gets no response",
                twoPorts.replacing("9443", with: "8080"),
                metrics: metrics(
                    first: 2, second: 0, failing: ["203.0.113.11": .silent, "203.0.113.12": .silent])),
            .fires(
                .error, "both node ports lead to the same target port, and one refuses connections",
                twoPorts.replacing("9443", with: "8080"),
                metrics: metrics(
                    first: 2, second: 0, failing: ["203.0.113.11": .refused, "203.0.113.12": .refused])),
            .fires(
                .warning, "kube-proxy does not run on the node that does not serve it",
                twoPorts("pods: {\(NodeExamples.proxy("node-a")), \(NodeExamples.proxy("node-b", ready: false))}"),
                metrics: metrics(first: 2, second: 1, failing: ["203.0.113.12": .refused])),
            .silent(
                "kube-proxy cannot load rules, and all nodes answer",
                twoPorts("pods: {\(NodeExamples.proxy("node-a"))}") + NodeExamples.rulesFail(on: "node-a"),
                metrics: metrics(first: 2, second: 2)),
            .silent("no node answers at any port", twoPorts, metrics: metrics(first: 0, second: 0)),
            .silent(
                "one node answers at no port", twoPorts,
                metrics: metrics(
                    first: 1, second: 1, failing: ["203.0.113.12": .silent], firstFailing: ["203.0.113.12": .silent])),
            .silent("all nodes answer at both ports", twoPorts, metrics: metrics(first: 2, second: 2)),
            .silent(
                "there is no other port to compare with",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let reach = NodeReach(context)
        let unserved = reach.unserved
        guard !unserved.isEmpty else { return [] }
        let diagnosis = NodePortDiagnosis(context)
        return unserved.map { port in
            port.isDead ? nowhere(port, reach, diagnosis, context) : somewhere(port, reach, diagnosis, context)
        }
    }

    /// No node answers at the port.
    private func nowhere(
        _ port: NodeReach.Port, _ reach: NodeReach, _ diagnosis: NodePortDiagnosis, _ context: CheckContext
    ) -> Finding {
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(port.exposure, port.port.views), of: [port.exposure])
        let target = TargetPort(port.exposure, port.port.upstream, diagnosis.pods)
        let known =
            diagnosis.family(of: [port.target]) ?? diagnosis.foreignProxy(of: [port.target])
            ?? diagnosis.outOfRange([port.target]) ?? diagnosis.stoppedProxy(of: [port.target]) ?? diagnosis.staleProxy
            ?? diagnosis.unloadedRules(of: [port.target])
            ?? (target.isUndeclared || port.isSilent == false ? nil : diagnosis.policy(of: [port.target]))
        let twin = known == nil ? reach.answeringTwin(of: port, diagnosis.pods) : nil
        let cause =
            known?.words
            ?? twin.map {
                "the same pods and target port respond through node port \($0), so "
                    + (port.isSilent == true
                        ? "a firewall allows only some node ports"
                        : "kube-proxy has not programmed this one, or a firewall blocks it")
            } ?? target.words(isSilent: port.isSilent)
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "\(port.exposure.service.reference): no node responds at node port \(port.words)\(note), but the same nodes respond "
                + "at other node ports: \(cause)",
            resource: port.exposure.resource,
            objects: [context.reference(port.exposure)] + (known?.objects ?? []),
            evidence: evidence(port) + target.evidence + (known?.evidence ?? []),
            remedies: isStarting
                ? []
                : known?.remedies
                    ?? twin.map { _ in
                        port.isSilent == true
                            ? [TargetPort.openRange]
                            : [
                                .inspect(
                                    "check the log of kube-proxy, or of its replacement, for the port",
                                    context.podsOfTenantNode(port.nodes.first ?? ""))
                            ]
                    }
                    ?? target.remedies(port.exposure, isSilent: port.isSilent, context))
    }

    /// Some nodes answer at the port.
    private func somewhere(
        _ port: NodeReach.Port, _ reach: NodeReach, _ diagnosis: NodePortDiagnosis, _ context: CheckContext
    ) -> Finding {
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(port.exposure, port.port.views), of: [port.exposure])
        let failing = port.failing.filter { reach.answersElsewhere($0.name, than: port.port.upstream.nodePort) }
        let nodes = failing.map(\.name)
        let isOne = failing.count == 1
        let cause = diagnosis.cause(of: [port.target(at: nodes)], isSilent: failing.isSilent, isWhole: false)
        return Finding(
            context.mayBypassNodePorts ? .info : min(age, .warning),
            "\(port.exposure.service.reference): \(ServiceWords.list(failing.map(\.words))) at node port "
                + "\(port.words)\(note), but \(isOne ? "responds" : "respond") at \(isOne ? "its" : "their") other node ports: "
                + (cause.isKnown ? cause.words : "nothing listens at this port on the node\(isOne ? "" : "s")"),
            resource: port.exposure.resource,
            objects: [context.reference(port.exposure)]
                + nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) } + cause.objects,
            evidence: evidence(port) + cause.evidence, remedies: isStarting ? [] : cause.remedies)
    }

    private func evidence(_ port: NodeReach.Port) -> [Evidence] {
        port.port.views.prefix(2).map { view in
            Evidence(
                EnvoyWords.source(view.pod),
                "membership_healthy \(view.healthy) of \(port.port.total ?? 0) for node port \(port.port.upstream.nodePort)"
            )
        }
    }
}

extension NodeReach.Port {
    /// `31443 (443/TCP)`.
    fileprivate var words: String { "\(port.upstream.nodePort) (\(port.upstream.label))" }
}

extension N008PortNotServed {
    /// `shop/web` with a second port, whose target port no container declares.
    static let twoPorts = """
        tenant:
          services: {shop/web: {spec: {ports: [
            {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
            {name: https, port: 443, protocol: TCP, targetPort: 9443, nodePort: 31443}]}}}
          endpointslices.discovery.k8s.io: {shop/web-1: {ports: [{name: http, port: 8080, protocol: TCP},
            {name: https, port: 9443, protocol: TCP}]}}
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
            spec: {ports: [{name: http, port: 80, protocol: TCP}, {name: https, port: 443, protocol: TCP}],
              endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31080, protocol: TCP},
                {name: https, port: 31443, protocol: TCP}]}]},
            status: {service: {ports: [
              {name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 10000, upstreamTargetPort: 31080},
              {name: https, port: 443, protocol: TCP, nodePort: 32443, targetPort: 10001, upstreamTargetPort: 31443}]}}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
            {name: http, port: 80, protocol: TCP, targetPort: 10000, nodePort: 32080},
            {name: https, port: 443, protocol: TCP, targetPort: 10001, nodePort: 32443}]}}}
        """

    /// The same with a node port that Cilium does not serve, and both lead to the same target port.
    static let outOfRange =
        twoPorts.replacing("31443", with: "12417").replacing("9443", with: "8080") + "\n---\n"
        + N011OutsideOfRange.agents()

    /// The same with further entries of the tenant cluster.
    static func twoPorts(_ entries: String...) -> String {
        "tenant:\n" + entries.map { "  \($0)\n" }.joined() + twoPorts.dropFirst("tenant:\n".count)
    }

    /// A pod of `shop/web` whose container declares both target ports.
    static func declaring(_ pod: String) -> String {
        """
        shop/\(pod): {spec: {containers: [{name: web, image: "web:1", ports: [{containerPort: 8080}, {containerPort: 9443}]}]}}
        """
    }

    /// What both Envoys see of the two ports: how many nodes answer, and which do not.
    static func metrics(
        first: Int, second: Int, port: Int = 31443, failing: [String: MetricsExamples.Failure] = [:],
        firstFailing: [String: MetricsExamples.Failure] = [:]
    ) -> [String: String] {
        let page = MetricsExamples.envoy([
            MetricsExamples.Port(healthy: first),
            MetricsExamples.Port(name: MetricsExamples.port("TCP", port), healthy: second),
        ])
        guard !failing.isEmpty else { return MetricsExamples.envoys(page) }
        return MetricsExamples.envoys(page).merging(
            MetricsExamples.hosts(failingByPort: [31080: firstFailing, 31443: failing])
        ) { first, _ in first }
    }
}
