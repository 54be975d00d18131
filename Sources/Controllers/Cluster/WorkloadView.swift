import Documents
import Kubernetes
import LocalSystem

/// One Deployment with everything that belongs to it, and what has to be done for it.
struct WorkloadView: Sendable {
    let deployment: JSONValue
    /// Of its namespace.
    let sets: [JSONValue]
    let pods: [JSONValue]
    let nodes: [JSONValue]
    /// By the names of the ReplicaSets: pods that were made and are not among `pods` yet.
    var pending: [String: Int] = [:]
    var makeSuffix: @Sendable () -> String = ShortHash.random

    /// Old ReplicaSets that are kept for a rollback.
    private static let historyLimit = 3

    private var name: String { deployment["metadata"]?["name"]?.string ?? "" }
    private var namespace: String { deployment["metadata"]?["namespace"]?.string ?? "" }
    private var uid: String? { deployment["metadata"]?["uid"]?.string }
    private var replicas: Int { deployment["spec"]?["replicas"]?.int ?? 1 }
    private var template: JSONValue { deployment["spec"]?["template"] ?? [:] }

    private static let hashLabel = "pod-template-hash"

    /// Names of nodes that take pods, sorted.
    var schedulableNodes: [String] {
        nodes.filter { node in
            node["spec"]?["unschedulable"]?.bool != true
                && (node["status"]?["conditions"]?.array ?? []).contains {
                    $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
                }
        }.compactMap { $0["metadata"]?["name"]?.string }.sorted()
    }

    private func isOwned(_ object: JSONValue, by owner: String?) -> Bool {
        (object["metadata"]?["ownerReferences"]?.array ?? []).contains {
            $0["controller"]?.bool == true && $0["uid"]?.string == owner
        }
    }

    private static func isReady(_ pod: JSONValue) -> Bool {
        (pod["status"]?["conditions"]?.array ?? []).contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
    }

    private static func isLeaving(_ object: JSONValue) -> Bool {
        object["metadata"]?["deletionTimestamp"]?.string != nil
    }

    private func name(of object: JSONValue) -> String { object["metadata"]?["name"]?.string ?? "" }

    func plan() -> WorkloadPlan {
        var plan = WorkloadPlan()
        let own = sets.filter { isOwned($0, by: uid) && !Self.isLeaving($0) }
        let hash = ShortHash.text(template.encoded())
        let current = own.first { $0["metadata"]?["labels"]?[Self.hashLabel]?.string == hash }
        let old = own.filter { $0["metadata"]?["labels"]?[Self.hashLabel]?.string != hash }
        let revision = 1 + (old.map(Self.revision).max() ?? 0)
        guard let current else {
            plan.changes.append(.createSet(replicaSet(hash: hash, revision: max(revision, 1))))
            plan.changes.append(.annotate(revision: String(max(revision, 1))))
            return plan
        }
        if current["spec"]?["replicas"]?.int != replicas {
            plan.changes.append(.scaleSet(name(of: current), to: replicas))
        }
        let fresh = pods(of: current)
        let isRolledOut = fresh.filter(Self.isReady).count >= replicas
        let replacesAtOnce = deployment["spec"]?["strategy"]?["type"]?.string == "Recreate"
        for set in old where isRolledOut || replacesAtOnce {
            if set["spec"]?["replicas"]?.int != 0 { plan.changes.append(.scaleSet(name(of: set), to: 0)) }
        }
        for set in old.sorted(by: { Self.revision($0) < Self.revision($1) }).dropLast(Self.historyLimit)
        where pods(of: set).isEmpty { plan.changes.append(.deleteSet(name(of: set))) }
        for set in own { adjust(set, to: set["spec"]?["replicas"]?.int ?? 0, &plan) }
        let all = own.flatMap { pods(of: $0) }
        let status = status(fresh: fresh, all: all)
        if !Self.isSame(status, deployment["status"]) { plan.changes.append(.deploymentStatus(status)) }
        return plan
    }

    private static func revision(_ set: JSONValue) -> Int {
        set["metadata"]?["annotations"]?["deployment.kubernetes.io/revision"]?.string.flatMap { Int($0) } ?? 0
    }

    private func pods(of set: JSONValue) -> [JSONValue] {
        pods.filter { isOwned($0, by: set["metadata"]?["uid"]?.string) && !Self.isLeaving($0) }
    }

