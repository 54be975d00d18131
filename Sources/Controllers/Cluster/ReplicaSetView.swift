import Documents
import Kubernetes

/// A ReplicaSet with its pods, and what has to be done for it.
struct ReplicaSetView: Sendable {
    let replicaSet: JSONValue
    /// Those that it owns.
    let pods: [PodFacts]
    let nodes: NodeChoice
    /// The nodes of pods that were made and are not among `pods` yet; nil for a pod without a node.
    var unseen: [String?] = []
    var makeSuffix: @Sendable () -> String = ShortHash.random

    private var reference: ObjectReference { ObjectReference(replicaSet, of: ReplicaSet.self) }
    private var wanted: Int { replicaSet["spec"]?["replicas"]?.int ?? 1 }

    private func path(ofPod name: String? = nil) -> ObjectPath {
        ObjectPath(Pod.self, namespace: reference.namespace, name: name)
    }

    func plan() -> [WorkloadChange] {
        guard replicaSet["metadata"]?["deletionTimestamp"]?.string == nil else { return [] }
        let active = pods.filter(\.isActive)
        var changes: [WorkloadChange] = []
        var taken = active.compactMap(\.node) + unseen.compactMap { $0 }
        for _ in 0..<max(0, wanted - active.count - unseen.count) {
            let node = nodes.pick(besides: taken, seed: reference.name)
            if let node { taken.append(node) }
            changes.append(.create(pod(on: node), in: path()))
        }
        for pod in active.sorted(by: Self.goesFirst).prefix(max(0, active.count - wanted)) {
            changes.append(.delete(path(ofPod: pod.name)))
        }
        // What has ended makes way; its successor is made above.
        for pod in pods where pod.isFinished && !pod.isLeaving { changes.append(.delete(path(ofPod: pod.name))) }
        let ready = StatusPatch.count(active.count(where: \.isReady))
        let status: JSONValue = [
            "replicas": .number(JSONNumber(active.count)), "fullyLabeledReplicas": StatusPatch.count(active.count),
            "readyReplicas": ready, "availableReplicas": ready,
            "observedGeneration": replicaSet["metadata"]?["generation"] ?? 1,
        ]
        let own = ObjectPath(ReplicaSet.self, namespace: reference.namespace, name: reference.name)
        if let change = StatusPatch.change(of: replicaSet, to: status, at: own) { changes.append(change) }
        return changes
    }

    /// Which of two pods is given up first: without a node, not Ready, the younger one.
    private static func goesFirst(_ left: PodFacts, _ right: PodFacts) -> Bool {
        if (left.node == nil) != (right.node == nil) { return left.node == nil }
        if left.isReady != right.isReady { return !left.isReady }
        return (left.created, left.name) > (right.created, right.name)
    }

    private func pod(on node: String?) -> JSONValue {
        let prefix = "\(reference.name)-"
        return PodFacts.make(
            from: replicaSet["spec"]?["template"] ?? [:], name: prefix + makeSuffix(), generateName: prefix,
            namespace: reference.namespace, owner: reference, node: node)
    }
}
