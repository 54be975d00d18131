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
        optionalInputs: [.managementDeployments, .managementDaemonSets, .configs],
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
            .fires(
                .error, "they ask for the configuration of another node",
                """
                management: {pods: {tenant-acme/envoy-tenant-acme-1: {spec: {containers: [
                  {name: envoy-proxy, args: ["--service-node", "tenant-acme-v2"]}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank, MetricsExamples.envoy())),
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

    /// The name by which they ask for their configuration, if it is not that of the tenant's namespace (KubeLB
    /// `envoy_cp_controller.go`).
    private func renamed(_ pods: [Pod], _ context: CheckContext) -> (actual: String, expected: String)? {
        let names = pods.compactMap { pod in
            pod.spec.containers.first { $0.name == LogComponent.envoy.containerName }?.value(ofFlag: "service-node")
        }
        guard let expected = context.topology.tenantNamespace, let actual = names.first,
            names.count == pods.count, !names.contains(expected)
        else { return nil }
        return (actual, expected)
    }

    func findings(in context: CheckContext) -> [Finding] {
        let loadBalancers = (context.topology.loadBalancers.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let envoys = context.topology.envoys
        let blank = envoys.filter { !$0.statistics.isConfigured }
        guard !blank.isEmpty, loadBalancers.contains(where: { !$0.envoyUpstreams.isEmpty }) else { return [] }
        let pods = blank.map(\.pod)
        let isOne = pods.count == 1
        let share =
            blank.count == envoys.count ? "all connections" : "connections to \(isOne ? "it" : "them")"
        if let renamed = renamed(pods, context) {
            return [
                Finding(
                    .error,
                    "\(EnvoyWords.sentenceStart(pods, of: envoys.count)) of the tenant \(isOne ? "has" : "have") no configuration, so "
                        + "\(share) are refused: \(isOne ? "it" : "they") ask for that of \(renamed.actual) by --service-node, and the "
                        + "manager has one for \(renamed.expected)",
                    objects: EnvoyWords.references(pods),
                    evidence: pods.prefix(3).map {
                        Evidence("\($0.reference): --service-node", renamed.actual)
                    },
                    remedies: [
                        .fix(
                            "set --service-node to \(renamed.expected) again",
                            context.topology.envoyWorkload.value.map {
                                context.kubectl("edit", D005EnvoyMissing.reference($0))
                            }, risk: .restart)
                    ])
            ]
        }
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
