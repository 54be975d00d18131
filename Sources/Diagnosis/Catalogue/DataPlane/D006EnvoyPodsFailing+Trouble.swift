import KubeLB
import Kubernetes
import Topology

extension D006EnvoyPodsFailing {
    enum Trouble: CaseIterable {
        case node
        case unscheduled
        case image
        case crashing
        case notStarting
        /// Another container than those that the manager gives it is not ready.
        case sidecar
        /// It keeps its place on its node, which a new pod may need.
        case terminating
    }

    /// The pods of the revision that was begun last; all, where revisions are not marked.
    static func newest(_ pods: [Pod]) -> [Pod] {
        let revision = { (pod: Pod) in
            pod.metadata.labels["pod-template-hash"] ?? pod.metadata.labels["controller-revision-hash"] ?? ""
        }
        let age = { (pod: Pod) in pod.metadata.creationTimestamp?.milliseconds ?? 0 }
        guard let latest = pods.max(by: { age($0) < age($1) }) else { return [] }
        return pods.filter { revision($0) == revision(latest) }
    }

    static func trouble(of pod: Pod, _ context: CheckContext) -> (Trouble, String)? {
        guard !pod.isReady else { return nil }
        let isYoung =
            pod.metadata.creationTimestamp.map { context.now.seconds(since: $0) < CheckContext.grace } ?? false
        if let unscheduled = UnscheduledPod(pod) { return isYoung ? nil : (.unscheduled, unscheduled.summary) }
        for status in pod.initContainerStatuses + pod.containerStatuses {
            if let problem = status.imageProblem {
                return (.image, [problem, status.state.message ?? ""].filter { !$0.isEmpty }.joined(separator: ": "))
            }
            if status.isCrashLooping {
                if let failure = StartFailure(of: status, pod) {
                    return (.crashing, "\(crash(of: status)): \(failure.sentence)")
                }
                if let heap = HeapLimit(of: pod, context) { return (.crashing, "\(crash(of: status)). \(heap.words)") }
                let words = context.topology.lastWords(of: pod).map {
                    ". Its log ends with: \(ErrorDigest.text(of: $0))"
                }
                return (.crashing, crash(of: status) + (words ?? ""))
            }
            if let waiting = status.state.waitingReason, waiting.hasSuffix("Error") {
                let reason =
                    StartFailure(of: status, pod)?.sentence ?? StuckMount(pod, .management, context)?.words
                    ?? status.state.message ?? ""
                return (
                    .notStarting,
                    ["container \(status.name) waits with \(waiting)", reason].filter { !$0.isEmpty }
                        .joined(separator: ": ")
                )
            }
        }
        if let name = pod.spec.nodeName,
            let node = nodes(context).first(where: { $0.metadata.name == name }), !node.isReady
        {
            return (.node, "node \(name) is NotReady")
        }
        let isLasting = pod.readyCondition?.lastTransitionTime.map {
            context.now.seconds(since: $0) >= CheckContext.grace
        }
        if isLasting == true,
            let injected = pod.containerStatuses.first(where: { !$0.ready && !ownContainers.contains($0.name) }),
            pod.containerStatuses.allSatisfy({ $0.ready || !ownContainers.contains($0.name) })
        {
            return (.sidecar, "container \(injected.name) is not ready")
        }
        guard pod.phase == "Pending", !isYoung else { return nil }
        if let stalled = StalledComponent(awaitedBy: pod, .management, context) { return (.unscheduled, stalled.words) }
        let waiting = (pod.initContainerStatuses + pod.containerStatuses).compactMap(\.state.waitingReason).first
        let obstacle = StuckMount(pod, .management, context).map { ": \($0.words)" }
        return (.notStarting, (waiting ?? "Pending") + (obstacle ?? ""))
    }

    /// What the manager gives Envoy's pods (KubeLB `envoy_cp_controller.go`).
    private static let ownContainers: Set<String> = ["envoy-proxy", shutdownManager]

    private static func crash(of status: ContainerStatus) -> String {
        let ended = status.state.isTerminated ? status.state : status.lastState
        var words = ["\(status.name) restarted \(ServiceWords.count(status.restartCount, "time"))"]
        if let code = ended.exitCode { words.append("exit status \(code)") }
        if let reason = ended.terminatedReason, reason != "Error" { words.append(reason) }
        return words.joined(separator: ", ")
    }

    /// Each connection takes two sockets; containers inherit the limit of the container runtime.
    static func moreOpenFiles(_ editConfig: ShellCommand) -> [Remedy] {
        [
            .fix(
                "raise the limit of open files of the container runtime (LimitNOFILE of containerd) on the nodes of the management "
                    + "cluster, then restart Envoy's pods"),
            .fix(
                "run more Envoy pods (spec.envoyProxy.replicas of the Config), so that each has fewer connections",
                editConfig, risk: .restart),
        ]
    }

