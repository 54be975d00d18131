import Documents
import Transport

extension APIClient {
    /// Reads one object as a list of one or none, so that it joins lists of its kind. None only if the server's 404 names the
    /// object, or its discovery confirms that it does not serve the kind.
    ///
    /// `uid` is that of the object, if it is known: a 404 that names another one is none. `keep` gets the bytes of the object.
    package func get<Item: KubernetesObject>(
        _ kind: Item.Type, namespace: String?, name: String, uid: String? = nil, keep: (([UInt8]) -> Void)? = nil
    ) async -> Observed<ObjectList<Item>> {
        await get(kind, version: nil, namespace: namespace, name: name, uid: uid, keep: keep)
    }

    private func get<Item: KubernetesObject>(
        _ kind: Item.Type, version: String?, namespace: String?, name: String, uid: String?,
        keep: (([UInt8]) -> Void)?
    ) async -> Observed<ObjectList<Item>> {
        if await isKnownUnserved(kind) { return .absent }
        var call = APICall(Item.path(namespace: namespace, version: version) + "/" + APICall.encoded(name))
        call.right = MissingRight(verb: "get", resource: Item.resource, namespace: namespace)
        call.object = ObjectIdentity(resource: Item.resource, name: name, uid: uid)
        call.bodyLimit = ObjectBounds.bytes
        if Item.leavesContents { call.accept = "\(PartialObjectMetadata.mediaType),\(call.accept)" }
        let deadline = ContinuousClock.now + settings.timeout
        do throws(APIError) {
            let bytes = try await document(call, until: deadline)
            let item: Item = try Self.object(in: bytes, call.description)
            guard item.metadata.name == name, !Item.isNamespaced || item.metadata.namespace == namespace ?? "" else {
                return .failed("\(call.description): not the requested object")
            }
            keep?(bytes)
            return .present(ObjectList(items: [item]))
        } catch {
            switch error {
            case .notFound: return .present(ObjectList())
            case .notServed where version == nil:
                let meaning: Unserved<ObjectList<Item>> = await unserved(kind, until: deadline)
                switch meaning {
                case .served(let version):
                    return await get(kind, version: version, namespace: namespace, name: name, uid: uid, keep: keep)
                case .outcome(let outcome): return outcome
                }
            default: return error.outcome()
            }
        }
    }

    private static func object<Item: KubernetesObject>(in bytes: [UInt8], _ source: String) throws(APIError) -> Item {
        var reader = Item.reader(bytes)
        let item: Item
        do throws(JSONError) {
            item = try Item(from: &reader)
            try reader.end()
        } catch {
            throw .malformed("\(source): \(error)")
        }
        if let problem = reader.problems.first { throw .malformed("\(source): \(problem)") }
        return item
    }

    /// One object, read twice: by its name, and as a list that selects this name. Absent only if the server's 404 names the
    /// object and the list is complete and empty; failed if the two differ.
    package func confirmed<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, namespace: String?, name: String, uid: String?
    ) async -> Observed<Item> {
        async let named = get(kind, namespace: namespace, name: name, uid: uid)
        let query = ListQuery(namespace: namespace, fields: "metadata.name=\(name)", isPaged: false)
        let listed = await list(kind, query)
        switch (await named, listed) {
        case (.present(let object), .present(let list)):
            guard list.isComplete, !list.resourceVersion.isEmpty else {
                return .failed(list.incompleteness ?? "the list of \(Item.resource) has no resourceVersion")
            }
            switch (object.items.first, list.items.first) {
            case (nil, nil): return .absent
            // In everything, as one version of an object is the same in every read.
            case (let object?, let item?) where list.items.count == 1 && object == item: return .present(object)
            default: return .failed("two reads of \(Item.kind) \(namespace.map { "\($0)/" } ?? "")\(name) differ")
            }
        case (.present, let other), (let other, _):
            return other.unknown.map(Observed.init) ?? .failed("the server does not serve \(Item.resource)")
        }
    }
}
