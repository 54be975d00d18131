import Kubernetes

/// Why a pod is not Ready, as far as its status says it.
struct PodProblem {
    let summary: String
    let detail: String
    let advice: String
    /// Whether waiting does not mend it.
    let isDefinite: Bool

    init(_ pod: Pod) {
        let statuses = pod.initContainerStatuses + pod.containerStatuses
        if let status = statuses.first(where: { $0.imageProblem != nil }), let reason = status.imageProblem {
            let image = pod.spec.containers.first { $0.name == status.name }?.image ?? "unknown"
            summary = "the image \(image) of container \(status.name) cannot be pulled (\(reason))"
            detail = status.state.message ?? ""
            advice = "correct the image's name or tag, or give the namespace the right to pull it"
            isDefinite = true
        } else if let status = statuses.first(where: { Self.configurationFaults.contains($0.state.waitingReason ?? "") }
        ) {
            summary = "container \(status.name) cannot be made (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = "correct what the container refers to: a Secret, a ConfigMap or its command"
            isDefinite = true
        } else if let status = statuses.first(where: \.isOutOfMemory) {
            summary =
                "container \(status.name) is killed because it exceeds its memory limit (OOMKilled, \(status.restartCount) restarts)"
            detail = status.state.message ?? ""
            advice = "Raise resources.limits.memory of container \(status.name)"
            isDefinite = true
        } else if let status = statuses.first(where: { $0.state.waitingReason == "CrashLoopBackOff" }) {
            summary = "container \(status.name) ends again and again (\(status.restartCount) restarts)"
            detail = status.state.message ?? ""
            advice = "the log of container \(status.name) says why it ends"
            isDefinite = true
        } else if let condition = pod.conditions.first(where: { $0.type == "PodScheduled" && $0.status == "False" }) {
            summary = "no node takes it (\(condition.reason))"
            detail = condition.message
            advice = "give the cluster a node that fits: the scheduler's message says what is missing"
            isDefinite = false
        } else if let status = statuses.first(where: { !$0.ready && $0.state.waitingReason != nil }) {
            summary = "container \(status.name) waits (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = "the pod's events say what it waits for, a volume or the network for the most part"
            isDefinite = false
        } else {
            let unready = statuses.filter { !$0.ready }.map(\.name)
            let condition = pod.readyCondition
            summary =
                unready.isEmpty
                ? "phase \(pod.phase.isEmpty ? "unknown" : pod.phase)"
                : "container \(unready.joined(separator: ", ")) does not answer"
            detail = [condition?.reason, condition?.message].compactMap { $0 }.filter { !$0.isEmpty }
                .joined(separator: ": ")
            advice = "see whether its node is Ready, and what its probes answer"
            isDefinite = false
        }
    }

    /// The container whose memory limit is too low, if that is the problem.
    static func outOfMemory(_ pod: Pod) -> ContainerStatus? {
        (pod.initContainerStatuses + pod.containerStatuses).first(where: \.isOutOfMemory)
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
