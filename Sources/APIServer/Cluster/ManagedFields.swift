import Documents
import Kubernetes

/// `metadata.managedFields`: who wrote what part of an object last.
enum ManagedFields {
    /// Notes a write on the object; as fine as whole members of `spec`, `status` and `metadata`.
    static func note(
        on object: JSONValue, replacing old: JSONValue?, by manager: String, subresource: String?, at time: Timestamp,
        apiVersion: String
    ) -> JSONValue {
        let changed = changedFields(object, old)
        guard !changed.isEmpty else { return object }
        var entries = object["metadata"]?["managedFields"]?.array ?? []
        let index = entries.firstIndex {
            $0["manager"]?.string == manager && $0["subresource"]?.string == subresource
        }
        var fields = index.map { entries[$0]["fieldsV1"] ?? [:] } ?? [:]
        fields = fields.merging(patch: .object(changed))
        var entry: JSONObject = [
            "manager": .string(manager), "operation": "Update", "apiVersion": .string(apiVersion),
            "time": .string(time.description), "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
        if let subresource { entry["subresource"] = .string(subresource) }
        if let index { entries[index] = .object(entry) } else { entries.append(.object(entry)) }
        return object.merging(patch: ["metadata": ["managedFields": .array(entries)]])
    }

    /// `{"f:spec": {"f:ports": {}}}` of the members that differ.
    private static func changedFields(_ new: JSONValue, _ old: JSONValue?) -> JSONObject {
        var changed = JSONObject()
        for (name, value) in new.object?.members ?? [] where !["kind", "apiVersion"].contains(name) {
            guard value != old?[name] else { continue }
            var members = JSONObject()
            for (member, content) in value.object?.members ?? [] where content != old?[name]?[member] {
                if name == "metadata", server.contains(member) { continue }
                members["f:\(member)"] = [:]
            }
            if name == "metadata", members.isEmpty { continue }
            changed["f:\(name)"] = .object(members)
        }
        return changed
    }

    /// Members of `metadata` that the server itself writes.
    private static let server: Set<String> = [
        "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
        "managedFields", "name", "namespace",
    ]
}
