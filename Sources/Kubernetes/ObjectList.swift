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
    /// What the objects take of the memory of all lists, as long as they are kept.
    package var charges: [ListCharge] = []

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
        var decoder = ListDecoder<Item>(source: source)
        decoder.take(bytes)
        return decoder.finishList()
    }

    /// Reads one page as an API server gave it. Fails unless it is the answer that the rules ask for.
    static func decodePage(_ bytes: [UInt8], source: String, rules: ListRules) -> Observed<ListPage<Item>> {
        var decoder = ListDecoder<Item>(source: source, rules: rules)
        decoder.take(bytes)
        return decoder.finish()
    }

    init(_ page: ListPage<Item>) {
        items = page.items
        damaged = page.damaged
        cutOff = page.cutOff
        resourceVersion = page.head.resourceVersion
        charges = page.charges
    }
}

/// Bounds of one object.
package enum ObjectBounds {
    /// API servers take requests of 3 MiB at most, and etcd stores half of it.
    package static let bytes = 3 << 20
}
