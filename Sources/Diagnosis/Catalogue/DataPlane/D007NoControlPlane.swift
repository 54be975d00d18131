import KubeLB
import Kubernetes
import Topology

/// KLC-D007: an Envoy does not hear the manager.
struct D007NoControlPlane: Check {
    let documentation = CheckDocumentation(
        code: "D007",
        title: "Envoy is not connected to the manager",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [.networkPolicies],
        causedBy: ["M001", "M002", "M003", "M008", "T010"],
        meaning: """
            Each Envoy of the tenant keeps two streams open to the manager's Service kubelb/envoycp, which deliver its \
            clusters and listeners. Envoy's own metrics report that one of them is disconnected.
            """,
        impact: """
            Envoy keeps serving its last configuration. Changes do not reach it: new Services are refused, added or \
            removed nodes are not known, and if it restarts, it serves nothing.
            """,
        mending: """
            Get the manager running again. If it is running and envoycp has ready endpoints, check whether a \
            NetworkPolicy blocks the Envoy pods from port 8001 in namespace kubelb.
            """,
        examples: [
            .fires(
                .warning, "both are cut off and carry traffic all the same",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false))),
            .fires(
                .warning, "one of two is cut off",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.envoy(isConnected: false))),
            .fires(
                .error, "it never received the Service",
                metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "a NetworkPolicy around the manager denies all ingress",
                """
                management: {networkpolicies.networking.k8s.io: {kubelb/default-deny-ingress: {
                  spec: {podSelector: {}, policyTypes: [Ingress]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .info, "the Envoy has just started",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false, uptime: 1))),
            .silent("both are connected", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent("nobody asked them"),
            .silent(
                "the page is not Envoy's", metrics: MetricsExamples.envoys("<html><body>Log in</body></html>\n")),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let envoys = context.topology.envoys
        let cutOff = envoys.filter { $0.statistics.isDisconnected }
        guard !cutOff.isEmpty else { return [] }
        let names = Set(cutOff.map(\.pod.metadata.name))
        let waiting = context.seenServices.filter { service in
            service.ports.contains { port in
                port.broken.contains { names.contains($0.pod.metadata.name) && !$0.isKnown }
            }
        }
        let uptime = cutOff.map(\.statistics.uptimeSeconds).min() ?? 0
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.now.adding(seconds: -Double(uptime)), of: [])
        let severity: Severity = waiting.isEmpty ? min(age, .warning) : age
        let pods = cutOff.map(\.pod)
        let policies = Self.policies(around: context)
        let blocked =
            policies.isEmpty
            ? ""
            : ". \(policies.map(\.reference).joined(separator: ", ")) \(policies.count == 1 ? "does" : "do") not allow ingress "
                + "to the manager on TCP \(KubeLBNames.controlPlanePort)"
        let isOne = pods.count == 1
        let effect =
            waiting.isEmpty
            ? "\(isOne ? "It keeps" : "They keep") serving the last configuration"
            : "\(ServiceWords.count(waiting.count, "Service")) \(waiting.count == 1 ? "is" : "are") waiting for it"
        return [
            Finding(
                severity,
                "\(EnvoyWords.envoys(pods, of: envoys.count)) of the tenant \(isOne ? "has" : "have") no connection to the "
                    + "manager\(note). \(effect)\(blocked)",
                objects: EnvoyWords.references(pods) + policies.map { ObjectReference(.management, $0) },
                evidence: cutOff.prefix(3).map { pod, statistics in
                    Evidence(
                        EnvoyWords.source(pod),
                        "cds connected_state \(Self.word(statistics.isClusterStreamConnected)), "
                            + "lds connected_state \(Self.word(statistics.isListenerStreamConnected))")
                },
                remedies: isStarting
                    ? []
                    : (policies.isEmpty
                        ? []
                        : [
                            .fix(
                                "add a NetworkPolicy that allows it; policies are additive",
                                Self.allow(policies[0], context))
                        ])
                        + [
                            .inspect(
                                "check that the manager's Service has ready endpoints",
                                context.endpointSlices(
                                    of: ObjectReference(
                                        .management, kind: Service.kind, namespace: KubeLBNames.namespace,
                                        name: KubeLBNames.controlPlaneService))),
                            .inspect(
                                "check whether a NetworkPolicy blocks the connection",
                                context.networkPolicies(.management, namespace: pods[0].metadata.namespace)),
                        ])
        ]
    }

    /// Policies in the manager's namespace that select its pods, if all of them together let nothing in on Envoy's port.
    ///
    /// NetworkPolicies only add up: each allows, and what none allows is refused (Kubernetes documentation, "Network Policies").
    private static func policies(around context: CheckContext) -> [NetworkPolicy] {
        let manager = context.topology.manager
        guard let pod = context.topology.pods(of: manager).value?.first,
            let all = context.topology.list(.management, NetworkPolicy.self).value
        else { return [] }
        let restricting = all.items.filter {
            $0.metadata.namespace == pod.metadata.namespace && $0.podSelector.matches(pod.metadata.labels)
                && $0.ingress != nil
        }
        let isAllowed = restricting.contains { policy in
            (policy.ingress ?? []).contains { $0.covers(KubeLBNames.controlPlanePort, "TCP") }
        }
        return isAllowed ? [] : restricting.sorted { $0.metadata.name < $1.metadata.name }
    }

    private static func allow(_ policy: NetworkPolicy, _ context: CheckContext) -> ShellCommand {
        context.allow(
            "Ingress", [(KubeLBNames.controlPlanePort, "TCP")], namespace: policy.metadata.namespace,
            pods: context.topology.manager.role.appName)
    }

    private static func word(_ isConnected: Bool?) -> String { isConnected.map { $0 ? "1" : "0" } ?? "unknown" }
}

extension PortUpstreams.View {
    /// Whether the Envoy has the port in its configuration.
    var isKnown: Bool { if case .known = state { true } else { false } }
}
