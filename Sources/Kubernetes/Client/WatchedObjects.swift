import Documents

/// An object as it was read: what its kind knows of it, and all of it. A class, as a thousand of them are handed around at
/// every change of one.
package final class WatchedObject<Kind: KubernetesObject>: Sendable {
    package let object: Kind
    /// With everything that `object` does not decode.
    package let document: JSONValue
    /// `namespace/name`, or the name alone.
    package let path: String

    package var metadata: ObjectMeta { object.metadata }

    /// nil for what the kind cannot be read from.
    package init?(_ document: JSONValue) {
        var reader = Kind.reader(document.encoded())
        guard let object = try? Kind(from: &reader), reader.problems.isEmpty, !object.metadata.name.isEmpty else {
            return nil
        }
        self.object = object
        self.document = document
        path = object.metadata.path
    }
}

/// The keys by which `WatchedObjects.all(with:)` finds an object, besides its path.
package struct ObjectIndex<Kind: KubernetesObject>: Sendable {
    package let keys: @Sendable (Kind) -> Set<String>

    package init(keys: @escaping @Sendable (Kind) -> Set<String>) { self.keys = keys }
}

/// The objects of a kind, kept up to date by a list and a watch; listed again when the watch has expired (410).
package actor WatchedObjects<Kind: KubernetesObject> {
    package enum Change: Sendable { case added, modified, deleted }

    private let client: APIClient
    private let query: ListQuery
    private let onChange: @Sendable (Change, WatchedObject<Kind>) async -> Void
    private let onFailure: @Sendable (APIError) async -> Void
    private let limit: Int
    private let index: ObjectIndex<Kind>
    private var objects: [String: WatchedObject<Kind>] = [:]
    /// Paths by the keys of their objects.
    private var paths: [String: Set<String>] = [:]
    /// `all`; nil after a change.
    private var sorted: [WatchedObject<Kind>]?
    private var isSynced = false
    private var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
    private var lastWaiter = 0

    /// `onChange` is called for every object of the first list, and for every change after it. `onFailure` is called for
    /// every list and watch that failed; the next attempt follows after a pause. A watch that adds objects beyond `limit`
    /// has failed, too: what a server reports must not grow without bound.
    package init(
        _ client: APIClient, _ kind: Kind.Type = Kind.self, _ query: ListQuery = ListQuery(), limit: Int = 200_000,
        index: ObjectIndex<Kind> = ObjectIndex { _ in [] },
        onChange: @escaping @Sendable (Change, WatchedObject<Kind>) async -> Void = { _, _ in },
        onFailure: @escaping @Sendable (APIError) async -> Void = { _ in }
    ) {
        self.client = client
        self.query = query
        self.limit = limit
        self.index = index
        self.onChange = onChange
        self.onFailure = onFailure
    }

    /// Lists and watches until the task is cancelled.
    package func run() async {
        await WatchLoop<Kind>(client: client, query: query).run { () async throws(APIError) -> String in
            try await self.takeList()
        } take: { line throws(APIError) in
            try await self.take(line)
        } onFailure: { [onFailure] error in
            if case .gone = error { return .restart }
            await onFailure(error)
            return .resume
        }
        for waiter in waiters.values { waiter.resume(returning: false) }
        waiters = [:]
    }

    /// Reads the whole list, tells of what changed, and returns the version to watch from.
    private func takeList() async throws(APIError) -> String {
        let list = try await client.documents(Kind.self, query)
        var gone = objects
        for document in list.items {
            guard let new = WatchedObject<Kind>(document) else { continue }
            gone[new.path] = nil
            await take(new)
        }
        for object in gone.values { await drop(object) }
        isSynced = true
        for waiter in waiters.values { waiter.resume(returning: true) }
        waiters = [:]
        return list.resourceVersion
    }

    private func take(_ line: [UInt8]) async throws(APIError) -> String? {
        switch try WatchedDocument(line, resource: Kind.resource) {
        case .added(let document), .modified(let document):
            if let object = WatchedObject<Kind>(document) {
                guard objects.count < limit || objects[object.path] != nil else {
                    throw .malformed("watch of \(Kind.resource): more than \(limit) objects")
                }
                await take(object)
            }
            return WatchedDocument.version(of: document)
        case .deleted(let document):
            if let object = WatchedObject<Kind>(document) { await drop(object) }
            return WatchedDocument.version(of: document)
        case .bookmark(let version): return version
        }
    }

    private func take(_ new: WatchedObject<Kind>) async {
        let old = objects.updateValue(new, forKey: new.path)
        sorted = nil
        reindex(new.path, from: old.map { index.keys($0.object) } ?? [], to: index.keys(new.object))
        guard old?.metadata.resourceVersion != new.metadata.resourceVersion || old?.metadata.uid != new.metadata.uid
        else { return }
        await onChange(old == nil ? .added : .modified, new)
    }

    private func drop(_ object: WatchedObject<Kind>) async {
        guard let old = objects.removeValue(forKey: object.path) else { return }
        sorted = nil
        reindex(object.path, from: index.keys(old.object), to: [])
        await onChange(.deleted, object)
    }

    private func reindex(_ path: String, from old: Set<String>, to new: Set<String>) {
        guard old != new else { return }
        for key in old.subtracting(new) {
            paths[key]?.remove(path)
            if paths[key]?.isEmpty == true { paths[key] = nil }
        }
        for key in new.subtracting(old) { paths[key, default: []].insert(path) }
    }

    /// Returns when the first list has been taken in; false when the task was cancelled before.
    package func waitUntilSynced() async -> Bool {
        if isSynced { return true }
        lastWaiter += 1
        let number = lastWaiter
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || isSynced {
                    continuation.resume(returning: isSynced)
                } else {
                    waiters[number] = continuation
                }
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    private func giveUp(_ number: Int) {
        waiters.removeValue(forKey: number)?.resume(returning: false)
    }

    package func object(_ name: String, in namespace: String = "") -> WatchedObject<Kind>? {
        objects[ObjectMeta(name: name, namespace: namespace).path]
    }

    /// Sorted by path.
    package var all: [WatchedObject<Kind>] {
        if let sorted { return sorted }
        let result = objects.values.sorted { $0.path < $1.path }
        sorted = result
        return result
    }

    /// Those with a key, in no order.
    package func all(with key: String) -> [WatchedObject<Kind>] {
        (paths[key] ?? []).compactMap { objects[$0] }
    }

    /// Those of one namespace, in no order.
    package func all(in namespace: String) -> [WatchedObject<Kind>] {
        objects.values.filter { $0.metadata.namespace == namespace }
    }
}
