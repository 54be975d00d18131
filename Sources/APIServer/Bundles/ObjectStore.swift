import Documents

/// The objects of one cluster by their kind, in the order in which an API server lists them.
package struct ObjectStore: Sendable {
    /// What a request for a kind meets.
    enum Content: Sendable {
        case objects([StoredObject])
        /// A `Status` in place of the objects: the read failed when they were recorded.
        case refusal(status: Int, body: [UInt8])
    }

    private(set) var contents: [ServedKind: Content] = [:]
    private var positions: [ServedKind: [String: Int]] = [:]

    init() {}

    var kinds: [ServedKind] { ServedKind.all.filter { contents[$0] != nil } }

    mutating func set(_ kind: ServedKind, _ objects: [StoredObject]) {
        let sorted = objects.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }
        contents[kind] = .objects(sorted)
        positions[kind] = Dictionary(
            sorted.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func refuse(_ kind: ServedKind, status: Int, body: [UInt8]) {
        contents[kind] = .refusal(status: status, body: body)
    }

    package mutating func add(_ object: JSONValue, _ kind: ServedKind) {
        guard let object = StoredObject(object, kind: kind) else { return }
        var objects: [StoredObject] = []
        if case .objects(let present)? = contents[kind] { objects = present }
        set(kind, objects + [object])
    }

    func object(_ kind: ServedKind, namespace: String, name: String) -> StoredObject? {
        guard case .objects(let objects)? = contents[kind] else { return nil }
        return positions[kind]?["\(namespace)/\(name)"].map { objects[$0] }
    }
}
