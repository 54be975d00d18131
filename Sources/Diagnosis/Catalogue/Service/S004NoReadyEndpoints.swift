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
            .fires(
                .warning, "the last pods are being deleted, and still serve",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false, serving: true, terminating: true},
                      targetRef: {kind: Pod, name: web-1}}]}}
                  pods:
                    shop/web-1: {metadata: {deletionTimestamp: "2026-11-22T11:59:50Z"}}
                    shop/web-2: null
                """),
            .fires(
                .error, "the pods are Ready, and the EndpointSlice is stale",
                """
                tenant:
                  endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                    {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: false}, targetRef: {kind: Pod, name: web-1}}]}}
                  pods: {shop/web-2: null}
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
        // Until they exit, kube-proxy sends traffic to pods that are being deleted if there are no others (KEP-1669).
        let isServed = (exposure.slices.value ?? []).flatMap(\.endpoints)
            .contains { $0.terminating == true && $0.serving == true }
        var finding = Finding(
            isServed ? .warning : .error, "\(service.reference) \(what): \(reason(exposure, pods))",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: evidence(exposure, pods, context))
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
        let remaining = pods.filter { !$0.metadata.isBeingDeleted }
        guard !remaining.isEmpty else {
            return pods.count == 1
                ? "its only pod is being deleted" : "all of its \(pods.count) pods are being deleted"
        }
        let unready = remaining.filter { !$0.isReady }
        if unready.isEmpty { return mismatch(exposure, remaining) }
        let reasons = unready.map(Self.trouble).uniqued()
        let count =
            unready.count == remaining.count
            ? "none of \(ServiceWords.count(remaining.count, "pod")) is Ready"
            : "\(unready.count) of \(ServiceWords.count(remaining.count, "pod")) are not Ready"
        return "\(count) (\(ServiceWords.list(reasons, limit: 3)))"
    }

    /// Why Ready pods are no endpoints: a named target port that none of them has, or slices that are not up to date.
    private func mismatch(_ exposure: Exposure, _ pods: [Pod]) -> String {
        let count = ServiceWords.count(pods.count, "Ready pod")
        if let name = undeclaredName(exposure, pods) {
            return "its \(count) \(pods.count == 1 ? "has" : "have") no container port named \(name)"
        }
        return
            "its \(count) \(pods.count == 1 ? "is" : "are") not listed as ready in an EndpointSlice, so the EndpointSlices are "
            + "stale: the endpoint slice controller of kube-controller-manager has not updated them"
    }

    /// The name of a target port that no container of the pods declares.
    private func undeclaredName(_ exposure: Exposure, _ pods: [Pod]) -> String? {
        let declared = Set(pods.flatMap(\.spec.containers).flatMap(\.ports).compactMap(\.name))
        for port in exposure.portsWithoutEndpoints ?? [] {
            if case .name(let name)? = port.targetPort, !declared.contains(name) { return name }
        }
        return nil
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
        let reference = context.reference(exposure)
        let remaining = (pods ?? []).filter { !$0.metadata.isBeingDeleted }
        let hasReadyPods = !remaining.isEmpty && remaining.allSatisfy(\.isReady)
        if hasReadyPods, !service.selector.isEmpty, undeclaredName(exposure, remaining) == nil {
            return [
                .fix("get kube-controller-manager running again: it writes the EndpointSlices"),
                .inspect(
                    "check whether it renews this Lease",
                    context.kubectl(.tenant, "-n kube-system get lease kube-controller-manager -o yaml")),
                .inspect("compare the EndpointSlices with the pods", context.endpointSlices(of: reference, "-o yaml")),
            ]
        }
        if let pods, !pods.isEmpty, remaining.isEmpty {
            return [
                .inspect(
                    "check why no new pods replace them",
                    context.kubectl(beside: reference, "get deployments,statefulsets,daemonsets,replicasets,pods"))
            ]
        }
        if service.selector.isEmpty || hasReadyPods {
            return [
                .inspect(
                    "compare the ports of its EndpointSlices with those of the Service",
                    context.endpointSlices(of: reference))
            ]
        }
        if let pod = remaining.first(where: { !$0.isReady }).map({ ObjectReference(.tenant, $0) }) {
            return [
                .inspect("find out why the pods are not Ready", context.kubectl("describe", pod)),
                .inspect("check their logs", context.kubectl("logs", pod, "--all-containers --tail=50")),
            ]
        }
        return [
            .fix("correct spec.selector", context.kubectl("edit", reference)),
            .inspect(
                "compare the labels of the pods with the selector",
                context.kubectl(beside: reference, "get pods --show-labels")),
        ]
    }
}
