import Documents

/// `metadata` of any object (Kubernetes API, ObjectMeta v1); only what is read.
package struct ObjectMeta: Sendable, Hashable {
    @usableFromInline var shared = Shared(Fields())

    @usableFromInline
    struct Fields: Sendable, Hashable {
        @usableFromInline var name: String = ""
        @usableFromInline var namespace: String = ""
        @usableFromInline var uid: String = ""
        @usableFromInline var resourceVersion: String = ""
        @usableFromInline var generation: Int?
        @usableFromInline var creationTimestamp: Timestamp?
        @usableFromInline var deletionTimestamp: Timestamp?
        @usableFromInline var labels: [String: String] = [:]
        @usableFromInline var annotations: [String: String] = [:]
        @usableFromInline var finalizers: [String] = []
        @usableFromInline var owners: [OwnerReference] = []
        @usableFromInline var managedFields: [ManagedFieldsEntry] = []

        @usableFromInline init() {}
    }

    @inlinable package var name: String {
        _read { yield shared.fields.name }
        _modify { yield &shared.fields.name }
    }

    @inlinable package var namespace: String {
        _read { yield shared.fields.namespace }
        _modify { yield &shared.fields.namespace }
    }

    @inlinable package var uid: String {
        _read { yield shared.fields.uid }
        _modify { yield &shared.fields.uid }
    }

    @inlinable package var resourceVersion: String {
        _read { yield shared.fields.resourceVersion }
        _modify { yield &shared.fields.resourceVersion }
    }

    @inlinable package var generation: Int? {
        _read { yield shared.fields.generation }
        _modify { yield &shared.fields.generation }
    }

    @inlinable package var creationTimestamp: Timestamp? {
        _read { yield shared.fields.creationTimestamp }
        _modify { yield &shared.fields.creationTimestamp }
    }

    @inlinable package var deletionTimestamp: Timestamp? {
        _read { yield shared.fields.deletionTimestamp }
        _modify { yield &shared.fields.deletionTimestamp }
    }

    @inlinable package var labels: [String: String] {
        _read { yield shared.fields.labels }
        _modify { yield &shared.fields.labels }
    }

    @inlinable package var annotations: [String: String] {
        _read { yield shared.fields.annotations }
        _modify { yield &shared.fields.annotations }
    }

    @inlinable package var finalizers: [String] {
        _read { yield shared.fields.finalizers }
        _modify { yield &shared.fields.finalizers }
    }

    @inlinable package var owners: [OwnerReference] {
        _read { yield shared.fields.owners }
        _modify { yield &shared.fields.owners }
    }

    /// Who wrote what and when; empty unless the kind asks for it (`KubernetesObject.managedFields`).
    @inlinable package var managedFields: [ManagedFieldsEntry] {
        _read { yield shared.fields.managedFields }
        _modify { yield &shared.fields.managedFields }
    }

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
