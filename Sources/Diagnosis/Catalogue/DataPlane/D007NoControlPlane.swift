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
        causedBy: ["M001", "M002", "M003", "M008", "T010"],
        meaning: """
            Each Envoy of the tenant keeps two streams open to the Service kubelb/envoycp of the manager, over which it gets \
            its clusters and its listeners. Envoy's own statistics say that one of them is down.
            """,
        impact: """
            What the Envoy was told before, it goes on serving. Changes do not reach it: a new Service is refused, nodes that \
            came or went are not known, and once it restarts, it serves nothing.
            """,
        mending: """
            Bring the manager back. Where it runs and envoycp has ready endpoints, see whether a NetworkPolicy keeps the \
            Envoy pods from port 8001 in namespace kubelb.
            """,
        examples: [
            .fires(
                .warning, "both are cut off and carry traffic all the same",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false))),
            .fires(
                .warning, "one of two is cut off",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.envoy(isConnected: false))),
            .fires(
                .error, "it was never told of the Service",
                metrics: MetricsExamples.envoys(MetricsExamples.blank)),
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
        let (age, note) = context.symptom(since: context.now.adding(seconds: -Double(uptime)))
        let severity: Severity = waiting.isEmpty ? min(age, .warning) : age
        let pods = cutOff.map(\.pod)
        let isOne = pods.count == 1
        let effect =
            waiting.isEmpty
            ? "\(isOne ? "It goes" : "They go") on with the configuration that \(isOne ? "it has" : "they have")"
            : "\(ServiceWords.count(waiting.count, "Service")) \(waiting.count == 1 ? "waits" : "wait") for it"
        return [
            Finding(
                severity,
                "\(EnvoyWords.envoys(pods, of: envoys.count)) of the tenant \(isOne ? "has" : "have") no connection to the "
                    + "manager\(note). \(effect)",
                objects: EnvoyWords.references(pods),
                evidence: cutOff.prefix(3).map { pod, statistics in
                    Evidence(
                        EnvoyWords.source(pod),
                        "cds connected_state \(Self.word(statistics.isClusterStreamConnected)), "
                            + "lds connected_state \(Self.word(statistics.isListenerStreamConnected))")
                },
                remedies: [
                    Remedy(
                        "see whether the manager's Service has ready endpoints",
                        command: context.kubectl(
                            .management,
                            """
                            -n \(KubeLBNames.namespace) get endpointslices \
                            -l kubernetes.io/service-name=\(KubeLBNames.controlPlaneService)
                            """)),
                    Remedy(
                        "see whether a NetworkPolicy stands between",
                        command: context.kubectl(
                            .management, "-n \(pods[0].metadata.namespace) get networkpolicies")),
                ])
        ]
    }

    private static func word(_ isConnected: Bool?) -> String { isConnected.map { $0 ? "1" : "0" } ?? "unknown" }
}

extension PortUpstreams.View {
    /// Whether the Envoy has the port in its configuration.
    var isKnown: Bool { if case .known = state { true } else { false } }
}
