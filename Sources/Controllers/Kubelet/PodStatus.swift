import Documents
import Kubernetes

/// What a kubelet says of one pod.
struct PodStatus: Sendable {
    /// What a pod needs to know of its node.
    struct Node: Sendable, Hashable {
        var address: String?
        var isReady = true
    }

    private struct Known: Sendable {
        var status: Bool
        var since: Timestamp
    }

    let pod: PodIdentity
    /// The pod's own.
    let address: String
    let startTime: Timestamp
    let generation: Int?
    /// `Always`, `OnFailure` or `Never`.
    let restartPolicy: String
    private var conditions: [String: Known] = [:]

    init(_ document: JSONValue, address: String, startTime: Timestamp) {
        pod = PodIdentity(document)
        self.address = address
        self.startTime = startTime
        generation = document["metadata"]?["generation"]?.int
        restartPolicy = document["spec"]?["restartPolicy"]?.string ?? "Always"
    }

    /// Whether a container that ended so is started again.
    func restarts(afterFailure hasFailed: Bool) -> Bool {
        restartPolicy == "Always" || (restartPolicy == "OnFailure" && hasFailed)
    }

    /// `status` of the pod, as a merge patch. Conditions keep the times since when they are as they are.
    mutating func document(_ containers: [ContainerRecord], on node: Node, now: Timestamp) -> JSONValue {
        let hasStarted = containers.contains { $0.runs > 0 }
        let unready = containers.filter { !$0.isReady }.map(\.name)
        var status: JSONObject = [
            "phase": .string(phase(containers)), "startTime": .string(startTime.description),
            "conditions": [
                condition("PodReadyToStartContainers", hasStarted, nil, now),
                condition("Initialized", true, nil, now),
                // A node that is not Ready takes its pods along, whatever their containers do (kube-controller-manager's
                // node lifecycle controller).
                condition("Ready", unready.isEmpty && node.isReady, unready.isEmpty ? nil : unready, now),
                condition("ContainersReady", unready.isEmpty, unready, now), condition("PodScheduled", true, nil, now),
            ],
            "containerStatuses": .array(containers.map { $0.status(pod: pod.uid) }), "qosClass": "BestEffort",
        ]
        if let address = node.address {
            status["hostIP"] = .string(address)
            status["hostIPs"] = [["ip": .string(address)]]
        }
        if hasStarted {
            status["podIP"] = .string(address)
            status["podIPs"] = [["ip": .string(address)]]
        }
        return .object(status)
    }

    private func phase(_ containers: [ContainerRecord]) -> String {
        var failed = false
        var isOver = restartPolicy != "Always"
        for container in containers {
            guard case .terminated(let end) = container.state, !restarts(afterFailure: end.exitCode != 0) else {
                isOver = false
                continue
            }
            failed = failed || end.exitCode != 0
        }
        if isOver { return failed ? "Failed" : "Succeeded" }
        return containers.contains { $0.runs > 0 } ? "Running" : "Pending"
    }

    private mutating func condition(
        _ type: String, _ isTrue: Bool, _ unready: [String]?, _ now: Timestamp
    ) -> JSONValue {
        if conditions[type]?.status != isTrue { conditions[type] = Known(status: isTrue, since: now) }
        var condition: JSONObject = [
            "type": .string(type), "status": isTrue ? "True" : "False", "lastProbeTime": .null,
            "lastTransitionTime": .string((conditions[type]?.since ?? now).description),
        ]
        if let generation { condition["observedGeneration"] = .number(JSONNumber(generation)) }
        if !isTrue, let unready {
            condition["reason"] = "ContainersNotReady"
            condition["message"] = .string("containers with unready status: [\(unready.joined(separator: " "))]")
        }
        return .object(condition)
    }
}
