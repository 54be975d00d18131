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
            summary = "image \(image) of container \(status.name) cannot be pulled (\(reason))"
            detail = status.state.message ?? ""
            advice = "correct the image name or tag, or give the namespace a pull secret"
            isDefinite = true
        } else if let status = statuses.first(where: { Self.configurationFaults.contains($0.state.waitingReason ?? "") }
        ) {
            summary = "container \(status.name) cannot be created (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = "correct what the container refers to: a Secret, a ConfigMap or its command"
            isDefinite = true
        } else if let status = statuses.first(where: { $0.state.waitingReason == "CrashLoopBackOff" }) {
            summary =
                "container \(status.name) is crash-looping (\(status.restartCount) restart\(status.restartCount == 1 ? "" : "s"))"
            detail = status.state.message ?? ""
            advice = "check the log of container \(status.name)"
            isDefinite = true
        } else if let condition = pod.conditions.first(where: { $0.type == "PodScheduled" && $0.status == "False" }) {
            summary = "it cannot be scheduled (\(condition.reason))"
            detail = condition.message
            advice = "add a node that fits; the scheduler's message says what is missing"
            isDefinite = false
        } else if let status = statuses.first(where: { !$0.ready && $0.state.waitingReason != nil }) {
            summary = "container \(status.name) is waiting (\(status.state.waitingReason ?? ""))"
            detail = status.state.message ?? ""
            advice = "check the pod's Events for what it is waiting for, usually a volume or the network"
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
            advice = "check that its node is Ready, and the results of its probes"
            isDefinite = false
        }
    }

    private static let configurationFaults: Set<String> = [
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError",
    ]
}
