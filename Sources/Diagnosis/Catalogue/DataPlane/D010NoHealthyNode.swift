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
        optionalInputs: [.tenantStates, .configs],
        causedBy: [
            "N001", "N002", "N003", "N004", "N008", "T008", "T010", "S002", "S004", "L003", "L004", "D005", "D006",
        ],
        meaning: """
            Envoy connects to the node port of every listed node every five seconds. Three times in a row this failed \
            on all of them, so Envoy has no node to send traffic to.
            """,
        impact: "Client connections are accepted and closed immediately: the address responds, but no data arrives.",
        mending: """
            If the Service has ready endpoints, something blocks traffic from the management cluster to the nodes: \
            allow the node ports there. If it has none, fix the pods first.
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
            .silent("all nodes answer", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "one of two nodes answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 1)]))),
            .silent(
                "the page breaks off",
                metrics: MetricsExamples.envoys(
                    String(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]).dropLast(30)))),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.seenServices.compactMap { service in
            let down = service.ports.filter { port in port.broken.contains(where: \.isKnown) }
            guard let first = down.first else { return nil }
            return finding(service.exposure, down, first.broken.filter(\.isKnown), context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ down: [PortUpstreams], _ views: [PortUpstreams.View], _ context: CheckContext
    ) -> Finding {
        let first = down[0]
        let pods = views.map(\.pod)
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.expectedSince(exposure, views), of: [exposure])
        let severity = context.mayBypassNodePorts ? .info : age
        let ports = ServiceWords.list(down.map { "\($0.upstream.nodePort) (\($0.upstream.label))" })
        let total = first.total ?? 0
        let what =
            total == 0
            ? "has no node to send \(ports) to"
            : "cannot reach any of \(ServiceWords.count(total, "node")) at node port \(ports)"
        let who = EnvoyWords.envoys(pods, of: first.views.count)
        return Finding(
            severity,
            "\(exposure.service.reference): \(who) \(pods.count == 1 ? what : Self.plural(what))\(note). Client "
                + "connections are accepted and closed immediately",
            service: context.key(exposure), objects: [context.reference(exposure)] + EnvoyWords.references(pods),
            evidence: views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy \(view.healthy) of \(first.total ?? 0) for node port \(first.upstream.nodePort)"
                )
            },
            remedies: isStarting
                ? []
                : [
                    .inspect(
                        "watch Envoy's health checks while you fix it",
                        context.showStatistics(
                            of: pods[0], matching: "membership_healthy.*port-\(first.upstream.nodePort)-"))
                ])
    }

    private static func plural(_ words: String) -> String {
        words.hasPrefix("has ") ? "have " + words.dropFirst(4) : words
    }
}
