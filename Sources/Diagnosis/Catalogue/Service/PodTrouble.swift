import KubeLB
import Kubernetes
import Topology

/// Why pods behind a Service are not Ready.
struct PodTrouble {
    /// NotReady nodes of the tenant cluster by their names; empty if nodes could not be read.
    private let lostNodes: [String: Node]
    let context: CheckContext

    init(_ context: CheckContext) {
        self.context = context
        let lost = (context.topology.nodes.value ?? []).filter { !$0.isReady }
        lostNodes = Dictionary(lost.map { ($0.metadata.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The NotReady node on which a pod is.
    func lostNode(of pod: Pod) -> Node? { pod.spec.nodeName.flatMap { lostNodes[$0] } }

    /// The NotReady nodes on which the pods are; empty if one of the pods is elsewhere.
    func lostNodes(of pods: [Pod]) -> [Node] {
        let nodes = pods.compactMap(lostNode)
        return nodes.count == pods.count ? nodes.uniqued() : []
    }

    /// In the fewest words that name the cause.
    func words(_ pod: Pod) -> String {
        if let node = lostNode(of: pod) { return "on node \(node.metadata.name), which is NotReady" }
        if pod.metadata.isBeingDeleted { return "being deleted" }
        let states = (pod.initContainerStatuses + pod.containerStatuses).map(\.state)
        let waiting = states.filter { $0.waitingReason != nil }
        if let state = waiting.first(where: { !["ContainerCreating", "PodInitializing"].contains($0.waitingReason) }) {
            let reason = state.waitingReason ?? ""
            // Such a message names what is missing; those of other reasons tell how long the kubelet waits.
            if let container = PodProblem.outOfMemory(pod) {
                return "\(reason), container \(container.name) exceeds its memory limit (OOMKilled)"
            }
            let names = reason.hasSuffix("Error") || reason.hasPrefix("CreateContainer")
            let message = names ? state.message ?? "" : ""
            return reason + (message.isEmpty ? "" : ": \(ServiceWords.excerpt(message))")
        }
        if let unscheduled = UnscheduledPod(pod) { return "not scheduled: \(unscheduled.summary)" }
        if let scheduler = pod.unknownScheduler {
            return "not scheduled: scheduler \(scheduler), which spec.schedulerName names, does not respond"
        }
        if let reason = waiting.first?.waitingReason { return reason }
        if let reason = pod.readyCondition?.reason, !reason.isEmpty { return failedProbe(pod) ?? reason }
        return pod.reason.isEmpty ? (pod.phase.isEmpty ? "no status" : pod.phase) : pod.reason
    }

    /// What the kubelet reports about the readiness probe of a container that runs.
    private func failedProbe(_ pod: Pod) -> String? {
        let event = context.standingWarning(
            .tenant, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name)
        guard let event, event.reason == "Unhealthy", event.message.containsBytes(of: "eadiness probe") else {
            return nil
        }
        let unready = pod.unreadyContainers.map(\.name)
        // Of a pod with sidecars it matters which of its containers that is.
        let isPart = !unready.isEmpty && unready.count < pod.containerStatuses.count
        return (isPart ? "container \(ServiceWords.list(unready)) is not ready: " : "")
            + ServiceWords.excerpt(event.message)
    }

    /// The Deployment whose pods the Service selects, if it wants none.
    func stopped(behind service: Service) -> Deployment? {
        deployments(behind: service).first { $0.state.desired == 0 }
    }

    /// The Deployment whose pods the Service selects, if something keeps its pods from being created.
    func refused(behind service: Service) -> (deployment: Deployment, refusal: PodRefusal)? {
        for deployment in deployments(behind: service) where deployment.state.desired > 0 {
            if let refusal = PodRefusal(
                of: Deployment.kind, deployment.metadata, conditions: deployment.state.conditions, .tenant, in: context)
            {
                return (deployment, refusal)
            }
        }
        return nil
    }

    /// What keeps a pod from starting or from being Ready, beyond what its own status says.
    func obstacle(of pod: Pod) -> (words: String, evidence: [Evidence])? {
        if let stalled = StalledComponent(awaitedBy: pod, .tenant, context) { return (stalled.words, []) }
        if let unscheduled = UnscheduledPod(pod) { return claim(of: pod) ?? lostNode(neededBy: pod, unscheduled) }
        return meshWarning(about: pod) ?? endedByProbe(pod) ?? lastWords(of: pod)
            ?? context.obstacle(of: pod, .tenant).map { ($0, []) }
    }

    /// What the control plane of a mesh reports at present, if only the mesh's sidecar keeps a pod from being Ready.
    private func meshWarning(about pod: Pod) -> (words: String, evidence: [Evidence])? {
        guard let mesh = pod.unreadyMesh else { return nil }
        let events = (context.topology.list(.tenant, Event.self).value?.items ?? []).filter { event in
            event.isWarning && event.objectNamespace == mesh.namespace
                && event.lastTimestamp.map { context.now.seconds(since: $0) < LogLine.longestPause } == true
        }.sorted { ($0.lastTimestamp?.milliseconds ?? 0) > ($1.lastTimestamp?.milliseconds ?? 0) }
        // What its programs report is closer to the cause than what kubelets report about their pods.
        let standing = events.filter { event in
            context.standingWarning(
                .tenant, kind: event.objectKind, namespace: event.objectNamespace, name: event.objectName) == event
        }
        guard let event = standing.first(where: { $0.objectKind != Pod.kind }) ?? standing.first else { return nil }
        return (
            "\(event.objectKind) \(event.objectNamespace)/\(event.objectName) of \(mesh.name) reports \(event.reason): "
                + ErrorDigest.text(of: event.message),
            [Evidence(event)]
        )
    }

    /// What a container says last that crashes again and again, or that runs without being ready.
    private func lastWords(of pod: Pod) -> (words: String, evidence: [Evidence])? {
        let failing = pod.containerStatuses.first(where: \.isCrashLooping) ?? pod.unreadyContainers.first
        guard let container = failing?.name, let words = context.topology.lastWords(of: container, in: pod) else {
            return nil
        }
        let text = ErrorDigest.text(of: words)
        return (
            "the log of container \(container) ends with: \(text)"
                + (fullVolume(of: pod).map { ", so \($0) is full" } ?? ""),
            [Evidence("log of \(pod.metadata.path)[\(container)]", text)]
        )
    }

    /// The newest warning about a volume that a pod claims.
    private func claim(of pod: Pod) -> (words: String, evidence: [Evidence])? {
        pod.spec.volumes.lazy.compactMap(\.claimName).compactMap { name in
            context.standingWarning(
                .tenant, kind: "PersistentVolumeClaim", namespace: pod.metadata.namespace, name: name
            ).map {
                ("PersistentVolumeClaim \(name): \(ErrorDigest.text(of: $0.message))", [Evidence($0)])
            }
        }.first
    }

    /// The NotReady node that an unscheduled pod could run on if it were Ready.
    private func lostNode(
        neededBy pod: Pod, _ unscheduled: UnscheduledPod
    ) -> (words: String, evidence: [Evidence])? {
        guard unscheduled.taints.contains("node.kubernetes.io/not-ready") else { return nil }
        let fitting = lostNodes.values.filter { node in
            pod.spec.nodeSelector.allSatisfy { node.metadata.labels[$0.key] == $0.value }
        }
        guard let node = fitting.min(by: { $0.metadata.name < $1.metadata.name }) else { return nil }
        let hasNetworks = (context.topology.nodes.value ?? []).contains { !$0.podNetworks.isEmpty }
        let why =
            hasNetworks && node.podNetworks.isEmpty
            ? "it has no pod CIDR (spec.podCIDR), so the network plugin does not start on it"
            : ServiceWords.excerpt(node.readyCondition?.message ?? "")
        return (
            "node \(node.metadata.name), which fits, is NotReady" + (why.isEmpty ? "" : ": \(why)"),
            [
                node.evidence(
                    "condition Ready", node.readyCondition?.message ?? "unknown",
                    at: node.readyCondition?.lastTransitionTime)
            ]
        )
    }

    /// A Deployment whose pods it selects, and whose template has a port of that name which its pods do not have yet.
    func unrolled(_ port: String, behind service: Service) -> Deployment? {
        deployments(behind: service).first { deployment in
            deployment.state.template.containers.flatMap(\.ports).contains { $0.name == port }
        }
    }

    /// A Deployment whose pods it selects, and for which nobody creates them.
    func forgotten(behind service: Service) -> (deployment: Deployment, stalled: StalledComponent)? {
        guard let deployment = deployments(behind: service).first(where: { $0.state.desired > 0 }),
            let stalled = StalledComponent(.controllerManager, .tenant, context)
        else { return nil }
        return (deployment, stalled)
    }

    /// What pods that are not Ready, or that no EndpointSlice lists, are waiting for.
    func stalled(_ pods: [Pod]) -> StalledComponent? {
        guard !pods.isEmpty else { return nil }
        return pods.allSatisfy(\.isReady)
            ? StalledComponent(.controllerManager, .tenant, context)
            : pods.lazy.compactMap { StalledComponent(awaitedBy: $0, .tenant, context) }.first
    }

    private func deployments(behind service: Service) -> [Deployment] {
        guard !service.selector.isEmpty else { return [] }
        return (context.topology.list(.tenant, Deployment.self).value?.items ?? []).filter { deployment in
            let labels = deployment.state.templateLabels
            return deployment.metadata.namespace == service.metadata.namespace
                && !deployment.metadata.isBeingDeleted && service.selector.allSatisfy { labels[$0.key] == $0.value }
        }
    }

    static func bringBack(_ nodes: [Node], _ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "bring back \(nodes.count == 1 ? "the node" : "the nodes"), or delete the Node object of a machine that is gone "
                    + "for good, so that its pods are replaced"),
            .inspect(
                "inspect the node", nodes.first.map { context.kubectl("describe", ObjectReference(.tenant, $0)) }),
        ]
    }
}
