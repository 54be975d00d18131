/// A change that a watch reports for one object.
package struct ObjectChange<Kind: KubernetesObject>: Sendable {
    /// As it is now, or as it was last.
    package let object: Kind
    package let isDeleted: Bool

    package init(_ object: Kind, isDeleted: Bool = false) {
        self.object = object
        self.isDeleted = isDeleted
    }
}

/// A line of a watch as `ChangeWatch` reads it.
package struct WatchLine<Kind: KubernetesObject>: Sendable {
    /// The version that the watch continues from; nil if the line has none.
    let version: String?
    /// nil for a bookmark, and for an object that cannot be decoded.
    package let change: ObjectChange<Kind>?

    /// - Throws: `gone` for an `ERROR` of 410, `refused` or `malformed` for anything else that is not an event.
    package init(_ line: [UInt8]) throws(APIError) {
        let event = try WatchedDocument(line, resource: Kind.resource)
        switch event {
        case .added(let document), .modified(let document), .deleted(let document):
            version = WatchedDocument.version(of: document)
            change = WatchedObject<Kind>(document).map { ObjectChange($0.object, isDeleted: event.isDeletion) }
        case .bookmark(let seen):
            version = seen
            change = nil
        }
    }
}

/// Reports every change of a kind and keeps none of the objects: for callers that have read them, or read them again.
package struct ChangeWatch<Kind: KubernetesObject>: Sendable {
    private let client: APIClient
    private let query: ListQuery

    package init(client: APIClient, query: ListQuery) {
        self.client = client
        self.query = query
    }

    /// Watches until the task is cancelled, or until the server forbids the watch or does not serve the kind.
    ///
    /// `onState` gets nil when a watch begins, so that what has changed before can be looked at, and the error when one
    /// fails. It begins where the last one ended; after a gap (410), `onState` is told again.
    package func run(
        onChange: @Sendable (ObjectChange<Kind>) async -> Void, onState: @Sendable (APIError?) async -> Void
    ) async {
        await WatchLoop<Kind>(client: client, query: query).run {
            () async throws(APIError) -> String in
            let version = try await currentVersion()
            await onState(nil)
            return version
        } take: { bytes throws(APIError) in
            let line = try WatchLine<Kind>(bytes)
            if let change = line.change { await onChange(change) }
            return line.version
        } onFailure: { error in
            switch error {
            case .gone: return .restart
            case .forbidden, .notFound, .notServed, .refused(status: 405, _):
                await onState(error)
                return .stop
            default:
                await onState(error)
                return .restart
            }
        }
    }

    /// A page of one object says as much as the whole list.
    private func currentVersion() async throws(APIError) -> String {
        var call = client.listCall(Kind.self, query)
        call.query.append(("limit", "1"))
        return try await client.document(answering: call)["metadata"]?["resourceVersion"]?.string ?? ""
    }
}
