import Documents

/// What controllers ask of a pod's document.
struct PodFacts: Sendable {
    let document: JSONValue

    init(_ document: JSONValue) { self.document = document }

    var name: String { document["metadata"]?["name"]?.string ?? "" }
    var uid: String { document["metadata"]?["uid"]?.string ?? "" }
    var created: String { document["metadata"]?["creationTimestamp"]?.string ?? "" }
    /// nil: it has none yet.
    var node: String? { document["spec"]?["nodeName"]?.string.flatMap { $0.isEmpty ? nil : $0 } }
    var isLeaving: Bool { document["metadata"]?["deletionTimestamp"]?.string != nil }
    var isFinished: Bool { ["Succeeded", "Failed"].contains(document["status"]?["phase"]?.string ?? "") }
    /// Neither on its way out nor over.
    var isActive: Bool { !isLeaving && !isFinished }

    var isReady: Bool {
        (document["status"]?["conditions"]?.array ?? []).contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
    }

    func label(_ name: String) -> String? { document["metadata"]?["labels"]?[name]?.string }

    /// A pod as a controller makes it from its template.
    static func make(
        from template: JSONValue, name: String, generateName: String, namespace: String, owner: ObjectReference,
        labels: [String: String] = [:], node: String?
    ) -> JSONValue {
        var specification = template["spec"]?.object ?? [:]
        if let node { specification["nodeName"] = .string(node) }
        var metadata = template["metadata"]?.object ?? [:]
        metadata["name"] = .string(name)
        metadata["generateName"] = .string(generateName)
        metadata["namespace"] = .string(namespace)
        metadata["labels"] = JSONValue((template["metadata"]?["labels"] ?? [:]).textMap.merging(labels) { $1 })
        metadata["ownerReferences"] = [owner.asController]
        metadata["creationTimestamp"] = nil
        return ["apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": .object(specification)]
    }
}
