import Characters
import Kubernetes
import Topology

/// Why a pod is not Ready, as far as its status says it.
struct PodProblem {
    private let pod: Pod
    let summary: String
    let detail: String
    /// What fixes it, if its status is enough to tell.
    let advice: String?
    /// Whether waiting does not mend it.
    let isDefinite: Bool

    init(_ pod: Pod) {
        self.pod = pod
        let statuses = pod.initContainerStatuses + pod.containerStatuses
        if let status = statuses.first(where: { $0.imageProblem != nil }), let reason = status.imageProblem {
            let image = pod.spec.containers.first { $0.name == status.name }?.image ?? "unknown"
            detail = status.state.message ?? ""
            let failure = ImagePullFailure("\(reason): \(detail)")
            summary =
                failure == .neverPulled
                ? "image \(image) of container \(status.name) is not on the node, and its pull policy is Never (\(reason))"
                : "image \(image) of container \(status.name) cannot be pulled (\(reason))"
            advice = failure.advice.first ?? "correct the image name or tag, or give the namespace a pull secret"
            isDefinite = true
        } else if let status = statuses.first(where: { Self.configurationFaults.contains($0.state.waitingReason ?? "") }
        ) {
            summary = "container \(status.name) cannot be created (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = "correct what the container refers to: a Secret, a ConfigMap or its command"
            isDefinite = true
        } else if let status = statuses.first(where: \.isOutOfMemory) {
            summary =
                "container \(status.name) is killed because it exceeds its memory limit (OOMKilled, \(status.restartCount) restarts)"
            detail = status.state.message ?? ""
            advice = nil
            isDefinite = true
        } else if let status = statuses.first(where: { !$0.ready && $0.startError != nil }) {
            summary =
                "container \(status.name) cannot be started: \(ServiceWords.excerpt(status.startError ?? ""))"
            detail = status.state.message ?? ""
            advice = "correct its command, its image, or what is mounted where the command should be"
            isDefinite = true
        } else if let status = statuses.first(where: { $0.state.waitingReason == "CrashLoopBackOff" }) {
            summary =
                "container \(status.name) is crash-looping (\(status.restartCount) restart\(status.restartCount == 1 ? "" : "s"))"
            detail = status.state.message ?? ""
            advice = nil
            isDefinite = true
        } else if let scheduler = pod.unknownScheduler {
            summary = "it is not scheduled: scheduler \(scheduler), which spec.schedulerName names, does not respond"
            detail = ""
            advice = "correct spec.schedulerName, or run that scheduler"
            isDefinite = false
        } else if let unscheduled = UnscheduledPod(pod) {
            summary = "it cannot be scheduled: \(unscheduled.summary)"
            detail = unscheduled.message
            advice =
                unscheduled.taintAdvice
                ?? (unscheduled.isTaintedEverywhere
                    ? "remove the taint from the nodes, or let the pod tolerate it"
                    : "add a node that fits; the scheduler's message says what is missing")
            isDefinite = false
        } else if let status = statuses.first(where: { !$0.ready && $0.state.waitingReason != nil }) {
            summary = "container \(status.name) is waiting (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = nil
            isDefinite = false
        } else {
            let unready = statuses.filter { !$0.ready }.map(\.name)
            let condition = pod.readyCondition
            summary =
                unready.isEmpty
                ? "phase \(pod.phase.isEmpty ? "unknown" : pod.phase)"
                : "container \(unready.joined(separator: ", ")) is not ready"
            detail = [condition?.reason, condition?.message].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: ": ")
            advice = nil
            isDefinite = false
        }
    }

    /// Of a pod of one of KubeLB's controllers.
    func remedies(of controller: Controller, _ context: CheckContext) -> [Remedy] {
        let reference = ObjectReference(controller.role.side, pod)
        let look = Remedy.inspect("inspect the pod's state and Events", context.kubectl("describe", reference))
        if Self.outOfMemory(pod) != nil { return [Self.raiseMemory(of: controller, context), look] }
        if pod.containerStatuses.contains(where: \.isCrashLooping) {
            return [context.log(of: controller, previous: true), look]
        }
        if Self.isNeverPulled(controller.container(of: pod.spec)?.name ?? controller.role.containerName, pod) {
            // A value of both charts.
            return [
                .fix(
                    "let the kubelet pull the image: set its pull policy to IfNotPresent",
                    context.set("image.pullPolicy", "IfNotPresent", of: controller), risk: .restart),
                .fix("load the image onto the node \(pod.spec.nodeName ?? "of the pod")"), look,
            ]
        }
        return [advice.map { Remedy.fix($0) }, look].compactMap { $0 }
    }

    private static func isNeverPulled(_ container: String, _ pod: Pod) -> Bool {
        pod.containerStatuses.contains { status in
            status.name == container
                && status.imageProblem.map { ImagePullFailure($0) == .neverPulled } ?? false
        }
    }

    /// Of a pod of the cluster itself.
    func remedies(of title: String, _ side: ClusterSide, _ context: CheckContext) -> [Remedy] {
        let reference = ObjectReference(side, pod)
        let advice = Self.outOfMemory(pod) != nil ? "raise the memory limit of its container" : advice
        return [
            .fix("get \(title) running" + (advice.map { ": \($0)" } ?? "")),
            .inspect(
                "read why it fails",
                context.kubectl("logs", reference, "--tail=50 --previous")
                    .then(context.kubectl("describe", reference))),
        ]
    }

    /// The container that exceeds its memory limit.
    static func outOfMemory(_ pod: Pod) -> ContainerStatus? {
        (pod.initContainerStatuses + pod.containerStatuses).first(where: \.isOutOfMemory)
    }

    static func raiseMemory(of controller: Controller, _ context: CheckContext) -> Remedy {
        .fix(
            "raise the memory limit, for example to 1 GiB",
            context.set("resources.limits.memory", "1Gi", of: controller), risk: .restart)
    }

    private static let configurationFaults: Set<String> = [
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
    ]
}

extension ContainerStatus {
    /// Its last run was ended by the kernel for exceeding the memory limit, and it does not stay Ready.
    fileprivate var isOutOfMemory: Bool {
        let ended = state.isTerminated ? state : lastState
        return ended.terminatedReason == "OOMKilled" && (!ready || restartCount >= 3)
    }
}

extension ContainerStatus {
    /// Why the runtime could not start it, such as that its command does not exist; nil if it did. Without the programs that
    /// report it to one another.
    var startError: String? {
        let failed = [state, lastState].first {
            ["StartError", "ContainerCannotRun"].contains($0.terminatedReason ?? "")
        }
        return failed?.message.map { message in
            message.firstByteRange(of: "exec: ").map { String(message[$0.lowerBound...]) } ?? message
        }
    }
}

extension ContainerStatus {
    /// `9 restarts, CrashLoopBackOff, last exit code 137, OOMKilled`.
    var restartWords: String {
        let ended = state.isTerminated ? state : lastState
        var words = [ServiceWords.count(restartCount, "restart")]
        if let reason = state.waitingReason { words.append(reason) }
        if let code = ended.exitCode { words.append("last exit code \(code)") }
        if let reason = ended.terminatedReason, reason != "Error" { words.append(reason) }
        return words.joined(separator: ", ")
    }
}
