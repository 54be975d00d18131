import Documents

/// `metadata` of any object (Kubernetes API, ObjectMeta v1); only what is read.
package struct ObjectMeta: Sendable, Hashable {
    package var name = ""
    package var namespace = ""
    package var uid = ""
    package var resourceVersion = ""
    package var generation: Int?
    package var creationTimestamp: Timestamp?
    package var deletionTimestamp: Timestamp?
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    package var finalizers: [String] = []
    package var owners: [OwnerReference] = []
    /// Who wrote what and when; empty unless the kind asks for it (`KubernetesObject.readsManagedFields`).
    package var managedFields: [ManagedFieldsEntry] = []

    package init() {}

    package init(name: String, namespace: String = "") {
        self.name = name
        self.namespace = namespace
    }

    package init(from reader: inout JSONReader, managedFields wanted: Bool) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "namespace": namespace = try reader.string() ?? ""
            case "uid": uid = try reader.string() ?? ""
            case "resourceVersion": resourceVersion = try reader.string() ?? ""
            case "generation": generation = try reader.int()
            case "creationTimestamp": creationTimestamp = try reader.timestamp()
            case "deletionTimestamp": deletionTimestamp = try reader.timestamp()
            case "labels": labels = try reader.stringMap() ?? [:]
            case "annotations": annotations = try reader.annotations()
            case "finalizers": finalizers = try reader.strings() ?? []
            case "ownerReferences":
                owners = try reader.list { (reader) throws(JSONError) in try OwnerReference(from: &reader) }
            case "managedFields" where wanted:
                managedFields = try reader.list { (reader) throws(JSONError) in try ManagedFieldsEntry(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    /// `namespace/name`, or the name alone for cluster-scoped objects.
    package var path: String {
        namespace.isEmpty ? name : "\(namespace)/\(name)"
    }

    package var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// The last write of a member, `spec.ports` or `metadata.finalizers`; nil if writers are not known.
    package func lastWrite(of path: String) -> ManagedFieldsEntry? {
        managedFields.filter { $0.paths.contains(path) }
            .max { ($0.time?.milliseconds ?? 0) < ($1.time?.milliseconds ?? 0) }
    }
}

/// An entry of `metadata.ownerReferences`.
package struct OwnerReference: Sendable, Hashable {
    package var kind = ""
    package var name = ""
    package var uid = ""

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "kind": kind = try reader.string() ?? ""
            case "name": name = try reader.string() ?? ""
            case "uid": uid = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }
}

/// An entry of `metadata.managedFields`: the last write of one field manager.
package struct ManagedFieldsEntry: Sendable, Hashable {
    package var manager = ""
    package var operation = ""
    /// `status` for writes of the status subresource, empty otherwise.
    package var subresource = ""
    package var time: Timestamp?
    /// The top-level members that it owns fields of, in their order: `metadata`, `spec`.
    package var members: [String] = []

    /// The members one level below, with their parents: `metadata.finalizers`, `spec.ports`.
    package var paths: [String] = []

    /// Whether the entry owns fields of `spec`.
    package var ownsSpec: Bool { members.contains("spec") }

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "manager": manager = try reader.string() ?? ""
            case "operation": operation = try reader.string() ?? ""
            case "subresource": subresource = try reader.string() ?? ""
            case "time": time = try reader.timestamp()
            case "fieldsV1":
                try reader.object { (reader, field) throws(JSONError) in
                    let name = field.string
                    guard name.hasPrefix("f:") else { return }
                    let member = String(name.dropFirst(2))
                    members.append(member)
                    try reader.object { (_, inner) throws(JSONError) in
                        if inner.string.hasPrefix("f:") { paths.append("\(member).\(inner.string.dropFirst(2))") }
                    }
                }
            default: try reader.skip()
            }
        }
    }
}
