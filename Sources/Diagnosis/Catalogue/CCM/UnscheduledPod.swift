import Kubernetes
import Topology

/// A pod for which the scheduler finds no node.
struct UnscheduledPod {
    private let condition: Condition
    private let pod: Pod

    /// nil if it is scheduled, or if that is unknown.
    init?(_ pod: Pod) {
        guard let condition = pod.conditions.first(where: { $0.type == "PodScheduled" && $0.status == "False" }) else {
            return nil
        }
        self.condition = condition
        self.pod = pod
    }

    var since: Timestamp? { condition.lastTransitionTime }

    /// The scheduler's reasons without what it adds about preemption: `0/2 nodes are available: 2 Insufficient memory`.
    var summary: String {
        let message = condition.message
        let ends = [". no new claims to deallocate", ". preemption: "].compactMap { message.firstByteRange(of: $0) }
        let text = ends.map(\.lowerBound).min().map { String(message[..<$0]) } ?? message
        if text.isEmpty { return condition.reason.isEmpty ? "not scheduled" : condition.reason }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    var message: String { condition.message }

    /// Which nodes the pod requires, if the scheduler says that nodes do not match: `node-role.example.com/edge`,
    /// `topology.kubernetes.io/zone in (a)`.
    var requirement: String? {
        guard condition.message.containsBytes(of: "affinity/selector") else { return nil }
        let labels = pod.spec.nodeSelector.sorted { $0.key < $1.key }
            .map { $0.value.isEmpty ? $0.key : "\($0.key)=\($0.value)" }
        let terms = pod.spec.nodeAffinity.map { $0.requirements.map(\.description).joined(separator: ", ") }
            .filter { !$0.isEmpty }
        let all = labels + (terms.isEmpty ? [] : [terms.joined(separator: " or ")])
        return all.isEmpty ? nil : all.joined(separator: ", ")
    }

    /// What lets Envoy's pods be scheduled, by the scheduler's reasons (its plugins in Kubernetes 1.29 to 1.36).
    var remediesForEnvoy: [String] {
        let spread =
            "add a node, reduce the replicas or remove the one-pod-per-node rule (spec.envoyProxy of the Config)"
        let known = [
            (
                "affinity/selector",
                "give Envoy a node selector and affinity that nodes fulfil (spec.envoyProxy of the Config), or label nodes"
            ),
            (
                "untolerated taint",
                "fix the cause of the taint, or let Envoy tolerate it (spec.envoyProxy.tolerations)"
            ),
            ("anti-affinity", spread), ("topology spread", spread),
            (
                "Insufficient",
                "add a node with room, or lower Envoy's requests (spec.envoyProxy.resources of the Config)"
            ),
        ].filter { condition.message.containsBytes(of: $0.0) }.map(\.1).uniqued()
        return known.isEmpty ? ["let the management cluster have a node on which the pod can run"] : known
    }
}
