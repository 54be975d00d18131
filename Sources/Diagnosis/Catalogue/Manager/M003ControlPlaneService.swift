import KubeLB
import Kubernetes
import Topology

/// KLC-M003: Envoys cannot reach their control plane through its Service.
struct M003ControlPlaneService: Check {
    let documentation = CheckDocumentation(
        code: "M003",
        title: "The control plane Service envoycp does not route to the manager",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.managementServices, .managementEndpointSlices],
        optionalInputs: [.managementDeployments, .managementPods, .envoyMetrics],
        causedBy: ["M001", "M002", "M008", "A004", "A005"],
        meaning: """
            Envoy fetches its configuration from envoycp.kubelb.svc:8001. That Service is missing, has another port, \
            has no ready endpoints, or has internalTrafficPolicy Local and no endpoint on nodes on which Envoy runs.
            """,
        impact:
            "Envoy keeps its last configuration; new Services refuse connections, and a restarted Envoy has no configuration.",
        mending: "Restore the Service with the chart's values (service.port=8001), or fix the manager behind it.",
        examples: [
            .fires(.error, "the Service is gone", "management: {services: {kubelb/envoycp: null}}"),
            .fires(
                .error, "it has another port",
                "management: {services: {kubelb/envoycp: {spec: {ports: [{name: http, port: 9001, targetPort: 8001}]}}}}"
            ),
            .fires(
                .error, "it has no ready endpoint",
                "management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null}}}"),
            .fires(
                .error, "no pod of the manager is Ready",
                """
                management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null}},
                  pods: {\(ManagerExamples.crashing)}}
                """),
            .fires(
                .error, "its selector matches other pods",
                """
                management: {services: {kubelb/envoycp: {spec: {selector: {app.kubernetes.io/name: kubelb}}}},
                  endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null, ports: null}}}
                """),
            .fires(
                .error, "its selector was removed, and the manager was restarted afterwards",
                """
                management: {services: {kubelb/envoycp: {spec: {selector: null}}}, endpointslices.discovery.k8s.io: {
                  kubelb/envoycp-1: {endpoints: [{addresses: [10.245.1.9], conditions: {ready: true},
                    targetRef: {kind: Pod, name: kubelb-manager-0}}]}}}
                """),
            .fires(
                .error, "its target port is a name that no container of the manager has",
                """
                management: {services: {kubelb/envoycp: {spec: {ports: [{name: http, port: 8001, targetPort: xds}]}}},
                  endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {ports: []}}}
                """),
            .fires(
                .error, "internalTrafficPolicy Local cuts off the Envoy on another node",
                local, metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.blank)),
            .fires(.error, "the same if nobody asked the Envoy pods", local),
            .fires(
                .warning, "internalTrafficPolicy Local, and the Envoy on another node is still connected",
                local, metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.envoy())),
            .silent(
                "internalTrafficPolicy Local, and the manager runs on every node that runs Envoy",
                local
                    + """
                    \n---
                    management: {pods: {tenant-acme/envoy-tenant-acme-2: {spec: {nodeName: mgmt-a}}}}
                    """),
            .silent(
                "its target port is a name that the manager has",
                """
                management: {services: {kubelb/envoycp: {spec: {ports: [{name: http, port: 8001, targetPort: xds}]}}}}
                """),
            .fires(
                .info, "the manager became Ready just now",
                """
                management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null}},
                  pods: {kubelb/kubelb-manager-1: {status: {conditions: [{type: Ready, status: "True",
                  lastTransitionTime: "2026-11-22T11:59:55Z"}]}}}}
                """),
            .fires(
                .error, "the manager listens on another port",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                  image: "quay.io/kubermatic/kubelb-manager:v1.4.3", args: [--listen-address=:18000]}]}}}}}}
                """),
            .silent(
                "only the Services of the tenant's namespace may be listed",
                "management: {services: {kubelb/envoycp: null}, deployments.apps: forbidden}"),
            .silent(
                "the manager listens on the port of the Service, as its arguments say",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                  image: "quay.io/kubermatic/kubelb-manager:v1.4.3", args: [--listen-address, ":8001"]}]}}}}}}
                """),
            .silent(
                "one of its slices has a ready endpoint",
                """
                management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-2: {
                  metadata: {labels: {kubernetes.io/service-name: envoycp}}, addressType: IPv6, endpoints: []}}}
                """),
        ])

    private static let local = """
        management: {services: {kubelb/envoycp: {spec: {internalTrafficPolicy: Local}}}, endpointslices.discovery.k8s.io: {
          kubelb/envoycp-1: {endpoints: [{addresses: [10.245.1.2], nodeName: mgmt-a, conditions: {ready: true},
            targetRef: {kind: Pod, name: kubelb-manager-1}}]}}}
        """

    /// An EndpointSlice follows the readiness of its pod within seconds.
    private static let settling = 10.0

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let namespace = KubeLBNames.namespace
        let name = KubeLBNames.controlPlaneService
        switch topology.list(.management, Service.self).first(where: {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }) {
        case .absent: return showsNamespace(context) ? [ofEveryService(missing(context), context)] : []
        case .present(let service):
            guard service.ports.contains(where: { $0.port == KubeLBNames.controlPlanePort }) else {
                return [ofEveryService(wrongPort(service, context), context)]
            }
            return listening(behind: service, context).map { [ofEveryService($0, context)] }
                ?? endpoints(of: service, context)
        case .forbidden, .failed, .notCollected: return []
        }
    }

    /// Whether the Services are those of the manager's namespace, too. An identity that may not see the manager may have listed
    /// the Services of the tenant's namespace alone, and a list does not show from where it is.
    private func showsNamespace(_ context: CheckContext) -> Bool {
        let topology = context.topology
        switch topology.deployment(of: topology.manager) {
        case .present, .absent: return true
        case .forbidden, .failed, .notCollected:
            return (topology.list(.management, Service.self).value?.items ?? []).contains {
                $0.metadata.namespace != topology.tenantNamespace
            }
        }
    }

    /// Nothing else shows whether an Envoy has its configuration if none could be asked: then any Service may be stopped.
    private func ofEveryService(_ finding: Finding, _ context: CheckContext) -> Finding {
        var finding = finding
        finding.concernsEveryService = context.topology.envoys.isEmpty && !context.topology.position.hides(.tenant)
        return finding
    }

    private func endpoints(of service: Service, _ context: CheckContext) -> [Finding] {
        let slices = context.topology.list(.management, EndpointSlice.self).all {
            $0.metadata.namespace == service.metadata.namespace && $0.serviceName == service.metadata.name
        }
        guard let slices = slices.value else { return [] }
        let ready = slices.filter { $0.endpoints.contains(where: \.isReady) }
        guard ready.isEmpty else {
            return
                (abandoned(service, ready, context) ?? withoutPort(service, ready, context)
                ?? onOtherNodes(service, ready, context)).map { [ofEveryService($0, context)] } ?? []
        }
        if let mismatch = mismatch(service, context) { return [ofEveryService(mismatch, context)] }
        if ManagerState(context).isUp == false { return [withoutManager(service, context)] }
        let settled = ManagerState(context).readySince.map { context.now.seconds(since: $0) }
        let isSettling = settled.map { $0 < Self.settling } ?? false
        return [
            Finding(
                isSettling ? .info : .error,
                isSettling
                    ? "\(service.reference) has no ready endpoints yet: the manager has just become Ready"
                    : "\(service.reference) has no ready endpoints, so Envoy cannot reach its control plane",
                objects: [ObjectReference(.management, service)],
                evidence: [Evidence("EndpointSlices of \(service.reference)", "no ready endpoints")],
                remedies: [
                    context.restart(context.topology.manager),
                    .inspect(
                        "check that its selector matches the manager's pods",
                        context.endpointSlices(of: ObjectReference(.management, service))),
                ])
        ]
    }

    /// The Service leads to another port than the one of the manager's argument. A declared container port opens nothing.
    private func listening(behind service: Service, _ context: CheckContext) -> Finding? {
        let manager = context.topology.manager
        guard let deployment = context.topology.deployment(of: manager).value,
            let container = manager.container(of: deployment.state.template),
            let address = Self.listenAddress(container.command.dropFirst() + container.args),
            let listened = address.split(separator: ":").last.flatMap({ Int($0) }),
            let port = service.ports.first(where: { $0.port == KubeLBNames.controlPlanePort })
        else { return nil }
        let target: Int?
        switch port.targetPort {
        case .number(let number)?: target = number
        case .name(let name)?: target = container.ports.first { $0.name == name }?.containerPort
        case nil: target = port.port
        }
        guard let target, target != listened else { return nil }
        return Finding(
            .error,
            "\(service.reference) sends Envoy to port \(target) of the manager, which listens on \(listened) "
                + "(--listen-address=\(address)), so Envoy cannot reach its control plane",
            objects: [ObjectReference(.management, service), ObjectReference(.management, deployment)],
            evidence: [
                service.evidence("spec.ports[].targetPort", "\(target)"),
                Evidence("manager: --listen-address", address),
            ],
            remedies: [
                .fix(
                    "let the manager listen on port \(target): correct or remove --listen-address",
                    context.kubectl("edit", ObjectReference(.management, deployment)), risk: .restart)
            ])
    }

    /// Of the port at which the manager serves Envoy's configuration (KubeLB `cmd/kubelb`); nil for its default.
    static func listenAddress(_ arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated() where argument.hasPrefix("-") {
            let parts = argument.drop { $0 == "-" }.split(separator: "=", maxSplits: 1)
            guard parts.first == "listen-address" else { continue }
            return parts.count > 1 ? String(parts[1]) : arguments.dropFirst(index).dropFirst().first
        }
        return nil
    }

    private func missing(_ context: CheckContext) -> Finding {
        let path = "\(KubeLBNames.namespace)/\(KubeLBNames.controlPlaneService)"
        return Finding(
            .error, "Service \(path) is missing, so Envoy cannot find its control plane",
            evidence: [Evidence("Service \(path)", "not found")], remedies: [restore(context)])
    }

    private func wrongPort(_ service: Service, _ context: CheckContext) -> Finding {
        let ports = service.ports.map(\.label).joined(separator: ", ")
        return Finding(
            .error,
            "\(service.reference) has no port \(KubeLBNames.controlPlanePort), where Envoy fetches its configuration",
            objects: [ObjectReference(.management, service)],
            evidence: [service.evidence("spec.ports", ports.isEmpty ? "none" : ports)],
            remedies: [restore(context)])
    }

    private func restore(_ context: CheckContext) -> Remedy {
        .fix(
            "restore the Service of the chart",
            context.set(
                "service.port", HelmValue(String(KubeLBNames.controlPlanePort)), of: context.topology.manager),
            risk: .restart)
    }
}
