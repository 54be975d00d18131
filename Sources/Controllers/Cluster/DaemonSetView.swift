import Documents
import Kubernetes

/// A DaemonSet with its pods, and what has to be done for it: one pod on every node.
struct DaemonSetView: Sendable {
    let daemonSet: JSONValue
    /// Those that it owns.
    let pods: [PodFacts]
    let nodes: NodeChoice
    /// The nodes of pods that were made and are not among `pods` yet.
    var unseen: [String?] = []
    var makeSuffix: @Sendable () -> String = ShortHash.random

    private static let hashLabel = "controller-revision-hash"

    private var reference: ObjectReference { ObjectReference(daemonSet, of: DaemonSet.self) }

    private func path(ofPod name: String? = nil) -> ObjectPath {
        ObjectPath(Pod.self, namespace: reference.namespace, name: name)
    }

    func plan() -> [WorkloadChange] {
        guard daemonSet["metadata"]?["deletionTimestamp"]?.string == nil else { return [] }
        let template = daemonSet["spec"]?["template"] ?? [:]
        let hash = ShortHash.text(template.encoded())
        var changes: [WorkloadChange] = []
        var kept: [PodFacts] = []
        // A pod on its way out still has its node.
        let taken = Set(pods.compactMap(\.node)).union(unseen.compactMap { $0 })
        for pod in pods where pod.isActive {
            let isSecond = kept.contains { $0.node == pod.node }
            guard let node = pod.node, nodes.all.contains(node), !isSecond else {
                changes.append(.delete(path(ofPod: pod.name)))
                continue
            }
            kept.append(pod)
        }
        for pod in pods where pod.isFinished && !pod.isLeaving { changes.append(.delete(path(ofPod: pod.name))) }
        for node in nodes.all where !taken.contains(node) {
            let prefix = "\(reference.name)-"
            let pod = PodFacts.make(
                from: template, name: prefix + makeSuffix(), generateName: prefix, namespace: reference.namespace,
                owner: reference, labels: [Self.hashLabel: hash], node: node)
            changes.append(.create(pod, in: path()))
        }
        let outdated = kept.filter { $0.label(Self.hashLabel) != hash }
        if daemonSet["spec"]?["updateStrategy"]?["type"]?.string != "OnDelete" {
            // What does not work anyway goes at once; the others one by one, and only while all are there.
            let broken = outdated.filter { !$0.isReady }
            let isWhole = kept.count == nodes.all.count && kept.allSatisfy(\.isReady)
            for pod in broken + (isWhole ? outdated.prefix(1) : []) { changes.append(.delete(path(ofPod: pod.name))) }
        }
        let status = status(kept: kept, updated: kept.count - outdated.count)
        let own = ObjectPath(DaemonSet.self, namespace: reference.namespace, name: reference.name)
        if let change = StatusPatch.change(of: daemonSet, to: status, at: own) { changes.append(change) }
        return changes
    }

    private func status(kept: [PodFacts], updated: Int) -> JSONValue {
        let ready = kept.count(where: \.isReady)
        return [
            "currentNumberScheduled": .number(JSONNumber(kept.count)), "numberMisscheduled": 0,
            "desiredNumberScheduled": .number(JSONNumber(nodes.all.count)), "numberReady": .number(JSONNumber(ready)),
            "observedGeneration": daemonSet["metadata"]?["generation"] ?? 1,
            "updatedNumberScheduled": StatusPatch.count(updated), "numberAvailable": StatusPatch.count(ready),
            "numberUnavailable": StatusPatch.count(max(0, nodes.all.count - ready)),
        ]
    }
}
