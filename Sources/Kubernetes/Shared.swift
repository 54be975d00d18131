/// The fields of a large value behind one reference, copied when they are changed: thousands of objects are handed from
/// check to check, and a copy of each of their fields is what most of the time would go into.
package struct Shared<Fields: Sendable>: Sendable {
    @usableFromInline
    final class Storage: @unchecked Sendable {
        // SAFETY: changed only while a single reference exists, by the one who holds it; so no two accesses overlap.
        @exclusivity(unchecked) @usableFromInline var fields: Fields

        @usableFromInline
        init(_ fields: Fields) { self.fields = fields }
    }

    @usableFromInline var storage: Storage

    @inlinable
    package init(_ fields: Fields) { storage = Storage(fields) }

    @inlinable
    package var fields: Fields {
        _read { yield storage.fields }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.fields) }
            yield &storage.fields
        }
    }
}

extension Shared: Equatable where Fields: Equatable {
    package static func == (left: Shared, right: Shared) -> Bool {
        left.storage === right.storage || left.fields == right.fields
    }
}

extension Shared: Hashable where Fields: Hashable {
    package func hash(into hasher: inout Hasher) { fields.hash(into: &hasher) }
}
