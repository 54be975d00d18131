import Documents
import Kubernetes

/// The scheduler's part for pods that were made without a node: by hand, or when no node would take them.
struct Scheduler: Sendable {
    /// What becomes of a pod.
    enum Decision: Sendable, Hashable {
        case bind(node: String)
        /// No node takes it; `isNew`: nobody has said so yet.
        case wait(message: String, isNew: Bool)
    }

    /// nil: there is nothing to decide. `taken`: the nodes of other pods.
    static func decide(_ pod: PodFacts, _ nodes: NodeChoice, taken: [String]) -> Decision? {
        guard pod.node == nil, pod.isActive else { return nil }
        if let node = nodes.pick(besides: taken, seed: pod.name) { return .bind(node: node) }
        let condition = (pod.document["status"]?["conditions"]?.array ?? []).first {
            $0["type"]?.string == "PodScheduled"
        }
        return .wait(message: nodes.objection, isNew: condition?["message"]?.string != nodes.objection)
    }

    /// The condition of a pod that no node takes, as a merge patch of its status.
    static func unschedulable(_ message: String, now: Timestamp) -> JSONValue {
        [
            "status": [
                "phase": "Pending",
                "conditions": [
                    [
                        "type": "PodScheduled", "status": "False", "reason": "Unschedulable",
                        "message": .string(message), "lastProbeTime": .null,
                        "lastTransitionTime": .string(now.description),
                    ]
                ],
            ]
        ]
    }
}
