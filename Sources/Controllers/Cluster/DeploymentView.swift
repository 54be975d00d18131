import Documents
import Kubernetes

/// A Deployment with its ReplicaSets, and what has to be done for it.
///
/// A rolling update is simplified: the new ReplicaSet comes up as a whole, and the old ones go when it is available.
struct DeploymentView: Sendable {
    let deployment: JSONValue
    /// Those that it owns and that are not on their way out.
    let sets: [JSONValue]
    /// Pods of its ReplicaSets, also those on their way out, by the ReplicaSets' names.
    var podCounts: [String: Int] = [:]
    let now: Timestamp

    /// Old ReplicaSets that are kept for a rollback.
    private static let historyLimit = 3
    static let hashLabel = "pod-template-hash"
    static let revisionAnnotation = "deployment.kubernetes.io/revision"
    private static let desiredAnnotation = "deployment.kubernetes.io/desired-replicas"

    private var reference: ObjectReference { ObjectReference(deployment, of: Deployment.self) }
    private var specification: JSONValue { deployment["spec"] ?? [:] }
    private var replicas: Int { specification["replicas"]?.int ?? 1 }
    private var template: JSONValue { specification["template"] ?? [:] }
    private var recreates: Bool { specification["strategy"]?["type"]?.string == "Recreate" }
    private var hash: String { ShortHash.text(template.encoded()) }

    private var path: ObjectPath { ObjectPath(Deployment.self, namespace: reference.namespace, name: reference.name) }

    private func path(ofSet name: String?) -> ObjectPath {
        ObjectPath(ReplicaSet.self, namespace: reference.namespace, name: name)
    }

    private func name(of set: JSONValue) -> String { set["metadata"]?["name"]?.string ?? "" }

    private static func revision(_ object: JSONValue) -> Int {
        object["metadata"]?["annotations"]?[revisionAnnotation]?.string.flatMap { Int($0) } ?? 0
    }

    func plan() -> [WorkloadChange] {
        guard deployment["metadata"]?["deletionTimestamp"]?.string == nil else { return [] }
        let current = sets.first { $0["metadata"]?["labels"]?[Self.hashLabel]?.string == hash }
        let old = sets.filter { name(of: $0) != current.map(name) }
        var changes: [WorkloadChange] = []
        if specification["paused"]?.bool != true { changes += roll(current, old) }
        changes += forget(old)
        let status = DeploymentStatus(
            deployment: deployment, current: current, old: old, wanted: replicas, now: now
        ).document
        if let change = StatusPatch.change(of: deployment, to: status, at: path) { changes.append(change) }
        return changes
    }

    /// Brings the new ReplicaSet up, and the old ones down.
    private func roll(_ current: JSONValue?, _ old: [JSONValue]) -> [WorkloadChange] {
        let newest = old.map(Self.revision).max() ?? 0
        let present = current.map(Self.revision) ?? 0
        let revision = present > newest ? present : newest + 1
        // With `Recreate` nothing new runs beside anything old.
        let mayRun = !recreates || old.allSatisfy { (podCounts[name(of: $0)] ?? 0) == 0 }
        var changes: [WorkloadChange] = []
        if let current {
            let count = mayRun ? replicas : current["spec"]?["replicas"]?.int ?? 0
            changes += adjust(current, to: count, revision: revision)
        } else {
            changes.append(.create(newSet(replicas: mayRun ? replicas : 0, revision), in: path(ofSet: nil)))
        }
        let available = current?["status"]?["availableReplicas"]?.int ?? 0
        if recreates || (current != nil && available >= replicas) {
            for set in old where set["spec"]?["replicas"]?.int != 0 {
                changes.append(.patch(path(ofSet: name(of: set)), ["spec": ["replicas": 0]]))
            }
        }
        if Self.revision(deployment) != revision {
            changes.append(
                .patch(path, ["metadata": ["annotations": [Self.revisionAnnotation: .string(String(revision))]]]))
        }
        return changes
    }

    private func adjust(_ set: JSONValue, to count: Int, revision: Int) -> [WorkloadChange] {
        var patch: JSONValue = [:]
        if set["spec"]?["replicas"]?.int != count {
            patch = patch.merging(patch: [
                "spec": ["replicas": .number(JSONNumber(count))],
                "metadata": ["annotations": [Self.desiredAnnotation: .string(String(replicas))]],
            ])
        }
        if Self.revision(set) != revision {
            patch = patch.merging(patch: [
                "metadata": ["annotations": [Self.revisionAnnotation: .string(String(revision))]]
            ])
        }
        return patch == [:] ? [] : [.patch(path(ofSet: name(of: set)), patch)]
    }

    /// Removes the oldest of the ReplicaSets that have nothing left.
    private func forget(_ old: [JSONValue]) -> [WorkloadChange] {
        let empty = old.filter {
            $0["spec"]?["replicas"]?.int == 0 && ($0["status"]?["replicas"]?.int ?? 0) == 0
                && (podCounts[name(of: $0)] ?? 0) == 0
        }
        let limit = min(Self.historyLimit, specification["revisionHistoryLimit"]?.int ?? Self.historyLimit)
        return empty.sorted { Self.revision($0) < Self.revision($1) }.dropLast(limit)
            .map { .delete(path(ofSet: name(of: $0))) }
    }

    private func newSet(replicas count: Int, _ revision: Int) -> JSONValue {
        var labels = (template["metadata"]?["labels"] ?? [:]).textMap
        labels[Self.hashLabel] = hash
        let labelled = template.merging(patch: ["metadata": ["labels": JSONValue(labels)]])
        var selector = specification["selector"]?.object ?? [:]
        var wanted = (selector["matchLabels"] ?? [:]).textMap
        wanted[Self.hashLabel] = hash
        selector["matchLabels"] = JSONValue(wanted)
        return [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": .string("\(reference.name)-\(hash)"), "namespace": .string(reference.namespace),
                "labels": JSONValue(labels),
                "annotations": [
                    Self.desiredAnnotation: .string(String(replicas)),
                    Self.revisionAnnotation: .string(String(revision)),
                ],
                "ownerReferences": [reference.asController],
            ],
            "spec": ["replicas": .number(JSONNumber(count)), "selector": .object(selector), "template": labelled],
        ]
    }
}
