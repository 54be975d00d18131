import KubeLB
import Kubernetes
import Topology

/// KLC-D032: an Envoy that does not listen where the envoy Service sends its connections.
struct D032NotListening: Check {
    let documentation = CheckDocumentation(
        code: "D032",
        title: "Envoy does not listen at the target port of the Service",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .listener,
        inputs: [.loadBalancers, .managementServices, .managementPods, .envoyMetrics],
        optionalInputs: [.managementDeployments, .managerLogs], judgesManagementAlone: true,
        causedBy: ["D001", "D004", "D008", "D009", "M009"],
        meaning: """
            The manager allocates a port of Envoy for each port of a LoadBalancer, writes it to the envoy Service as the \
            target port, and configures a listener for it. An Envoy has the configuration for the port, but listens \
            somewhere else. Each pod of the manager allocates ports of its own, so several of them disagree. The manager also \
            cannot correct the Service if an admission policy or a webhook refuses its updates; the finding then quotes it.
            """,
        impact: "Connections that reach this Envoy are refused.",
        mending: """
            Run one manager. Otherwise let the manager write the envoy Service again, and replace the Envoy pod if it \
            still listens at other ports.
            """,
        examples: [
            .fires(
                .error, "both listen at another port",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: [10_007]))),
            .fires(
                .error, "one of two, and the manager has two pods",
                "management: {deployments.apps: {kubelb/kubelb-manager: {spec: {replicas: 2}}}}",
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(listening: [10_000]), MetricsExamples.envoy(listening: [10_007]))),
            .fires(
                .error, "the port is one of Envoy's own",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 19003}]}}},
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {service: {ports: [
                  {name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 19003, upstreamTargetPort: 31080}]}}}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: []))),
            .fires(
                .info, "the LoadBalancer is ten seconds old",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {creationTimestamp: "2026-11-22T11:59:50Z"}}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: [10_007]))),
            .fires(
                .error, "an admission policy refuses the manager's updates of the envoy Service",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"loadbalancer-controller","LoadBalancer":{"name":\
                "00000000-0000-4000-8000-000000000001","namespace":"tenant-acme"},"namespace":"tenant-acme",\
                "name":"00000000-0000-4000-8000-000000000001","error":"failed to update service: services \
                \\"envoy-00000000-0000-4000-8000-000000000001\\" is forbidden: ValidatingAdmissionPolicy ''freeze'' with \
                binding ''freeze-all'' denied request: load balancers may not be altered"}'}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: [10_007]))),
            .silent(
                "they listen at the target port",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: [10_000]))),
            .silent(
                "the statistics do not show the listeners",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "the envoy Service was changed by hand, which is another finding",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, nodePort: 32080, targetPort: 4242}]}}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listening: [10_000]))),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let refused = RefusedWrites.all(context)
        return context.seenServices.compactMap { service in
            let unheard = service.ports.filter { !$0.unheard.isEmpty }
            guard let first = unheard.first, let envoy = service.exposure.envoyService.value,
                let loadBalancer = service.exposure.loadBalancer.value,
                UnservedTargetPort.all(in: envoy, of: loadBalancer).isEmpty
            else { return nil }
            return finding(service.exposure, envoy, first, unheard, context)
                .explained(by: refused[LogLine.Object(loadBalancer.metadata)], context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ envoy: Service, _ first: PortUpstreams, _ unheard: [PortUpstreams],
        _ context: CheckContext
    ) -> Finding {
        let pods = first.unheard.map(\.pod)
        let (severity, note, _) = context.statisticsSymptom(
            since: context.expectedSince(exposure, first.unheard), of: [exposure])
        let own = unheard.compactMap(\.targetPort).filter(EnvoyStatistics.ownPorts.contains)
        let ports = ServiceWords.list(unheard.map { "\($0.targetPort ?? 0) (\($0.upstream.label))" })
        let managers = context.topology.deployment(of: context.topology.manager).value?.state.desired ?? 1
        let isShared = own.isEmpty && managers > 1
        let reason =
            !own.isEmpty
            ? ". Port \(ServiceWords.list(own.map { "\($0)" })) is one of Envoy's own"
            : isShared ? ". The manager runs \(managers) replicas, and each allocates ports of its own" : ""
        return Finding(
            severity,
            "\(exposure.service.reference): \(EnvoyWords.envoys(pods, of: first.views.count)) "
                + "\(pods.count == 1 ? "does" : "do") not listen at target port \(ports) of the envoy Service, so "
                + "connections are refused\(note)\(reason)",
            resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.management, envoy)] + EnvoyWords.references(pods),
            evidence: [
                envoy.evidence(
                    "spec.ports.targetPort", ServiceWords.list(unheard.compactMap(\.targetPort).map { "\($0)" }))
            ]
                + first.unheard.prefix(3).map { view in
                    Evidence(
                        EnvoyWords.source(view.pod),
                        "listens at \(ServiceWords.list((view.listening ?? []).subtracting(EnvoyStatistics.ownPorts).sorted().map { "\($0)" }, limit: 8))"
                    )
                },
            remedies: remedies(exposure, pods, isShared: isShared, context))
    }

    private func remedies(
        _ exposure: Exposure, _ pods: [Pod], isShared: Bool, _ context: CheckContext
    ) -> [Remedy] {
        let manager = context.topology.manager
        if isShared, let deployment = context.topology.deployment(of: manager).value {
            return [
                .fix(
                    "run one manager", context.scale(ObjectReference(.management, deployment), to: 1), risk: .restart),
                context.log(of: manager),
            ]
        }
        return [
            context.restart(manager, " so that it writes the target ports and Envoy's configuration again"),
            .inspect(
                "check where Envoy listens",
                context.showStatistics(of: pods[0], matching: "envoy_listener_downstream_cx_active")),
            context.log(of: manager),
        ]
    }
}
