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
        optionalInputs: [.envoyHosts, .tenantPods, .tenantStates, .configs],
        causedBy: ["S013"],
        meaning: """
            Envoy's health checks reach the nodes at other node ports, so neither a firewall between the clusters nor the \
            nodes themselves are at fault. If no node answers at this port, nothing listens behind it: the target port is \
            one on which the pods do not listen, or a NetworkPolicy blocks it. If only some nodes do not, kube-proxy on them \
            has not programmed the port, or another process uses it.
            """,
        impact:
            "Connections to this port of the Service are closed immediately, or only the remaining nodes carry them.",
        mending: """
            Set targetPort to a port on which the pods listen, or allow it in the NetworkPolicies of the Service's namespace. \
            If only some nodes do not answer, check kube-proxy on them.
            """,
        examples: [
            .fires(
                .error, "no container declares the target port", twoPorts, metrics: metrics(first: 2, second: 0)),
            .fires(
                .warning, "one node does not serve one of two ports", twoPorts,
                metrics: metrics(first: 2, second: 1, failing: ["203.0.113.12": .refused])),
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
        let pods = PodIndex(context.topology)
        return unserved.map { port in
            port.isDead ? nowhere(port, pods, context) : somewhere(port, reach, context)
        }
    }

    /// No node answers at the port.
    private func nowhere(_ port: NodeReach.Port, _ pods: PodIndex?, _ context: CheckContext) -> Finding {
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(port.exposure, port.port.views), of: [port.exposure])
        let target = TargetPort(port, pods)
        return Finding(
            context.mayBypassNodePorts ? .info : age,
            "\(port.exposure.service.reference): no node answers at node port \(port.words)\(note), but the same nodes answer "
                + "at other node ports: \(target.words)",
            service: context.key(port.exposure), objects: [context.reference(port.exposure)],
            evidence: evidence(port) + target.evidence,
            remedies: isStarting ? [] : target.remedies(port.exposure, context))
    }

    /// Some nodes answer at the port.
    private func somewhere(_ port: NodeReach.Port, _ reach: NodeReach, _ context: CheckContext) -> Finding {
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(port.exposure, port.port.views), of: [port.exposure])
        let failing = port.failing.filter { reach.answersElsewhere($0.name, than: port.port.upstream.nodePort) }
        let nodes = failing.map(\.name)
        let isOne = failing.count == 1
        return Finding(
            context.mayBypassNodePorts ? .info : min(age, .warning),
            "\(port.exposure.service.reference): \(ServiceWords.list(failing.map(\.words))) at node port "
                + "\(port.words)\(note), but \(isOne ? "answers" : "answer") at \(isOne ? "its" : "their") other node ports: "
                + "nothing listens at this port on the node\(isOne ? "" : "s")",
            service: context.key(port.exposure),
            objects: [context.reference(port.exposure)]
                + nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) },
            evidence: evidence(port),
            remedies: isStarting
                ? []
                : [
                    .inspect(
                        "check kube-proxy on \(nodes[0]): it has not programmed the port, or another process uses it",
                        context.podsOfTenantNode(nodes[0]))
                ])
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

/// What a Service's port leads to in its pods.
private struct TargetPort {
    private let port: ServicePort?
    /// The number that the EndpointSlices have for the port.
    private let number: Int?
    /// TCP ports that the containers of the selected pods declare; nil if they declare none or the pods could not be read.
    private let declared: [Int]?

    init(_ reach: NodeReach.Port, _ pods: PodIndex?) {
        let service = reach.exposure.service
        let port = service.ports.first {
            $0.nodePort == reach.port.upstream.nodePort && $0.protocol == reach.port.upstream.protocol
        }
        self.port = port
        number =
            (reach.exposure.slices.value ?? []).lazy.flatMap(\.ports)
            .first { $0.name ?? "" == port?.name ?? "" && $0.protocol == port?.protocol }?.port
        let ports = (pods?.selected(by: service) ?? []).flatMap(\.spec.containers).flatMap(\.ports)
            .filter { $0.protocol == "TCP" }.map(\.containerPort)
        declared = ports.isEmpty ? nil : Set(ports).sorted()
    }

    private var isUndeclared: Bool { number.map { declared?.contains($0) == false } ?? false }

    var words: String {
        guard let number else { return "nothing listens at its target port" }
        guard isUndeclared, let declared else {
            return "nothing listens at target port \(number) of its pods, or a NetworkPolicy blocks it"
        }
        return "nothing listens at target port \(number), which no container of its pods declares (declared: "
            + ServiceWords.list(declared.map(String.init)) + ")"
    }

    var evidence: [Evidence] {
        var evidence = number.map { [Evidence("EndpointSlices: ports", "\($0)")] } ?? []
        if let declared {
            evidence.append(Evidence("Pods: containerPort", ServiceWords.list(declared.map(String.init))))
        }
        return evidence
    }

    func remedies(_ exposure: Exposure, _ context: CheckContext) -> [Remedy] {
        var remedies: [Remedy] = []
        if isUndeclared, let port, let index = exposure.service.ports.firstIndex(of: port) {
            let used = Set(exposure.slices.value?.flatMap(\.ports).compactMap(\.port) ?? [])
            let candidates = (declared ?? []).filter { !used.contains($0) }
            if let candidate = candidates.first ?? declared?.first {
                remedies.append(
                    .fix(
                        "set the target port to one on which the pods listen"
                            + (candidates.count == 1 ? "" : "; \(candidate) is one of several"),
                        context.patch(
                            context.reference(exposure),
                            operations: [
                                [
                                    "op": "replace", "path": .string("/spec/ports/\(index)/targetPort"),
                                    "value": .number(JSONNumber(candidate)),
                                ]
                            ])))
            }
        }
        remedies.append(
            .inspect(
                "check whether a NetworkPolicy selects the pods",
                context.networkPolicies(.tenant, namespace: exposure.service.metadata.namespace)))
        return remedies
    }
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

    /// What both Envoys see of the two ports: how many nodes answer, and which do not.
    static func metrics(
        first: Int, second: Int, failing: [String: MetricsExamples.Failure] = [:],
        firstFailing: [String: MetricsExamples.Failure] = [:]
    ) -> [String: String] {
        let page = MetricsExamples.envoy([
            MetricsExamples.Port(healthy: first),
            MetricsExamples.Port(name: MetricsExamples.port("TCP", 31443), healthy: second),
        ])
        guard !failing.isEmpty else { return MetricsExamples.envoys(page) }
        return MetricsExamples.envoys(page).merging(
            MetricsExamples.hosts(failingByPort: [31080: firstFailing, 31443: failing])
        ) { first, _ in first }
    }
}
