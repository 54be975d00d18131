import KubeLB
import Kubernetes
import Topology

/// KLC-D017: an Envoy takes traffic and has nothing to do with it.
struct D017BlankEnvoy: Check {
    let documentation = CheckDocumentation(
        code: "D017",
        title: "A Ready Envoy has no configuration",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .listener,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        causedBy: ["M001", "M002", "M003", "M008", "M009", "N001", "D007", "D008"],
        meaning: """
            An Envoy that starts while the manager is down, or while the manager has nothing to send, reports itself \
            live after half a minute without a single listener. Kubernetes considers it Ready and sends it traffic.
            """,
        impact: "Every connection to this Envoy is refused, for all Services of the tenant.",
        mending: """
            Get the manager running again; Envoy loads its configuration immediately. Until then, if other Envoy pods \
            still serve traffic, delete the pod so that it gets no traffic: the new one is not Ready for half a \
            minute.
            """,
        examples: [
            .fires(.error, "both are blank", metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "one of two was restarted while the manager was away",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false), MetricsExamples.blank)),
            .silent("both serve", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "it takes no traffic",
                """
                management: {pods: {tenant-acme/envoy-tenant-acme-1: {status: {conditions: [{type: Ready, status: "False"}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank, MetricsExamples.envoy())),
            .silent(
                "there is nothing to serve",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: null}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let loadBalancers = (context.topology.loadBalancers.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let envoys = context.topology.envoys
        let blank = envoys.filter { !$0.statistics.isConfigured }
        guard !blank.isEmpty, loadBalancers.contains(where: { !$0.envoyUpstreams.isEmpty }) else { return [] }
        let pods = blank.map(\.pod)
        let isOne = pods.count == 1
        let share =
            blank.count == envoys.count ? "all connections" : "connections to \(isOne ? "it" : "them")"
        let deletes = Remedy.fix(
            "delete the pod to take it out of rotation: other Envoy pods still serve traffic",
            ShellCommand(lines: pods.prefix(3).map { context.kubectl("delete", ObjectReference(.management, $0)) }),
            risk: .delete)
        return [
            Finding(
                .error,
                "\(EnvoyWords.sentenceStart(pods, of: envoys.count)) of the tenant \(isOne ? "is" : "are") Ready but "
                    + "\(isOne ? "has" : "have") no configuration, so \(share) are refused",
                objects: EnvoyWords.references(pods),
                evidence: blank.prefix(3).map { pod, statistics in
                    Evidence(
                        EnvoyWords.source(pod),
                        "lds_version 0, no update ever accepted, total_listeners_active \(statistics.activeListeners), "
                            + "up for \(Age.text(seconds: Double(statistics.uptimeSeconds)))")
                },
                remedies: [
                    context.restart(context.topology.manager, " so that it sends the configuration again")
                ] + (blank.count < envoys.count ? [deletes] : []) + [context.log(of: context.topology.manager)])
        ]
    }
}