    private func replicaSet(hash: String, revision: Int) -> JSONValue {
        var labels = (template["metadata"]?["labels"] ?? [:]).textMap
        labels[Self.hashLabel] = hash
        let labelled = template.merging(patch: ["metadata": ["labels": JSONValue(labels)]])
        var selector = (deployment["spec"]?["selector"]?["matchLabels"] ?? [:]).textMap
        selector[Self.hashLabel] = hash
        return [
            "apiVersion": "apps/v1", "kind": "ReplicaSet",
            "metadata": [
                "name": .string("\(name)-\(hash)"), "namespace": .string(namespace), "labels": JSONValue(labels),
                "annotations": [
                    "deployment.kubernetes.io/revision": .string(String(revision)),
                    "deployment.kubernetes.io/desired-replicas": .string(String(replicas)),
                ],
                "ownerReferences": [deployment.controllerReference],
            ],
            "spec": [
                "replicas": .number(JSONNumber(replicas)), "selector": ["matchLabels": JSONValue(selector)],
                "template": labelled,
            ],
        ]
    }

    /// Makes and removes the pods of a ReplicaSet, and says how many there are.
    private func adjust(_ set: JSONValue, to wanted: Int, _ plan: inout WorkloadPlan) {
        let present = pods(of: set)
        let nodes = schedulableNodes
        let expected = present.count + (pending[name(of: set)] ?? 0)
        for number in stride(from: expected, to: wanted, by: 1) {
            plan.changes.append(.createPod(pod(of: set, node: nodes.isEmpty ? nil : nodes[number % nodes.count])))
        }
        // Those that are not Ready go first.
        let leaving = present.sorted { !Self.isReady($0) && Self.isReady($1) }.prefix(max(0, present.count - wanted))
        for pod in leaving { plan.changes.append(.deletePod(name(of: pod))) }
        // Pods that found no node wait for one; they are made anew, as a pod's node cannot be changed.
        if !nodes.isEmpty {
            for pod in present where pod["spec"]?["nodeName"]?.string == nil {
                plan.changes.append(.deletePod(name(of: pod)))
            }
        }
        let ready = present.filter(Self.isReady).count
        var status: JSONObject = [
            "replicas": .number(JSONNumber(present.count)),
            "fullyLabeledReplicas": .number(JSONNumber(present.count)),
            "observedGeneration": set["metadata"]?["generation"] ?? 1,
        ]
        status["readyReplicas"] = ready > 0 ? .number(JSONNumber(ready)) : .null
        status["availableReplicas"] = ready > 0 ? .number(JSONNumber(ready)) : .null
        if !Self.isSame(.object(status), set["status"]) {
            plan.changes.append(.setStatus(name(of: set), .object(status)))
        }
    }

    private func pod(of set: JSONValue, node: String?) -> JSONValue {
        let template = set["spec"]?["template"] ?? [:]
        var specification = template["spec"]?.object ?? [:]
        if let node { specification["nodeName"] = .string(node) }
        var metadata = template["metadata"]?.object ?? [:]
        metadata["name"] = .string("\(name(of: set))-\(makeSuffix())")
        metadata["generateName"] = .string("\(name(of: set))-")
        metadata["namespace"] = .string(namespace)
        metadata["ownerReferences"] = [set.controllerReference]
        metadata["creationTimestamp"] = nil
        return ["apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": .object(specification)]
    }

    private func status(fresh: [JSONValue], all: [JSONValue]) -> JSONValue {
        let ready = all.filter(Self.isReady).count
        let isAvailable = ready >= replicas
        let isComplete = fresh.filter(Self.isReady).count >= replicas && all.count == fresh.count
        let now = JSONValue.string(Timestamp(milliseconds: WallClock.milliseconds).description)
        func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String) -> JSONValue {
            let old = (deployment["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == type }
            let text = status ? "True" : "False"
            let isSame = old?["status"]?.string == text
            return [
                "type": .string(type), "status": .string(text), "reason": .string(reason), "message": .string(message),
                "lastUpdateTime": isSame && old?["reason"]?.string == reason ? old?["lastUpdateTime"] ?? now : now,
                "lastTransitionTime": isSame ? old?["lastTransitionTime"] ?? now : now,
            ]
        }
        func count(_ number: Int) -> JSONValue { number > 0 ? .number(JSONNumber(number)) : .null }
        return [
            "observedGeneration": deployment["metadata"]?["generation"] ?? 1, "replicas": count(all.count),
            "updatedReplicas": count(fresh.count), "readyReplicas": count(ready), "availableReplicas": count(ready),
            "unavailableReplicas": count(max(0, replicas - ready)),
            "conditions": [
                isAvailable
                    ? condition(
                        "Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability.")
                    : condition(
                        "Available", false, "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability."),
                isComplete
                    ? condition(
                        "Progressing", true, "NewReplicaSetAvailable",
                        "ReplicaSet has successfully progressed.")
                    : condition("Progressing", true, "ReplicaSetUpdated", "ReplicaSet is progressing."),
            ],
        ]
    }

    /// Whether a patch with this status would change nothing.
    private static func isSame(_ status: JSONValue, _ present: JSONValue?) -> Bool {
        (present ?? [:]).merging(patch: status) == (present ?? [:])
    }
}
