import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D026: an Envoy may not open another connection to the nodes for a port.
struct D026ConnectionLimit: Check {
    let documentation = CheckDocumentation(
        code: "D026",
        title: "Envoy's connection limit is reached",
        severity: .warning,
        hop: .listener,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        meaning: """
            An Envoy pod opens at most 1024 connections to the nodes for each port: the default of its circuit breaker, \
            which KubeLB's Community Edition does not change. That many are open.
            """,
        impact: "Envoy accepts further client connections and closes them immediately.",
        mending: """
            Run more Envoy pods: the limit is per pod. The Enterprise Edition can raise it by circuitBreaker in the Tenant \
            or the Config.
            """,
        examples: [
            .fires(
                .warning, "both Envoy pods are at their limit", metrics: MetricsExamples.envoys(page(isFull: true))),
            .fires(
                .info, "connections were closed at some time, and there is room now",
                metrics: MetricsExamples.envoys(page(isFull: false, active: 90))),
            .silent(
                "many connections, and none was ever closed",
                metrics: MetricsExamples.envoys(page(isFull: false, active: 900, overflows: 0))),
            .silent("no connections", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.seenServices.flatMap { service in
            service.ports.compactMap { finding($0, service.exposure, context) }
        }
            + context.topology.takenRoutes.compactMap { exposure in
                context.topology.upstreams(of: exposure).first { $0.counters.overflows > 0 || $0.counters.full > 0 }
                    .map { finding($0, exposure, context) }
            }
    }

    private func finding(_ port: PortUpstreams, _ exposure: Exposure, _ context: CheckContext) -> Finding? {
        let views = port.views.compactMap { view -> (pod: Pod, uptime: Int, cluster: EnvoyStatistics.Cluster)? in
            guard let cluster = view.counters, cluster.full > 0 || cluster.overflows > 0 else { return nil }
            return (view.pod, view.uptimeSeconds, cluster)
        }
        guard !views.isEmpty else { return nil }
        let full = views.filter { $0.cluster.full > 0 }
        let shown = full.isEmpty ? views : full
        let pods = shown.map(\.pod)
        let closed = views.reduce(0) { $0.saturatingSum($1.cluster.overflows) }
        let label = "node port \(port.upstream.nodePort) (\(port.upstream.label))"
        let who = EnvoyWords.envoys(pods, of: port.views.count)
        let span = Age.text(seconds: Double(views.map(\.uptime).max() ?? 0))
        let counted = "\(ServiceWords.count(closed, "connection")) in the last \(span)"
        return Finding(
            full.isEmpty ? .info : .warning,
            full.isEmpty
                ? "\(exposure.service.reference): Envoy closed \(counted) at its connection limit for \(label); there is room now"
                : "\(exposure.service.reference): \(who) \(pods.count == 1 ? "has" : "have") as many connections open for \(label) "
                    + "as the circuit breaker allows, so further client connections are closed: \(counted)",
            resource: exposure.resource, objects: [context.reference(exposure)] + EnvoyWords.references(pods),
            evidence: shown.prefix(3).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "upstream_cx_active \(view.cluster.activeConnections), upstream_cx_overflow \(view.cluster.overflows)"
                )
            },
            remedies: full.isEmpty
                ? []
                : [
                    .fix(
                        "run more Envoy pods, as the limit is per pod: spec.envoyProxy.replicas of the Config",
                        context.kubectl("edit", .config), risk: .restart),
                    .inspect(
                        "check whether clients leave connections open",
                        context.showStatistics(
                            of: pods[0], matching: "upstream_cx_.*port-\(port.upstream.nodePort)-")),
                ])
    }

    private func finding(_ upstream: RouteUpstream, _ exposure: RouteExposure, _ context: CheckContext) -> Finding {
        let counters = upstream.counters
        let isFull = counters.full > 0 || counters.activeConnections >= Self.limit
        let closed = ServiceWords.count(counters.overflows, "request")
        return context.finding(
            isFull ? .warning : .info,
            "\(exposure.source.reference): an Envoy \(isFull ? "has" : "had") as many connections open to backend \(upstream.backend) as "
                + "the circuit breaker allows (\(Self.limit)); \(closed) overflowed"
                + (isFull ? "" : ", there is room now"),
            of: exposure,
            evidence: [
                Evidence(
                    "Envoy cluster \(upstream.cluster)",
                    "upstream_cx_active \(counters.activeConnections), upstream_cx_overflow \(counters.overflows)")
            ],
            remedies: isFull
                ? [
                    .fix(
                        "run more Envoy pods, as the limit is per pod: spec.envoyProxy.replicas of the Config",
                        context.kubectl("edit", .config), risk: .restart)
                ] : [])
    }

    /// Envoy's default.
    private static let limit = 1024

    private static func page(isFull: Bool, active: Int = 1024, overflows: Int = 5210) -> String {
        MetricsExamples.envoy([MetricsExamples.Port(active: active, isFull: isFull, overflows: overflows)])
    }
}
