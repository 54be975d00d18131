import LocalSystem
import Topology

/// Which containers are followed, and how often each was restarted.
final class LogRoster: Sendable {
    private struct Entry {
        var restarts: Int
        /// Of the one that reads the log now.
        var listener: AsyncStream<Int>.Continuation?
    }

    private let entries = Locked([LogSource: Entry]())

    /// Whether the container was not known.
    func note(_ source: LogSource, restarts count: Int) -> Bool {
        entries.withLock { entries in
            guard let entry = entries[source] else {
                entries[source] = Entry(restarts: count)
                return true
            }
            entries[source]?.restarts = count
            if count != entry.restarts { entry.listener?.yield(count) }
            return false
        }
    }

    func forget(_ source: LogSource) { entries.withLock { $0[source] = nil } }

    func restarts(of source: LogSource) -> Int? { entries.withLock { $0[source]?.restarts } }

    /// The number of restarts now and at every change; for one listener at a time.
    func news(of source: LogSource) -> AsyncStream<Int> {
        let (news, listener) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        entries.withLock { entries in
            entries[source]?.listener = listener
            if let count = entries[source]?.restarts { listener.yield(count) }
        }
        return news
    }
}
