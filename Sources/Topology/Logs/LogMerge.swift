import Documents
import Kubernetes

/// What has a place in time among the lines of several logs.
package protocol LogOrdered: Sendable {
    var order: Timestamp { get }
}

extension LogEntry: LogOrdered {}

/// Merges logs by time with one entry of each in memory.
package struct LogMerge<Entry: LogOrdered>: Sendable {
    private var heads: [Entry?]

    package init(count: Int) {
        heads = Array(repeating: nil, count: count)
    }

    /// Puts the next entry of a log into its place; nil where it has ended.
    package mutating func place(_ entry: Entry?, from log: Int) { heads[log] = entry }

    /// The earliest entry, and the log whose next one is due. At one time the log that comes first in the list wins.
    package mutating func take() -> (entry: Entry, log: Int)? {
        var earliest: (order: Timestamp, log: Int)?
        for log in heads.indices {
            guard let order = heads[log]?.order, earliest.map({ order < $0.order }) ?? true else { continue }
            earliest = (order, log)
        }
        guard let earliest, let entry = heads[earliest.log].take() else { return nil }
        return (entry, earliest.log)
    }
}

/// Entries of logs that are followed, held back a moment so that those of slower logs can go before them.
package struct LogWindow<Entry: LogOrdered>: Sendable {
    private var held: [(entry: Entry, arrival: ContinuousClock.Instant, number: Int, size: Int)] = []
    /// Sizes of all that is held.
    private var size = 0
    private var count = 0
    private let capacity: Int
    private let sizeLimit: Int
    /// How long an entry is held.
    package static var length: Duration { .milliseconds(300) }

    /// Holds that many entries, and bytes of them.
    package init(capacity: Int = 4096, sizeLimit: Int = 32 << 20) {
        self.capacity = capacity
        self.sizeLimit = sizeLimit
    }

    package mutating func add(_ entry: Entry, size: Int = 0, at arrival: ContinuousClock.Instant) {
        held.append((entry, arrival, count, size))
        self.size = self.size.saturatingSum(size)
        count += 1
    }

    /// Whether it holds so much that some of it has to go at once.
    package var isFull: Bool { held.count >= capacity || size >= sizeLimit }

    /// What is due, by time: what came before the window began and all that is earlier than that, so that nothing
    /// overtakes what it precedes.
    package mutating func take(now: ContinuousClock.Instant) -> [Entry] {
        let start = now - Self.length
        guard let latest = held.filter({ $0.arrival <= start }).map(\.entry.order).max() else {
            return isFull ? takeHalf() : []
        }
        return takeAll { $0 <= latest }
    }

    /// All of it, at the end.
    package mutating func takeAll() -> [Entry] { takeAll { _ in true } }

    private mutating func takeHalf() -> [Entry] {
        let orders = held.map(\.entry.order).sorted()
        let middle = orders[orders.count / 2]
        return takeAll { $0 <= middle }
    }

    private mutating func takeAll(_ isDue: (Timestamp) -> Bool) -> [Entry] {
        let due = held.filter { isDue($0.entry.order) }
        held.removeAll { isDue($0.entry.order) }
        size = held.reduce(0) { $0.saturatingSum($1.size) }
        return due.sorted { ($0.entry.order, $0.number) < ($1.entry.order, $1.number) }.map(\.entry)
    }
}
