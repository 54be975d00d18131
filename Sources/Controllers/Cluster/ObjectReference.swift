import Documents
import Kubernetes

/// Which object something is about. Its kind is given by whoever made the request: the items of a list of a built-in kind
/// do not say what they are.
struct ObjectReference: Sendable, Hashable {
    var apiVersion: String
    var kind: String
    var namespace: String
    var name: String
    var uid: String
    var resourceVersion: String?

    init<Kind: KubernetesObject>(_ document: JSONValue, of kind: Kind.Type) {
        let group = kind.resource.split(separator: ".", maxSplits: 1).dropFirst().first
        apiVersion = group.map { "\($0)/\(kind.version)" } ?? kind.version
        self.kind = kind.kind
        let metadata = document["metadata"]
        namespace = metadata?["namespace"]?.string ?? ""
        name = metadata?["name"]?.string ?? ""
        uid = metadata?["uid"]?.string ?? ""
        resourceVersion = metadata?["resourceVersion"]?.string
    }

    /// An entry of `ownerReferences` that names the object as the controller.
    var asController: JSONValue {
        asOwner.merging(patch: ["controller": true, "blockOwnerDeletion": true])
    }

    /// An entry of `ownerReferences`: what has it goes when the object goes.
    var asOwner: JSONValue {
        ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name), "uid": .string(uid)]
    }

    /// `involvedObject` of an Event.
    func involved(fieldPath: String?) -> JSONValue {
        var reference: JSONObject = [
            "kind": .string(kind), "namespace": .string(namespace), "name": .string(name), "uid": .string(uid),
            "apiVersion": .string(apiVersion),
        ]
        if let resourceVersion { reference["resourceVersion"] = .string(resourceVersion) }
        if let fieldPath { reference["fieldPath"] = .string(fieldPath) }
        return .object(reference)
    }
}
