import Documents
import Kubernetes

/// The objects of one cluster, with the history of their changes for those who watch. Not safe for several threads:
/// `ClusterAPI` holds it under a lock.
struct ClusterStore: Sendable {
    struct Key: Sendable, Hashable, Comparable {
        var namespace: String
        var name: String

        static func < (left: Key, right: Key) -> Bool {
            (left.namespace, left.name) < (right.namespace, right.name)
        }
    }

    struct Object: Sendable {
        let key: Key
        /// With `kind` and `apiVersion`.
        let value: JSONValue
        let version: Int

        var metadata: JSONValue? { value["metadata"] }
        var uid: String { metadata?["uid"]?.string ?? "" }
        var isBeingDeleted: Bool { metadata?["deletionTimestamp"]?.string != nil }
        var hasFinalizers: Bool { !(metadata?["finalizers"]?.array ?? []).isEmpty }

        var labels: [String: String] {
            (metadata?["labels"]?.object?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
        }

        var ownerUIDs: [String] { (metadata?["ownerReferences"]?.array ?? []).compactMap { $0["uid"]?.string } }
    }

    struct Change: Sendable {
        enum Form: String, Sendable { case added = "ADDED", modified = "MODIFIED", deleted = "DELETED" }

        let form: Form
        let object: Object
        /// As it was before; nil for what was added.
        let previous: Object?
    }

    private struct Kind: Sendable {
        var objects: [Key: Object] = [:]
        /// Sorted keys; nil after one came or went.
        var order: [Key]?
        var history: [Change] = []
        /// Changes up to this version are no longer in the history.
        var forgotten = 0
    }

    private struct Reference: Sendable, Hashable {
        var resource: String
        var key: Key
    }

    private(set) var version = 1
    private var kinds: [String: Kind] = [:]
    private var uids: Set<String> = []
    /// What each object owns, by its UID.
    private var owned: [String: Set<Reference>] = [:]
    private static let historyLimit = 4096

    func object(_ key: Key, of kind: ServedKind) -> Object? { kinds[kind.resource]?.objects[key] }

    /// Sorted by namespace and name.
    mutating func objects(of kind: ServedKind, namespace: String? = nil) -> [Object] {
        guard var content = kinds[kind.resource] else { return [] }
        let order = content.order ?? content.objects.keys.sorted()
        if content.order == nil {
            content.order = order
            kinds[kind.resource] = content
        }
        return order.compactMap { key in
            namespace == nil || key.namespace == namespace ? content.objects[key] : nil
        }
    }

    /// Stores an object under the next version, which is written into it.
    mutating func put(_ value: JSONValue, _ key: Key, of kind: ServedKind) -> Change {
        version += 1
        let object = Object(key: key, value: Self.stamped(value, version), version: version)
        let previous = kinds[kind.resource, default: Kind()].objects.updateValue(object, forKey: key)
        if previous == nil { kinds[kind.resource]?.order = nil }
        uids.insert(object.uid)
        let reference = Reference(resource: kind.resource, key: key)
        for owner in previous?.ownerUIDs ?? [] { owned[owner]?.remove(reference) }
        for owner in object.ownerUIDs { owned[owner, default: []].insert(reference) }
        return record(
            Change(form: previous == nil ? .added : .modified, object: object, previous: previous), kind)
    }

    mutating func remove(_ key: Key, of kind: ServedKind) -> Change? {
        guard let previous = kinds[kind.resource]?.objects.removeValue(forKey: key) else { return nil }
        version += 1
        uids.remove(previous.uid)
        kinds[kind.resource]?.order = nil
        for owner in previous.ownerUIDs {
            owned[owner]?.remove(Reference(resource: kind.resource, key: key))
        }
        let object = Object(key: key, value: Self.stamped(previous.value, version), version: version)
        return record(Change(form: .deleted, object: object, previous: previous), kind)
    }

    /// What the object of this UID owns.
    func dependents(of uid: String) -> [(resource: String, key: Key)] {
        (owned[uid] ?? []).map { ($0.resource, $0.key) }
    }

    /// Whether an object has owners and all of them are gone: then it goes, too.
    func isAbandoned(_ object: Object) -> Bool {
        let owners = object.ownerUIDs
        return !owners.isEmpty && uids.isDisjoint(with: owners)
    }

    /// Everything in a namespace.
    func contents(of namespace: String) -> [(resource: String, key: Key)] {
        kinds.flatMap { resource, kind in
            kind.objects.keys.filter { $0.namespace == namespace }.map { (resource, $0) }
        }
    }

    /// What happened after a version; nil where that is no longer known.
    func changes(of kind: ServedKind, after version: Int) -> [Change]? {
        guard let content = kinds[kind.resource] else { return [] }
        guard version >= content.forgotten else { return nil }
        let start = content.history.firstIndex { $0.object.version > version } ?? content.history.count
        return Array(content.history[start...])
    }

    private mutating func record(_ change: Change, _ kind: ServedKind) -> Change {
        kinds[kind.resource]?.history.append(change)
        if let content = kinds[kind.resource], content.history.count > Self.historyLimit * 2 {
            let dropped = content.history.count - Self.historyLimit
            kinds[kind.resource]?.forgotten = content.history[dropped - 1].object.version
            kinds[kind.resource]?.history.removeFirst(dropped)
        }
        return change
    }

    private static func stamped(_ value: JSONValue, _ version: Int) -> JSONValue {
        guard var object = value.object, var metadata = object["metadata"]?.object else { return value }
        metadata["resourceVersion"] = .string(String(version))
        object["metadata"] = .object(metadata)
        return .object(object)
    }
}
