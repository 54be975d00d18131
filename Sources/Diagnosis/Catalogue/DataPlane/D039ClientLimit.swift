import KubeLB
import Kubernetes
import Topology

/// KLC-D039: an Envoy may not hold another connection of a client.
struct D039ClientLimit: Check {
    let documentation = CheckDocumentation(
        code: "D039",
        title: "Envoy holds as many connections of clients as it may",
        severity: .warning,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics, .configs],
        optionalInputs: [.routes], judgesManagementAlone: true,
        meaning: """
            overloadManager.maxActiveDownstreamConnections of the Config limits the connections of clients that one Envoy pod holds, \
            for all Services together. A pod holds that many and has turned clients away.
            """,
        impact: "Envoy closes further connections of clients immediately, to every Service of the tenant.",
        mending: "Raise the limit, with the memory that the connections need, or run more Envoy pods.",
        examples: [
            .fires(.warning, "both Envoy pods are at their limit", limit, metrics: page(500)),
            .silent("clients were turned away at some time, and there is room now", limit, metrics: page(90)),
            .silent("the Config sets no limit", metrics: page(500)),
        ])

    private static let limit =
        "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {overloadManager: {enabled: true, "
        + "maxActiveDownstreamConnections: 500}}}}}}"

    private static func page(_ connections: Int) -> [String: String] {
        MetricsExamples.envoys(MetricsExamples.envoy(turnedAway: 9000, clientConnections: connections))
    }

    /// Connections are closed as they come, so that the level is seldom at the limit itself.
    private static let nearlyFull = 0.9

    func findings(in context: CheckContext) -> [Finding] {
        guard let limit = context.topology.config.value?.mostClientConnections, limit > 0 else { return [] }
        let envoys = context.topology.envoys
        let full = envoys.filter { _, statistics in
            statistics.turnedAway > 0 && Double(statistics.clientConnections ?? 0) >= Self.nearlyFull * Double(limit)
        }
        guard !full.isEmpty, context.envoyDemand != nil else { return [] }
        let closed = full.reduce(0) { $0.saturatingSum($1.statistics.turnedAway) }
        let pods = full.map(\.pod)
        var finding = Finding(
            .warning,
            "\(EnvoyWords.sentenceStart(pods, of: envoys.count)) \(pods.count == 1 ? "holds" : "hold") as many connections of clients "
                + "as the Config allows for each (\(limit)), so further clients are turned away: "
                + "\(ServiceWords.count(closed, "connection")) since the start",
            objects: EnvoyWords.references(pods) + [.config],
            evidence: full.prefix(3).map { pod, statistics in
                Evidence(
                    EnvoyWords.source(pod),
                    "total_connections \(statistics.clientConnections ?? 0), downstream_global_cx_overflow \(statistics.turnedAway)"
                )
            } + [Evidence("Config: spec.envoyProxy.overloadManager.maxActiveDownstreamConnections", "\(limit)")],
            remedies: [
                .fix(
                    "raise maxActiveDownstreamConnections, with the memory for it, or run more Envoy pods",
                    context.kubectl("edit", .config), risk: .restart)
            ])
        finding.concernsEveryService = true
        return [finding]
    }
}