    /// What keeps the Envoy pods of all tenants from starting, as far as that is in their common template or in the nodes.
    static func common(
        _ trouble: Trouble, _ pod: Pod, _ reason: String, _ requirement: String?, _ remedies: [Remedy]
    ) -> CommonCause? {
        guard remedies.contains(where: { $0.role == .fix }) else { return nil }
        let (name, detail): (String, String)
        switch trouble {
        case .unscheduled:
            name = "scheduling"
            detail =
                "They are not scheduled: \(reason)"
                + (requirement.map { ". spec.envoyProxy of the Config requires nodes with \($0)" } ?? "")
        case .image:
            name = pod.spec.containers.map(\.image).joined(separator: ", ")
            detail = "An image cannot be pulled: \(reason)"
        case .node, .crashing, .notStarting, .sidecar, .terminating: return nil
        }
        return CommonCause(subject: .part(.envoyPods, name), detail: detail, objects: [], remedies: remedies)
    }

    static func words(for trouble: Trouble, isOne: Bool) -> String {
        switch trouble {
        case .node: isOne ? "is not Ready" : "are not Ready"
        case .unscheduled: isOne ? "is not scheduled" : "are not scheduled"
        case .image: isOne ? "cannot pull its image" : "cannot pull their image"
        case .crashing: isOne ? "is crash-looping" : "are crash-looping"
        case .notStarting: isOne ? "does not start" : "do not start"
        case .sidecar:
            isOne ? "is not Ready because of an injected container" : "are not Ready because of an injected container"
        case .terminating: isOne ? "is stuck deleting" : "are stuck deleting"
        }
    }

    /// Pods of this Envoy that kubelets evicted: the newest of them says what the nodes are short of.
    static func evictions(_ context: CheckContext) -> [Evidence] {
        guard let namespace = context.topology.tenantNamespace else { return [] }
        let evicted = (context.topology.list(.management, Pod.self).value?.items ?? []).filter {
            $0.metadata.namespace == namespace && $0.metadata.labels[KubeLBNames.appNameLabel] == namespace
                && $0.phase == "Failed" && $0.reason == "Evicted"
        }
        let age = { (pod: Pod) in pod.metadata.creationTimestamp?.milliseconds ?? 0 }
        return evicted.max { age($0) < age($1) }.map { newest in
            [Evidence("\(ServiceWords.count(evicted.count, "Evicted pod"))", newest.message)]
        } ?? []
    }

    static func moreMemory(_ editConfig: ShellCommand) -> Remedy {
        .fix(
            "raise the memory limit (spec.envoyProxy.resources of the Config; KubeLB 1.5 sets 1Gi by default)",
            editConfig,
            risk: .restart)
    }

    /// Where the image of a container is set.
    static func imageSetting(of container: String) -> String {
        container == shutdownManager
            ? "spec.envoyProxy.gracefulShutdown.shutdownManagerImage" : "spec.envoyProxy.image"
    }

    static let shutdownManager = "shutdown-manager"

    /// Of a container whose image lacks the program that it should run, or that fails before it runs.
    static func startRemedies(_ failure: StartFailure, _ editConfig: ShellCommand, _ context: CheckContext) -> [Remedy]
    {
        guard failure.lacksProgram else { return [] }
        if failure.container == shutdownManager {
            return [
                .fix(
                    "set \(imageSetting(of: shutdownManager)) of the Config to an image of Envoy Gateway "
                        + "(docker.io/envoyproxy/gateway), which contains the program envoy-gateway, or remove the field",
                    editConfig,
                    risk: .restart),
                .fix("disable spec.envoyProxy.gracefulShutdown of the Config", editConfig, risk: .restart),
            ]
        }
        guard context.topology.hasEnvoyImageSetting else { return [] }
        return [
            .fix(
                "set \(imageSetting(of: failure.container)) of the Config to an image of Envoy for the nodes' architecture, or "
                    + "remove the field", editConfig, risk: .restart)
        ]
    }

    /// By what the registry answers; if that leaves it open, the image or the credentials are wrong.
    static func imageRemedies(_ pod: Pod, _ describe: ShellCommand, _ context: CheckContext) -> [Remedy] {
        let statuses = pod.initContainerStatuses + pod.containerStatuses
        let failing = statuses.first { $0.imageProblem != nil }
        let message = [failing?.imageProblem, failing?.state.message].compactMap(\.self).joined(separator: ": ")
        let advice = ImagePullFailure(message).advice
        let look = Remedy.inspect("check which image is requested and how the registry responds", describe)
        guard advice.isEmpty else { return advice.map { .fix($0) } + [look] }
        guard context.topology.hasEnvoyImageSetting else {
            return [
                .fix(
                    "let the nodes pull the image, which this KubeLB does not let you choose: give the ServiceAccount of the pods "
                        + "a pull secret, or configure a mirror in the container runtime"), look,
            ]
        }
        return [
            .fix(
                "correct the image (\(imageSetting(of: failing?.name ?? "")) of the Config) or the access to its registry",
                context.kubectl("edit", .config), risk: .restart), look,
        ]
    }
}
