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
        optionalInputs: [.managementPods],
        causedBy: ["M001", "M002", "M008", "A005"],
        meaning: """
            Envoy fetches its configuration from envoycp.kubelb.svc:8001. That Service is missing, has another port, \
            or has no ready endpoints.
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
                .info, "the manager became Ready just now",
                """
                management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null}},
                  pods: {kubelb/kubelb-manager-1: {status: {conditions: [{type: Ready, status: "True",
                  lastTransitionTime: "2026-11-22T11:59:55Z"}]}}}}
                """),
            .silent(
                "one of its slices has a ready endpoint",
                """
                management: {endpointslices.discovery.k8s.io: {kubelb/envoycp-2: {
                  metadata: {labels: {kubernetes.io/service-name: envoycp}}, addressType: IPv6, endpoints: []}}}
                """),
        ])

    /// An EndpointSlice follows the readiness of its pod within seconds.
    private static let settling = 10.0

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let namespace = KubeLBNames.namespace
        let name = KubeLBNames.controlPlaneService
        switch topology.list(.management, Service.self).first(where: {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }) {
        case .absent: return [missing(context)]
        case .present(let service):
            guard service.ports.contains(where: { $0.port == KubeLBNames.controlPlanePort }) else {
                return [wrongPort(service, context)]
            }
            return endpoints(of: service, context)
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private func endpoints(of service: Service, _ context: CheckContext) -> [Finding] {
        let slices = context.topology.list(.management, EndpointSlice.self).all {
            $0.metadata.namespace == service.metadata.namespace && $0.serviceName == service.metadata.name
        }
        guard let slices = slices.value, !slices.contains(where: { $0.endpoints.contains(where: \.isReady) }) else {
            return []
        }
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
