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
        return ServiceWords.clause(text)
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

    /// Whether nodes lack a port that it takes of them (the scheduler's plugin NodePorts).
    var lacksPorts: Bool { message.containsBytes(of: "free ports for the requested pod ports") }

    /// Keys of the taints that keep it from nodes, as the scheduler writes them: `{node.kubernetes.io/disk-pressure: }`.
    var taints: [String] {
        message.split(separator: "{").dropFirst().compactMap { part in
            part.firstIndex(of: ":").map { String(part[..<$0]) }
        }.filter { !$0.contains("}") }.uniqued()
    }

    /// What lets Envoy's pods be scheduled, by the scheduler's reasons (its plugins in Kubernetes 1.29 to 1.36), and whether that
    /// is set in the Config. `taints`: keys of those that its nodes have, for a scheduler that does not name them.
    func remediesForEnvoy(taints nodeTaints: [String]) -> [(text: String, isInConfig: Bool)] {
        let spread =
            "add a node, reduce the replicas or remove the one-pod-per-node rule (spec.envoyProxy of the Config)"
        var known = [
            (
                "affinity/selector",
                "give Envoy a node selector and affinity that nodes fulfil (spec.envoyProxy of the Config), or label nodes"
            ),
            ("anti-affinity", spread), ("topology spread", spread),
            (
                "Insufficient",
                "add a node with room, or lower Envoy's requests (spec.envoyProxy.resources of the Config)"
            ),
        ].filter { condition.message.containsBytes(of: $0.0) }.map { (text: $0.1, isInConfig: true) }
            .uniqued(by: \.text)
        if condition.message.containsBytes(of: "untolerated taint") {
            let keys = taints.isEmpty ? nodeTaints : taints
            let states = keys.compactMap(NodeTaint.advice)
            known.insert(contentsOf: states.map { ($0, false) }, at: 0)
            if states.isEmpty || states.count < keys.count {
                known.append(
                    ("remove the taint from nodes, or let Envoy tolerate it (spec.envoyProxy.tolerations)", true))
            }
        }
        return known.isEmpty
            ? [("let the management cluster have a node on which the pod can run", false)]
            : known
    }

    /// Whether taints alone keep it from all nodes, also if nodes may not be read.
    var isTaintedEverywhere: Bool {
        condition.message.containsBytes(of: "untolerated taint") && !condition.message.containsBytes(of: "Insufficient")
            && !condition.message.containsBytes(of: "didn't match")
    }

    /// The same for a pod of another program, if a taint is what keeps it from nodes.
    var taintAdvice: String? {
        condition.message.containsBytes(of: "untolerated taint") ? taints.lazy.compactMap(NodeTaint.advice).first : nil
    }
}

extension Pod {
    /// The scheduler that it names, if that is not the default one and has not looked at it yet: Kubernetes does not report that
    /// there is no such scheduler.
    var unknownScheduler: String? {
        let name = spec.schedulerName
        guard !name.isEmpty, name != "default-scheduler", spec.nodeName == nil, !isFinished,
            !conditions.contains(where: { $0.type == "PodScheduled" })
        else { return nil }
        return name
    }
}
