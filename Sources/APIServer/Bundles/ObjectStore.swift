import Documents

/// The objects of one cluster by their kind, in the order in which an API server lists them.
package struct ObjectStore: Sendable {
    /// What a request for a kind meets.
    enum Content: Sendable {
        case objects([StoredObject])
        /// A `Status` in place of the objects: the read failed when they were recorded.
        case refusal(status: Int, body: [UInt8])
    }

    private var contents: [ServedKind: Content] = [:]
    private var positions: [ServedKind: [String: Int]] = [:]
    /// A kind at another version than that of its objects, and the kind that they are of.
    private var aliases: [ServedKind: ServedKind] = [:]

    init() {}

    /// Sorted by group and name; one that is served at two versions is there twice.
    var kinds: [ServedKind] {
        (Array(contents.keys) + aliases.keys).sorted {
            ($0.group, $0.name, $0.version) < ($1.group, $1.name, $1.version)
        }
    }

    /// nil for a kind that is not served; at any version if none is named.
    package func kind(_ resource: String, version: String? = nil) -> ServedKind? {
        kinds.first { $0.resource == resource && (version ?? $0.version) == $0.version }
    }

    /// nil for a kind that is not served.
    func content(_ kind: ServedKind) -> Content? {
        guard let own = aliases[kind], case .objects(let objects)? = contents[own] else {
            return contents[aliases[kind] ?? kind]
        }
        // Versions differ in their name alone: all conversions of the Gateway API are of the strategy None.
        return .objects(objects.compactMap { StoredObject($0.value, kind: kind) })
    }

    func object(_ kind: ServedKind, namespace: String, name: String) -> StoredObject? {
        let own = aliases[kind] ?? kind
        guard case .objects(let objects)? = contents[own], let index = positions[own]?["\(namespace)/\(name)"] else {
            return nil
        }
        return own == kind ? objects[index] : StoredObject(objects[index].value, kind: kind)
    }

    /// Serves the objects of a kind at another version as well.
    mutating func serve(_ kind: ServedKind, at version: String) { aliases[kind.at(version)] = kind }

    mutating func refuse(_ kind: ServedKind, status: Int, body: [UInt8]) {
        contents[kind] = .refusal(status: status, body: body)
    }

    /// Adds objects, even none, to those of the kind. One that is there already keeps its metadata, and gets the rest.
    package mutating func add(_ values: [JSONValue], _ kind: ServedKind) {
        var objects: [String: StoredObject] = [:]
        if case .objects(let present)? = contents[kind] {
            objects = Dictionary(present.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        }
        for value in values {
            guard let object = StoredObject(value, kind: kind) else { continue }
            objects[object.path] = objects[object.path].map { object.with(metadataOf: $0, kind) } ?? object
        }
        let sorted = objects.values.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
        contents[kind] = .objects(sorted)
        positions[kind] = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1.path, $0) })
    }
}
