import Documents
import Kubernetes

/// A write that a controller of workloads decided on.
enum WorkloadChange: Sendable, Hashable {
    case create(JSONValue, in: ObjectPath)
    /// With a merge patch.
    case patch(ObjectPath, JSONValue)
    case delete(ObjectPath)
}

/// Comparing what is with what should be.
enum StatusPatch {
    /// The patch that brings an object's status up to date; nil where it would change nothing.
    static func change(of object: JSONValue, to status: JSONValue, at path: ObjectPath) -> WorkloadChange? {
        let present = object["status"] ?? [:]
        guard present.merging(patch: status) != present else { return nil }
        var path = path
        path.subresource = "status"
        return .patch(path, ["status": status])
    }

    /// Zero counts are left out, as by the API server.
    static func count(_ number: Int) -> JSONValue { number > 0 ? .number(JSONNumber(number)) : .null }
}
