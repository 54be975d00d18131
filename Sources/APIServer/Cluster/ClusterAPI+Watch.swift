import Documents
import Kubernetes
import Synchronization

/// Somebody who is told of the changes of one kind.
struct Watcher: Sendable {
    let kind: ServedKind
    let filter: ObjectFilter
    let rendering: Rendering
    let events: AsyncStream<[UInt8]>.Continuation
    /// Whether the columns of a Table were sent.
    var hasColumns = false
}

extension ClusterAPI {
    /// More than a client that reads at all lets wait; one that does not is cut off.
    private static let backlog = 20_000

    func watch(_ call: Call) throws(APIRefused) -> APIResponse {
        let filter = try ObjectFilter(call)
        let (stream, events) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .bufferingOldest(Self.backlog))
        let options = WatchOptions(call.request)
        let number: Int? = state.withLock { state in
            var watcher = Watcher(kind: call.kind, filter: filter, rendering: call.rendering, events: events)
            if options.sendsInitial {
                for object in state.store.objects(of: call.kind, namespace: call.resource.namespace)
                where filter.matches(object) {
                    Self.send(.added, object, to: &watcher)
                }
                if options.marksInitial {
                    events.yield(
                        WatchEvent.bookmark(call.kind, version: String(state.store.version), endsInitial: true))
                }
            } else {
                guard let changes = state.store.changes(of: call.kind, after: options.version) else {
                    events.yield(Self.expired(options.version, state.store.version))
                    return nil
                }
                for change in changes { Self.tell(&watcher, of: change) }
            }
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = watcher
            return state.lastWatcher
        }
        guard let number else {
            events.finish()
            return .events(stream)
        }
        let timer = Task { [weak self] in await self?.keepAlive(number, call.kind, options) }
        events.onTermination = { [weak self] _ in
            timer.cancel()
            // In a task of its own: the stream may be ended by whoever holds the lock.
            Task { self?.forget(number) }
        }
        return .events(stream)
    }

    private func forget(_ number: Int) { _ = state.withLock { $0.watchers.removeValue(forKey: number) } }

    /// Sends bookmarks, and ends the watch when its time is up.
    private func keepAlive(_ number: Int, _ kind: ServedKind, _ options: WatchOptions) async {
        let isOver = await options.keepAlive {
            state.withLock { state in
                _ = state.watchers[number]?.events.yield(
                    WatchEvent.bookmark(kind, version: String(state.store.version)))
            }
        }
        guard isOver else { return }
        let watcher = state.withLock { $0.watchers.removeValue(forKey: number) }
        watcher?.events.finish()
    }

    /// Tells all watchers of changes that were just made.
    static func publish(_ changes: [ClusterStore.Change], of kinds: [ServedKind], _ state: inout State) {
        for (change, kind) in zip(changes, kinds) {
            for number in state.watchers.keys where state.watchers[number]?.kind == kind {
                if var watcher = state.watchers[number] {
                    let isKept = tell(&watcher, of: change)
                    state.watchers[number] = isKept ? watcher : nil
                    if !isKept { watcher.events.finish() }
                }
            }
        }
    }

    /// False where the watcher is too slow.
    @discardableResult
    private static func tell(_ watcher: inout Watcher, of change: ClusterStore.Change) -> Bool {
        let matches = change.form != .deleted && watcher.filter.matches(change.object)
        let matched = change.previous.map { watcher.filter.matches($0) } ?? false
        switch (matched, matches) {
        case (false, false): return true
        case (false, true): return send(.added, change.object, to: &watcher)
        case (true, true): return send(.modified, change.object, to: &watcher)
        case (true, false): return send(.deleted, change.object, to: &watcher)
        }
    }

    @discardableResult
    private static func send(
        _ form: ClusterStore.Change.Form, _ object: ClusterStore.Object, to watcher: inout Watcher
    ) -> Bool {
        let object = watcher.rendering.event(object.value, isFirst: !watcher.hasColumns)
        watcher.hasColumns = true
        if case .dropped = watcher.events.yield(WatchEvent.bytes(form.rawValue, object)) { return false }
        return true
    }

    private static func expired(_ asked: Int, _ current: Int) -> [UInt8] {
        WatchEvent.bytes(
            "ERROR",
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure",
                "message": .string("too old resource version: \(asked) (\(current))"), "reason": "Expired", "code": 410,
            ])
    }
}
