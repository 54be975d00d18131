import Documents

/// What an API server does to an object before it is stored: defaults, allocations, validation.
struct Admission: Sendable {
    /// Addresses and ports that Services hold, by the objects that were admitted and not yet released.
    var allocations = ServiceAllocations()

    /// The object as it is to be stored, or the refusal (422 and its like).
    ///
    /// - Parameters:
    ///   - object: What the client wants, with `metadata` that the store has already completed.
    ///   - old: What is stored; nil when the object is created.
    ///   - isStatus: Whether only `status` changes: it was taken from the client, everything else is as stored.
    mutating func admit(
        _ object: JSONValue, replacing old: JSONValue?, of kind: ServedKind, isStatus: Bool
    ) throws(APIRefused) -> JSONValue {
        object
    }

    /// Gives back what the object held.
    mutating func release(_ object: JSONValue, of kind: ServedKind) {}
}

/// Cluster IPs and node ports in use.
struct ServiceAllocations: Sendable {}
