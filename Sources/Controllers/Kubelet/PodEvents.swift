import Documents
import Kubernetes
import LocalSystem

/// The Events of one pod; repeated ones are counted in one object.
actor PodEvents {
    private let pod: JSONValue
    private let client: APIClient
    private var counts: [String: Int] = [:]

    init(pod: JSONValue, client: APIClient) {
        self.pod = pod
        self.client = client
    }

    /// Writes a Warning, or counts it once more. What cannot be written is not said.
    func warn(_ reason: String, _ message: String, container: String? = nil) async {
        let namespace = pod["metadata"]?["namespace"]?.string ?? ""
        let name = pod["metadata"]?["name"]?.string ?? ""
        let count = counts[reason, default: 0] + 1
        counts[reason] = count
        let now = JSONValue.string(Timestamp(milliseconds: WallClock.milliseconds).description)
        let own = "\(name).\(ShortHash.text(Array((reason + message).utf8)))"
        let path = ObjectPath(resource: "events", namespace: namespace, name: own)
        if count > 1 {
            let update: JSONValue = ["count": .number(JSONNumber(count)), "lastTimestamp": now]
            if (try? await client.patch(update, at: path)) != nil { return }
        }
        var object: JSONObject = [
            "apiVersion": "v1", "kind": "Pod", "namespace": .string(namespace), "name": .string(name),
            "uid": pod["metadata"]?["uid"] ?? "",
        ]
        if let container { object["fieldPath"] = .string("spec.containers{\(container)}") }
        let event: JSONValue = [
            "apiVersion": "v1", "kind": "Event", "type": "Warning", "reason": .string(reason),
            "message": .string(message), "count": .number(JSONNumber(count)), "firstTimestamp": now,
            "lastTimestamp": now, "source": ["component": "kubelet", "host": pod["spec"]?["nodeName"] ?? ""],
            "reportingComponent": "kubelet", "reportingInstance": pod["spec"]?["nodeName"] ?? "",
            "metadata": ["name": .string(own), "namespace": .string(namespace)], "involvedObject": .object(object),
        ]
        _ = try? await client.create(event, in: ObjectPath(resource: "events", namespace: namespace))
    }
}
