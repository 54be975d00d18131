import Documents
import Kubernetes

/// An Event that a controller writes about an object.
struct ObjectEvent: Sendable, Hashable {
    var isWarning = false
    var reason: String
    var message: String
    /// A part of the object: `spec.containers{ccm}`.
    var fieldPath: String?

    /// `metadata.name`: the same for the same Event about the same object.
    func name(about object: ObjectReference) -> String {
        "\(object.name).\(ShortHash.hexadecimal(Array("\(object.uid)/\(reason)/\(message)".utf8)))"
    }

    func document(
        about object: ObjectReference, component: String, host: String?, count: Int, now: Timestamp
    ) -> JSONValue {
        var source: JSONObject = ["component": .string(component)]
        if let host { source["host"] = .string(host) }
        return [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string(name(about: object)), "namespace": .string(object.namespace)],
            "involvedObject": object.involved(fieldPath: fieldPath), "type": isWarning ? "Warning" : "Normal",
            "reason": .string(reason), "message": .string(message), "count": .number(JSONNumber(count)),
            "firstTimestamp": .string(now.description), "lastTimestamp": .string(now.description),
            "eventTime": .null, "source": .object(source), "reportingComponent": .string(component),
            "reportingInstance": .string(host ?? ""),
        ]
    }
}
