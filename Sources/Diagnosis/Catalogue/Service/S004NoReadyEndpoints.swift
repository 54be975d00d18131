import KubeLB
import Kubernetes
import Topology

/// KLC-S004: nothing that is ready stands behind a port of the Service.
struct S004NoReadyEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "S004",
        title: "The Service has no ready endpoints",
        severity: .error,
        explains: [.endpoints, .endpointPorts],
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices],
        optionalInputs: [.tenantPods, .tenantEvents, .tenantNodes],
        causedBy: ["S013"],
        meaning: """
            Traffic to a node port is forwarded to ready pods of the Service. At least one port has none: the selector \
            matches no pods, the pods are not Ready, or they do not serve the port.
            """,
        impact: "Connections to the address are refused or closed immediately, whatever KubeLB does.",
        mending: "Correct the selector, or get the pods Ready. Nothing needs to be fixed in KubeLB.",
        examples: [
            .fires(
                .error, "the selector matches no pod",
                """
                tenant:
                  services: {shop/web: {spec: {selector: {app: wbe}}}}
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
                """),
            .fires(
                .error, "no pod is Ready",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {status: {conditions: [{type: Ready, status: "False", reason: ContainersNotReady,
                      message: "containers with unready status: [web]", lastTransitionTime: "2026-11-22T11:30:00Z"}],
                      containerStatuses: [{name: web, ready: false, restartCount: 9,
                        state: {waiting: {reason: CrashLoopBackOff}}}]}}
                    shop/web-2: null
                """),
            .fires(
                .error, "one of two ports is served by nothing",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: admin, port: 9000, protocol: TCP, targetPort: admin, nodePort: 31090}]}}}}
                """),
            .silent(
                "one of two pods is not Ready",
                """
                tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                  {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}},
                  {addresses: [10.244.2.5], nodeName: node-b, conditions: {ready: false}}]}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let affected = context.topology.takenExposures.filter { !($0.portsWithoutEndpoints ?? []).isEmpty }
        guard !affected.isEmpty else { return [] }
        let pods = PodIndex(context.topology)
        return affected.map { finding($0, pods?.selected(by: $0.service), context) }
    }

    private func finding(_ exposure: Exposure, _ pods: [Pod]?, _ context: CheckContext) -> Finding {
        let service = exposure.service
        let ready = exposure.readyEndpoints ?? []
        let missing = exposure.portsWithoutEndpoints ?? []
        let what =
            ready.isEmpty
            ? "has no ready endpoints" : "has no ready endpoints for \(ServiceWords.list(missing.map(\.label)))"
        var finding = Finding(
            .error, "\(service.reference) \(what): \(reason(exposure, pods))", service: context.key(exposure),
            objects: [context.reference(exposure)], evidence: evidence(exposure, pods, context))
        if let pods, !pods.isEmpty {
            finding.objects += pods.filter { !$0.isReady }.prefix(5).map { ObjectReference(.tenant, $0) }
        }
        finding.remedies = remedies(exposure, pods, context)
        if let pods, !pods.isEmpty { finding.suspects = NodeWords.suspects(of: context) }
        return finding
    }

    // MARK: Why

    private func reason(_ exposure: Exposure, _ pods: [Pod]?) -> String {
        let service = exposure.service
        if service.selector.isEmpty { return "it has no selector, and no EndpointSlice created for it serves the port" }
        guard let pods else {
            let listed = exposure.slices.value?.flatMap(\.endpoints).count ?? 0
            return listed == 0
                ? "its EndpointSlices are empty" : "none of \(ServiceWords.count(listed, "endpoint")) is ready"
        }
        if pods.isEmpty { return "its selector \(selector(of: service)) matches no pods" }
        let unready = pods.filter { !$0.isReady }
        if unready.isEmpty {
            return
                "its \(ServiceWords.count(pods.count, "Ready pod")) \(pods.count == 1 ? "does" : "do") not serve the port"
        }
        let reasons = unready.map(Self.trouble).uniqued()
        let count =
            unready.count == pods.count
            ? "none of \(ServiceWords.count(pods.count, "pod")) is Ready"
            : "\(unready.count) of \(ServiceWords.count(pods.count, "pod")) are not Ready"
        return "\(count) (\(ServiceWords.list(reasons, limit: 3)))"
    }

    /// The shortest word for why a pod is not Ready.
    private static func trouble(_ pod: Pod) -> String {
        if pod.metadata.isBeingDeleted { return "being deleted" }
        let waiting = (pod.initContainerStatuses + pod.containerStatuses).compactMap(\.state.waitingReason)
        if let reason = waiting.first(where: { $0 != "ContainerCreating" && $0 != "PodInitializing" }) { return reason }
        if let scheduled = pod.conditions.first(where: { $0.type == "PodScheduled" && $0.status == "False" }) {
            return scheduled.reason.isEmpty ? "not scheduled" : scheduled.reason
        }
        if let reason = waiting.first { return reason }
        if let reason = pod.readyCondition?.reason, !reason.isEmpty { return reason }
        return pod.reason.isEmpty ? (pod.phase.isEmpty ? "no status" : pod.phase) : pod.reason
    }

    private func selector(of service: Service) -> String {
        service.selector.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ",")
    }

    // MARK: Evidence

    private func evidence(_ exposure: Exposure, _ pods: [Pod]?, _ context: CheckContext) -> [Evidence] {
        let service = exposure.service
        let slices = exposure.slices.value ?? []
        let endpoints = slices.flatMap(\.endpoints)
        var evidence = [
            Evidence(
                "EndpointSlices of \(service.metadata.path)",
                "\(ServiceWords.count(slices.count, "slice")), \(ServiceWords.count(endpoints.count, "endpoint")), "
                    + "\(endpoints.filter(\.isReady).count) ready")
        ]
        if !service.selector.isEmpty {
            evidence.append(Evidence("\(service.reference): spec.selector", selector(of: service)))
        }
        guard let pods else { return evidence }
        if !service.selector.isEmpty, pods.isEmpty {
            evidence.append(Evidence("pods of namespace \(service.metadata.namespace) with that label", "0"))
        }
        for pod in pods.filter({ !$0.isReady }).prefix(3) {
            let condition = pod.readyCondition
            let message = condition?.message ?? ""
            evidence.append(
                Evidence(
                    pod.reference, Self.trouble(pod) + (message.isEmpty ? "" : ": \(message)"),
                    at: condition?.lastTransitionTime))
            if let event = context.lastWarning(
                .tenant, kind: "Pod", namespace: pod.metadata.namespace, name: pod.metadata.name)
            {
                evidence.append(event)
            }
        }
        return evidence
    }

    // MARK: Remedies

    private func remedies(_ exposure: Exposure, _ pods: [Pod]?, _ context: CheckContext) -> [Remedy] {
        let service = exposure.service
        let hasReadyPods = pods.map { !$0.isEmpty && $0.allSatisfy(\.isReady) } ?? false
        if service.selector.isEmpty || hasReadyPods {
            return [
                Remedy(
                    "compare the ports of its EndpointSlices with those of the Service",
                    command: ServiceCommands.inNamespace(
                        exposure,
                        "get endpointslices -l kubernetes.io/service-name=\(service.metadata.name)", context))
            ]
        }
        if let pod = pods?.first(where: { !$0.isReady }) {
            let name = pod.metadata.name
            return [
                Remedy(
                    "find out why the pods are not Ready",
                    command: ServiceCommands.inNamespace(exposure, "describe pod \(name)", context)),
                Remedy(
                    "check their logs",
                    command: ServiceCommands.inNamespace(
                        exposure, "logs \(name) --all-containers --tail=50", context)),
            ]
        }
        return [
            Remedy(
                "compare the labels of the pods with the selector",
                command: ServiceCommands.inNamespace(exposure, "get pods --show-labels", context)),
            Remedy("then correct spec.selector", command: ServiceCommands.command("edit", exposure, "", context)),
        ]
    }
}
