import KubeLB
import Kubernetes
import Topology

/// KLC-D009: Envoy has a configuration in which a port of the Service is missing.
struct D009PortNotConfigured: Check {
    let documentation = CheckDocumentation(
        code: "D009",
        title: "Envoy's configuration lacks a port of the Service",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .listener,
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [.managerLogs],
        causedBy: ["L004", "M001", "M006", "M008", "M009", "N001", "T005", "D007", "D008"],
        meaning: """
            The LoadBalancer's status says that the manager has provisioned the port, but Envoy has no cluster with \
            that name: its configuration is older. Without Addresses/default, the manager stops generating \
            configurations for all Services of the tenant.
            """,
        impact: "Connections to the port are refused, although the Service has an address.",
        mending: """
            Check the manager's log for the reason why it does not generate a new configuration. Once it does, Envoy \
            applies it immediately.
            """,
        examples: [
            .fires(
                .error, "both Envoy pods lack it",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: "tenant-acme-other-ep-0-port-30000-TCP")]))),
            .fires(
                .error, "only one of the Envoy pods lacks it",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(),
                    MetricsExamples.envoy([MetricsExamples.Port(name: "tenant-acme-other-ep-0-port-30000-TCP")]))),
            .fires(
                .error, "the node port was changed, and Envoy has the old one",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  status: {service: {ports: [{name: http, port: 80, protocol: TCP, targetPort: 10000,
                    upstreamTargetPort: 31099}]}}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .fires(
                .error, "the manager's log reports why it does not write it",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:00.000Z",
                  "msg":"Reconciler error","controller":"envoy-cp-controller","LoadBalancer":{"name":"requeue-all-for-route",
                  "namespace":"tenant-acme"},"namespace":"tenant-acme","name":"requeue-all-for-route",
                  "error":"failed to update Envoy proxy: Deployment.apps \\"envoy-tenant-acme\\" is invalid"}'}
                """,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: "tenant-acme-other-ep-0-port-30000-TCP")]))),
            .fires(
                .error, "a policy refuses Envoy's Deployment, which the manager writes before the configuration",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:00.000Z",\
                "msg":"Reconciler error","controller":"envoy-cp-controller","LoadBalancer":{"name":"requeue-all-for-route",\
                "namespace":"tenant-acme"},"namespace":"tenant-acme","name":"requeue-all-for-route",\
                "error":"failed to update Envoy proxy: admission webhook \
                \\"validation.gatekeeper.sh\\" denied the request: [must-have-limits] container <envoy-proxy> has no limits"}'}
                """,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy([MetricsExamples.Port(name: "tenant-acme-other-ep-0-port-30000-TCP")]))),
            .fires(
                .info, "the Service is ten seconds old: it is starting",
                """
                now: "2026-11-22T10:00:10Z"
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T10:00:09Z"}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([]))),
            .fires(
                .warning, "the Service is 20 seconds old",
                """
                now: "2026-11-22T10:00:20Z"
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T10:00:19Z"}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([]))),
            .silent("both have it", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "the Envoy pods have no configuration, which is another finding",
                metrics: MetricsExamples.envoys(MetricsExamples.blank)
            ),
            .silent(
                "the manager has not provided for it yet",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: null}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([]))),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let refusal = context.configurationError
        let refused = refusal?.remedies ?? []
        return context.seenServices.compactMap { service in
            let lacking = service.ports.filter { port in port.views.contains { $0.state == .missing } }
            guard let first = lacking.first else { return nil }
            let exposure = service.exposure
            let views = first.views.filter { $0.state == .missing }
            let pods = views.map(\.pod)
            let (severity, note, isStarting) = context.statisticsSymptom(
                since: context.expectedSince(exposure, views), of: [exposure])
            let labels = ServiceWords.list(lacking.map(\.upstream.label))
            // What the manager sends has reached another Envoy: this one does not take it.
            let isServedElsewhere = first.views.contains { $0.isKnown && $0.state != .missing && $0.healthy > 0 }
            return Finding(
                severity,
                "\(EnvoyWords.sentenceStart(pods, of: first.views.count)) \(pods.count == 1 ? "has" : "have") no configuration for "
                    + "\(labels) of \(exposure.service.reference)\(note), so connections are refused"
                    + (isServedElsewhere
                        ? ". The other Envoy has it: this one no longer receives the manager's configuration"
                        : refusal.map { ". The manager fails to write it: \($0.text)" } ?? ""),
                resource: exposure.resource,
                objects: [context.reference(exposure)] + EnvoyWords.references(pods),
                evidence: pods.prefix(2).map { pod in
                    Evidence(
                        EnvoyWords.source(pod),
                        "no cluster \(first.upstream.clusters.first ?? "for node port \(first.upstream.nodePort)")")
                } + (isServedElsewhere ? [] : refusal.map { [$0.evidence] } ?? []),
                remedies: isStarting
                    ? []
                    : (isServedElsewhere
                        ? [
                            .fix(
                                "replace the pod: the new one opens a new connection to the manager",
                                context.kubectl("delete", ObjectReference(.management, pods[0])), risk: .restart)
                        ]
                        : refused.isEmpty
                            ? [
                                context.restart(
                                    context.topology.manager, " so that it generates the configuration again"),
                                context.log(of: context.topology.manager),
                            ] : refused) + [
                            .inspect(
                                "list the ports that Envoy has configured",
                                context.showStatistics(of: pods[0], matching: "membership_total"))
                        ])
        }
    }
}
