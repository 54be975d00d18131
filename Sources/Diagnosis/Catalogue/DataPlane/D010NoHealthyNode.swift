import KubeLB
import Kubernetes
import Topology

/// KLC-D010: Envoy reaches no node at the node port.
struct D010NoHealthyNode: Check {
    let documentation = CheckDocumentation(
        code: "D010",
        title: "Envoy reaches no node of the Service",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .nodePort,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [.tenantStates, .configs],
        causedBy: ["N001", "N002", "N003", "N004", "T008", "T010", "S002", "S004", "L003", "L004", "D005", "D006"],
        meaning: """
            Envoy opens a connection to the node port of every listed node each five seconds. Three times in a row it failed \
            on all of them, so that the Envoy has nowhere to send traffic to.
            """,
        impact: "Clients are accepted and closed at once: the address answers, and nothing comes.",
        mending: """
            With ready endpoints behind the Service, something stands between the management cluster and the nodes: open the \
            node ports there. Without, mend the pods first.
            """,
        examples: [
            .fires(
                .error, "no node answers",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "one of two Envoys reaches none",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(), MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]))),
            .fires(
                .error, "Envoy has no node to send to",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(total: 0, healthy: 0)]))),
            .fires(
                .warning, "the Envoys started ten seconds ago",
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
        let (age, note) = context.symptom(since: context.expectedSince(exposure, views))
        let severity = context.mayBypassNodePorts ? .info : age
        let ports = ServiceWords.list(down.map { "\($0.upstream.nodePort) (\($0.upstream.label))" })
        let total = first.total ?? 0
        let what =
            total == 0
            ? "has no node to send \(ports) to"
            : "reaches none of \(ServiceWords.count(total, "node")) at node port \(ports)"
        let who = EnvoyWords.envoys(pods, of: first.views.count)
        return Finding(
            severity,
            "\(exposure.service.reference): \(who) \(pods.count == 1 ? what : Self.plural(what))\(note). Clients are "
                + "accepted and closed at once",
            service: context.key(exposure), objects: [context.reference(exposure)] + EnvoyWords.references(pods),
            evidence: views.prefix(2).map { view in
                Evidence(
                    EnvoyWords.source(view.pod),
                    "membership_healthy \(view.healthy) of \(first.total ?? 0) for node port \(first.upstream.nodePort)"
                )
            },
            remedies: [
                Remedy(
                    "watch what Envoy sees while it is mended",
                    command: context.showStatistics(
                        of: pods[0], matching: "membership_healthy.*port-\(first.upstream.nodePort)-"))
            ])
    }

    private static func plural(_ words: String) -> String {
        words.hasPrefix("has ") ? "have " + words.dropFirst(4) : "reach " + words.dropFirst("reaches ".count)
    }
}
