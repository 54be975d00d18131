import Documents
import Kubernetes

/// `status` of a Deployment, from what its ReplicaSets say of theirs.
struct DeploymentStatus: Sendable {
    let deployment: JSONValue
    /// The ReplicaSet of the present template.
    let current: JSONValue?
    let old: [JSONValue]
    let wanted: Int
    let now: Timestamp

    private static func count(_ name: String, of sets: [JSONValue]) -> Int {
        sets.reduce(0) { $0 + ($1["status"]?[name]?.int ?? 0) }
    }

    var document: JSONValue {
        let new = current.map { [$0] } ?? []
        let replicas = Self.count("replicas", of: new + old)
        let updated = Self.count("replicas", of: new)
        let available = Self.count("availableReplicas", of: new + old)
        return [
            "observedGeneration": deployment["metadata"]?["generation"] ?? 1,
            "replicas": StatusPatch.count(replicas), "updatedReplicas": StatusPatch.count(updated),
            "readyReplicas": StatusPatch.count(Self.count("readyReplicas", of: new + old)),
            "availableReplicas": StatusPatch.count(available),
            "unavailableReplicas": StatusPatch.count(max(0, wanted - available)),
            "conditions": [
                available >= wanted - maxUnavailable
                    ? condition(
                        "Available", true, "MinimumReplicasAvailable", "Deployment has minimum availability.")
                    : condition(
                        "Available", false, "MinimumReplicasUnavailable",
                        "Deployment does not have minimum availability."),
                progress(replicas: replicas, updated: updated, available: available),
            ],
        ]
    }

    /// How many pods may be missing: a number, or a share of them, rounded down (`maxUnavailable`, 25% by default).
    private var maxUnavailable: Int {
        guard deployment["spec"]?["strategy"]?["type"]?.string != "Recreate" else { return 0 }
        switch deployment["spec"]?["strategy"]?["rollingUpdate"]?["maxUnavailable"] {
        case .string(let text)?: return wanted * (Int(text.dropLast()) ?? 25) / 100
        case let number?: return number.int ?? 0
        case nil: return wanted / 4
        }
    }

    private func progress(replicas: Int, updated: Int, available: Int) -> JSONValue {
        let name = current?["metadata"]?["name"]?.string
        let subject = name.map { "ReplicaSet \"\($0)\"" } ?? "Deployment \"\(deployment.objectName)\""
        let wasComplete = previous("Progressing")?["reason"]?.string == "NewReplicaSetAvailable"
        let isComplete = current != nil && updated == wanted && replicas == updated && available >= wanted
        // Once rolled out it stays so, whatever becomes of its pods.
        if isComplete || (wasComplete && current != nil && replicas == updated && isStillOf(name)) {
            return condition(
                "Progressing", true, "NewReplicaSetAvailable", "\(subject) has successfully progressed.")
        }
        return condition("Progressing", true, "ReplicaSetUpdated", "\(subject) is progressing.")
    }

    private func isStillOf(_ set: String?) -> Bool {
        previous("Progressing")?["message"]?.string?.contains("\"\(set ?? "")\"") == true
    }

    private func previous(_ type: String) -> JSONValue? {
        (deployment["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == type }
    }

    private func condition(_ type: String, _ status: Bool, _ reason: String, _ message: String) -> JSONValue {
        let old = previous(type)
        let text = JSONValue.string(status ? "True" : "False")
        let now = JSONValue.string(now.description)
        let isSame = old?["status"] == text
        let isUnchanged = isSame && old?["reason"]?.string == reason && old?["message"]?.string == message
        return [
            "type": .string(type), "status": text, "lastUpdateTime": isUnchanged ? old?["lastUpdateTime"] ?? now : now,
            "lastTransitionTime": isSame ? old?["lastTransitionTime"] ?? now : now, "reason": .string(reason),
            "message": .string(message),
        ]
    }
}

extension JSONValue {
    /// `metadata.name`.
    var objectName: String { self["metadata"]?["name"]?.string ?? "" }
}
