import Documents

/// `v1` Event.
package struct Event: KubernetesObject, Hashable {
    package static let kind = "Event"
    package static let resource = "events"

    package var metadata = ObjectMeta()
    /// `Normal` or `Warning`.
    package var type = ""
    package var reason = ""
    package var message = ""
    package var count = 1
    package var objectKind = ""
    package var objectNamespace = ""
    package var objectName = ""
    package var lastTimestamp: Timestamp?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "type": type = try reader.string() ?? ""
        case "reason": reason = try reader.string() ?? ""
        case "message": message = try reader.string() ?? ""
        case "count": count = try reader.int() ?? 1
        case "lastTimestamp", "eventTime":
            // `events.k8s.io` fills eventTime, older clients lastTimestamp; the other one is null.
            if let time = try reader.timestamp() { lastTimestamp = max(lastTimestamp ?? time, time) }
        case "involvedObject":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "kind": objectKind = try reader.string() ?? ""
                case "namespace": objectNamespace = try reader.string() ?? ""
                case "name": objectName = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    package func concerns(kind: String, namespace: String, name: String) -> Bool {
        objectName == name && objectNamespace == namespace && objectKind == kind
    }

    package var isWarning: Bool { type == "Warning" }
}
