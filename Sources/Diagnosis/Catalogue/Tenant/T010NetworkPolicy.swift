import KubeLB
import Kubernetes
import Topology

/// KLC-T010: network policies keep the tenant's Envoy from the manager, from the nodes, or from clients.
struct T010NetworkPolicy: Check {
    let documentation = CheckDocumentation(
        code: "T010",
        title: "A NetworkPolicy blocks the tenant's Envoy",
        severity: .warning,
        explains: [.upstreams, .probes],
        hop: .envoy,
        inputs: [.networkPolicies, .managementPods, .loadBalancers, .managementServices],
        meaning: """
            NetworkPolicies in the tenant's namespace of the management cluster select its Envoy pods, and none of \
            their rules allows ports that Envoy needs: egress to the manager (TCP 8001), the cluster's DNS (UDP 53) \
            and the node ports, ingress on the ports of its own Services. Only ports are checked, not the peers of a \
            rule or whether the cluster's network enforces policies at all.
            """,
        impact: """
            Envoy gets no configuration, reaches no nodes, or is unreachable, depending on the direction and the \
            ports.
            """,
        mending: """
            Add a NetworkPolicy that allows the missing ports, or revert the restrictive one. Policies are additive: \
            adding one never blocks anything that another allows.
            """,
        examples: [
            .fires(.warning, "nothing may leave or come in", policy("policyTypes: [Ingress, Egress]")),
            .fires(
                .warning, "only the web may be reached",
                policy("policyTypes: [Egress], egress: [{ports: [{port: 443}, {protocol: UDP, port: 53}]}]")),
            .fires(
                .warning, "the nodes' ports over the wrong protocol",
                policy(
                    "egress: [{ports: [{protocol: UDP, port: 1, endPort: 65535}, {port: 8001}]}], policyTypes: [Egress]"
                )),
            .silent(
                "all that is needed is let through",
                policy(
                    "egress: [{ports: [{port: 8001}, {protocol: UDP, port: 53}, {port: 30000, endPort: 32767}]}], "
                        + "ingress: [{}], policyTypes: [Ingress, Egress]")),
            .silent(
                "to some, which is not checked",
                policy("egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}], policyTypes: [Egress]")),
            .silent(
                "it is about other pods", policy("podSelector: {matchLabels: {app: other}}, policyTypes: [Egress]")),
            .silent(
                "a second policy lets through what the first does not",
                """
                management: {networkpolicies.networking.k8s.io: {
                  tenant-acme/deny: {spec: {podSelector: {}, policyTypes: [Egress]}},
                  tenant-acme/allow: {spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}}}}
                """),
            .silent(
                "it is another tenant's",
                "management: {networkpolicies.networking.k8s.io: {tenant-other/deny: {spec: {policyTypes: [Egress]}}}}"),
        ])

    private static func policy(_ spec: String) -> String {
        "management: {networkpolicies.networking.k8s.io: {tenant-acme/strict: {spec: {\(spec)}}}}"
    }

    /// A port that Envoy needs, and what for.
    private struct Need: Hashable {
        let port: Int
        let `protocol`: String
        let what: String

        var label: String { "\(what) (\(`protocol`) \(port))" }
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.diagnosedTenant != nil, let pod = context.topology.envoyPods.value?.first,
            let policies = context.topology.inTenantNamespace(NetworkPolicy.self).value
        else { return [] }
        return PodPolicies.Direction.allCases.compactMap { direction in
            PodPolicies(policies, direction, namespace: pod.metadata.namespace, labels: pod.metadata.labels)
                .flatMap { finding($0, context) }
        }
    }

    private func finding(_ policies: PodPolicies, _ context: CheckContext) -> Finding? {
        let missing = needs(policies.direction, context).filter { !policies.allows($0.port, $0.protocol) }
        guard let first = missing.first else { return nil }
        let namespace = policies.restricting[0].metadata.namespace
        let rest = missing.count > 1 ? " and \(ServiceWords.count(missing.count - 1, "more port"))" : ""
        var finding = Finding(
            .warning,
            "\(policies.names) of the management cluster \(policies.doNotAllow) \(first.label)\(rest) "
                + "\(policies.direction == .egress ? "from" : "to") Envoy",
            objects: policies.references(.management),
            evidence: policies.evidence
                + [Evidence("Envoy needs", missing.prefix(6).map(\.label).joined(separator: ", "))],
            remedies: [
                .fix(
                    "add a NetworkPolicy that allows these ports; policies are additive",
                    context.allow(
                        .management, policies.direction,
                        needs(policies.direction, context).map { ($0.port, $0.protocol) }, namespace: namespace,
                        labels: [KubeLBNames.appNameLabel: namespace])),
                .inspect("inspect the policies", context.networkPolicies(.management, namespace: namespace)),
            ])
        finding.concernsEveryService = true
        return finding
    }

    private func needs(_ direction: PodPolicies.Direction, _ context: CheckContext) -> [Need] {
        var needs: [Need] = []
        let exposures = context.topology.takenExposures
        switch direction {
        case .egress:
            needs = [
                Need(port: KubeLBNames.controlPlanePort, protocol: "TCP", what: "the manager's configuration"),
                Need(port: 53, protocol: "UDP", what: "DNS"),
            ]
            for port in exposures.compactMap(\.loadBalancer.value).flatMap(\.spec.endpoints).flatMap(\.ports) {
                needs.append(Need(port: port.port, protocol: port.protocol, what: "node port"))
            }
        case .ingress:
            for port in exposures.compactMap(\.envoyService.value).flatMap(\.ports) {
                guard case .number(let number)? = port.targetPort else { continue }
                needs.append(Need(port: number, protocol: port.protocol, what: "port \(port.port)"))
            }
        }
        var seen: Set<Need> = []
        return needs.filter { seen.insert($0).inserted }
    }
}
