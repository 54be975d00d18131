import Documents

/// The objects of one kind as far as they could be read.
package struct ObjectList<Item: KubernetesObject>: Sendable {
    package var items: [Item] = []
    /// Objects that are in the list and could not be understood: nothing may be concluded from their absence in `items`.
    package var damaged: [DamagedObject] = []
    /// Why the end of the list is missing (a body that was cut off), or nil when it was read to its end.
    package var cutOff: String?

    package init(items: [Item] = []) {
        self.items = items
    }

    /// Whether an object that is not in `items` is surely not there.
    package var isComplete: Bool { damaged.isEmpty && cutOff == nil }

    /// Why the list is not complete, in one line.
    package var incompleteness: String? {
        if let cutOff { return cutOff }
        guard let first = damaged.first else { return nil }
        return damaged.count == 1 ? first.description : "\(first.description), and \(damaged.count - 1) more objects"
    }
}

/// An object of a list that could not be understood.
package struct DamagedObject: Sendable, Hashable, CustomStringConvertible {
    /// As far as they could be read; empty otherwise.
    package let namespace: String
    package let name: String
    /// Where and what: `items[3].spec.ports: expected an array, found a string`.
    package let problem: String

    package var description: String {
        (name.isEmpty ? "" : "\(namespace.isEmpty ? "" : namespace + "/")\(name): ") + problem
    }
}

extension ObjectList {
    /// Reads a `List` (or a `Status` in its place) as an API server gave it.
    ///
    /// A body that breaks off keeps the items before the break; an item with a field of the wrong type is set aside as
    /// damaged, the others stay.
    package static func decode(_ bytes: [UInt8], source: String) -> Observed<ObjectList> {
        decode(bytes, source: source, isPage: false)
    }

    /// The same for one page of a list whose other pages are read, too.
    static func decodePage(_ bytes: [UInt8], source: String) -> Observed<ObjectList> {
        decode(bytes, source: source, isPage: true)
    }

    private static func decode(_ bytes: [UInt8], source: String, isPage: Bool) -> Observed<ObjectList> {
        var reader = JSONReader(bytes)
        var list = ObjectList()
        var status = APIStatus()
        var kind = ""
        var hasItems = false
        var defect: JSONProblem?
        do throws(JSONError) {
            let isObject = try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "kind": kind = try reader.string() ?? ""
                case "items":
                    let before = reader.problems.count
                    // null is how Go writes an empty list; anything else but an array says nothing about the objects.
                    hasItems = true
                    let isArray = try list.readItems(from: &reader)
                    if !isArray, reader.problems.count > before { defect = reader.problems[before] }
                case "metadata" where !isPage:
                    try reader.object { (reader, key) throws(JSONError) in
                        guard case "continue" = key else { return try reader.skip() }
                        if let token = try reader.string(), !token.isEmpty {
                            list.cutOff = "\(source): only the first page was collected"
                        }
                    }
                default: try status.read(key, from: &reader)
                }
            }
            guard isObject else { return .failed("\(source): expected a List, found something else") }
            try reader.end()
        } catch {
            guard hasItems else { return .failed("\(source): \(error)") }
            list.cutOff = "\(source): \(error)"
            return .present(list)
        }
        if let defect { return .failed("\(source): \(defect)") }
        if kind == "Status" { return status.outcome(resource: Item.resource, source: source) }
        guard hasItems else {
            return .failed("\(source): expected a List with items, found \(kind.isEmpty ? "none" : kind)")
        }
        return .present(list)
    }

    private mutating func readItems(from reader: inout JSONReader) throws(JSONError) -> Bool {
        try reader.array { (reader, index) throws(JSONError) in
            let (before, start) = (reader.problems.count, reader.offset)
            let item = try Item(from: &reader)
            if reader.offset - start > ObjectBounds.bytes {
                damaged.append(
                    DamagedObject(
                        namespace: item.metadata.namespace, name: item.metadata.name,
                        problem: "larger than \(ObjectBounds.bytes >> 20) MiB, which no API server stores"))
            } else if reader.problems.count > before {
                let problem = reader.problems[before]
                damaged.append(
                    DamagedObject(
                        namespace: item.metadata.namespace, name: item.metadata.name, problem: "\(problem)"))
            } else if item.metadata.name.isEmpty {
                damaged.append(
                    DamagedObject(namespace: "", name: "", problem: "items[\(index)]: metadata.name is missing"))
            } else {
                items.append(item)
            }
        }
    }
}

/// Bounds of one object.
package enum ObjectBounds {
    /// API servers take requests of 3 MiB at most, and etcd stores half of it.
    package static let bytes = 3 << 20
}
