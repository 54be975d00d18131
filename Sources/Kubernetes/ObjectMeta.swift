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
    /// Who wrote what and when; empty unless the kind asks for it (`KubernetesObject.managedFields`).
    package var managedFields: [ManagedFieldsEntry] = []

    package init() {}

    package init(name: String, namespace: String = "") {
        self.name = name
        self.namespace = namespace
    }

    package init(from reader: inout JSONReader, managedFields wanted: ManagedFieldsDetail) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "namespace": namespace = try reader.string() ?? ""
            case "uid": uid = try reader.string() ?? ""
            case "resourceVersion": resourceVersion = try reader.string() ?? ""
            case "generation": generation = try reader.int()
            case "creationTimestamp": creationTimestamp = try reader.timestamp()
            case "deletionTimestamp": deletionTimestamp = try reader.timestamp()
            case "labels":
                labels = try reader.repeated(.labels) { (reader) throws(JSONError) in try reader.stringMap() ?? [:] }
            case "annotations":
                annotations = try reader.repeated(.annotations) { (reader) throws(JSONError) in
                    try reader.annotations()
                }
            case "finalizers": finalizers = try reader.strings() ?? []
            case "ownerReferences":
                owners = try reader.list { (reader) throws(JSONError) in try OwnerReference(from: &reader) }
            case "managedFields" where wanted != .none:
                managedFields = try reader.list { (reader) throws(JSONError) in
                    try ManagedFieldsEntry(from: &reader, readsFields: wanted == .all)
                }
            default: try reader.skip()
            }
        }
    }

    /// `namespace/name`, or the name alone for cluster-scoped objects.
    package var path: String {
        namespace.isEmpty ? name : "\(namespace)/\(name)"
    }

    package var isBeingDeleted: Bool { deletionTimestamp != nil }

    /// The newest of creation, deletion and last write of the spec.
    package var lastChange: Timestamp? {
        guard let deletionTimestamp else { return lastSpecWrite }
        return max(lastSpecWrite ?? deletionTimestamp, deletionTimestamp)
    }

    /// The creation, or the newest write of the spec if writers are known.
    package var lastSpecWrite: Timestamp? {
        var last = creationTimestamp
        for entry in managedFields {
            guard let time = entry.time, last.map({ time > $0 }) ?? true, entry.ownsSpec else { continue }
            last = time
        }
        return last
    }

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
