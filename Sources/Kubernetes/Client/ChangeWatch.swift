import Documents
import Transport

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
            version = document["metadata"]?["resourceVersion"]?.string
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

    /// How long the server is asked to keep a watch; like client-go's, but not spread over time.
    private static var watchLimit: Duration { .seconds(300) }

    /// Watches until the task is cancelled, or until the server forbids the watch or does not serve the kind.
    ///
    /// `onState` gets nil when a watch begins, so that what has changed before can be looked at, and the error when one
    /// fails. It begins where the last one ended; after a gap (410), `onState` is told again.
    package func run(
        onChange: @Sendable (ObjectChange<Kind>) async -> Void, onState: @Sendable (APIError?) async -> Void
    ) async {
        var version: String?
        var backoff = Backoff()
        while !Task.isCancelled {
            let start = ContinuousClock.now
            do throws(APIError) {
                if version == nil {
                    version = try await currentVersion()
                    await onState(nil)
                }
                try await follow(&version, onChange)
            } catch {
                if Task.isCancelled { return }
                version = nil
                if case .gone = error {} else { await onState(error) }
                switch error {
                case .forbidden, .notFound, .notServed, .refused(status: 405, _): return
                default: break
                }
            }
            try? await Task.sleep(for: client.retryPace.pause(backoff.pause(after: .now - start)))
        }
    }

    /// A page of one object says as much as the whole list.
    private func currentVersion() async throws(APIError) -> String {
        var call = client.listCall(Kind.self, query)
        call.query.append(("limit", "1"))
        return try await client.document(answering: call)["metadata"]?["resourceVersion"]?.string ?? ""
    }

    private func follow(
        _ version: inout String?, _ onChange: @Sendable (ObjectChange<Kind>) async -> Void
    ) async throws(APIError) {
        let lines = try await client.watchDocuments(Kind.self, query, from: version ?? "", for: Self.watchLimit)
        var iterator = lines.makeAsyncIterator()
        while true {
            let line: [UInt8]?
            do throws(TransportError) {
                line = try await iterator.next()
            } catch {
                throw .transport(error, request: "WATCH \(Kind.resource)")
            }
            guard let line else { return }
            guard !line.isEmpty else { continue }
            let event = try WatchLine<Kind>(line)
            version = event.version ?? version
            if let change = event.change { await onChange(change) }
        }
    }
}
