import Documents

/// The objects of one kind as far as they could be read.
package struct ObjectList<Item: KubernetesObject>: Sendable {
    package var items: [Item] = []
    /// Objects that are in the list and could not be understood: nothing may be concluded from their absence in `items`.
    package var damaged: [DamagedObject] = []
    /// Why the end of the list is missing (a body that was cut off), or nil when it was read to its end.
    package var cutOff: String?
    /// The version of the cluster's state that the list shows; empty if the server named none.
    package var resourceVersion = ""

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
    /// Reads a `List` of a bundle, or the `Status` that stands in its place.
    ///
    /// A body that breaks off keeps the items before the break; an item with a field of the wrong type is set aside as
    /// damaged, the others stay. A 404 is absence only for kinds that not every API server has; whoever knows what the
    /// server served has to check it against that.
    package static func decode(_ bytes: [UInt8], source: String) -> Observed<ObjectList> {
        decode(bytes, source: source, rules: nil).map { page in
            var list = ObjectList(page)
            if page.head.continueToken != nil {
                list.cutOff = list.cutOff ?? "\(source): only the first page was collected"
            } else if let remaining = page.head.remainingItemCount, remaining != 0 {
                list.cutOff = list.cutOff ?? "\(source): \(remaining) more objects were not collected"
            }
            return list
        }
    }

    /// Reads one page as an API server gave it. Fails unless it is the answer that the rules ask for.
    static func decodePage(_ bytes: [UInt8], source: String, rules: ListRules) -> Observed<ListPage<Item>> {
        decode(bytes, source: source, rules: rules)
    }

    init(_ page: ListPage<Item>) {
        items = page.items
        damaged = page.damaged
        cutOff = page.cutOff
        resourceVersion = page.head.resourceVersion
    }

    /// Without rules, as bundles are read: a `List` of any kind, as kubectl writes it, or one of this kind.
    private static func decode(_ bytes: [UInt8], source: String, rules: ListRules?) -> Observed<ListPage<Item>> {
        var reader = Item.reader(bytes)
        var page = ListPage<Item>()
        var status = APIStatus()
        var hasItems = false
        var defect: JSONProblem?
        do throws(JSONError) {
            let isObject = try reader.object { (reader, key) throws(JSONError) in
                if case "items" = key {
                    let before = reader.problems.count
                    hasItems = try page.readItems(from: &reader, rules)
                    // Anything but an array says nothing about the objects.
                    if !hasItems, reader.problems.count > before { defect = reader.problems[before] }
                } else if try !page.head.read(key, from: &reader) {
                    try status.read(key, from: &reader)
                }
            }
            guard isObject else { return .failed("\(source): expected a List, found something else") }
            try reader.end()
        } catch {
            guard hasItems || !page.items.isEmpty else { return .failed("\(source): \(error)") }
            page.cutOff = "\(source): \(error)"
            if page.head.kind.isEmpty { return .present(page) }
        }
        if let defect { return .failed("\(source): \(defect)") }
        if rules == nil, page.head.kind == "Status" {
            return status.outcome(resource: Item.resource, source: source, isBuiltIn: Item.isBuiltIn)
        }
        if let rules {
            if let defect = rules.defect(of: page.head) { return .failed("\(source): \(defect)") }
        } else if !["List", Item.kind + "List", PartialObjectMetadata.listKind].contains(page.head.kind) {
            let found = page.head.kind.isEmpty ? "no kind" : ShownName.quoted(page.head.kind)
            return .failed("\(source): expected \(Item.kind)List, found \(found)")
        }
        guard hasItems || page.cutOff != nil else {
            return .failed("\(source): the \(page.head.kind) has no items: an empty list has an empty array")
        }
        return .present(page)
    }
}

extension ListPage where Element: KubernetesObject {
    /// Objects of one page: a small object takes many times its bytes once it is decoded.
    private static var countLimit: Int { 200_000 }

    /// False if there was no array.
    fileprivate mutating func readItems(
        from reader: inout JSONReader, _ rules: ListRules?
    ) throws(JSONError) -> Bool {
        try reader.array { (reader, index) throws(JSONError) in
            guard rules == nil || index < Self.countLimit else {
                cutOff = "more than \(Self.countLimit) objects on one page"
                return try reader.skip()
            }
            let before = reader.problems.count
            let start = reader.offset
            let item = try Element(from: &reader)
            var problem = reader.problems.count > before ? "\(reader.problems[before])" : nil
            if item.metadata.name.isEmpty { problem = problem ?? "items[\(index)]: metadata.name is missing" }
            if reader.offset - start > ObjectBounds.bytes {
                problem = problem ?? "items[\(index)]: larger than \(ObjectBounds.bytes >> 20) MiB"
            }
            if let defect = rules?.defect(of: item.metadata) { problem = problem ?? "items[\(index)]: \(defect)" }
            if let problem {
                damaged.append(
                    DamagedObject(
                        namespace: item.metadata.namespace, name: item.metadata.name, problem: problem))
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
