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
        var earliest: (entry: Entry, log: Int)?
        for (log, head) in heads.enumerated() {
            guard let head, earliest.map({ head.order < $0.entry.order }) ?? true else { continue }
            earliest = (head, log)
        }
        if let earliest { heads[earliest.log] = nil }
        return earliest
    }
}

/// Entries of logs that are followed, held back a moment so that those of slower logs can go before them.
package struct LogWindow<Entry: LogOrdered>: Sendable {
    private var held: [(entry: Entry, arrival: ContinuousClock.Instant, number: Int)] = []
    private var count = 0
    private let capacity: Int
    /// How long an entry is held.
    package static var length: Duration { .milliseconds(300) }

    package init(capacity: Int = 4096) {
        self.capacity = capacity
    }

    package mutating func add(_ entry: Entry, at arrival: ContinuousClock.Instant) {
        held.append((entry, arrival, count))
        count += 1
    }

    /// Whether it holds so much that some of it has to go at once.
    package var isFull: Bool { held.count >= capacity }

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
        return due.sorted { ($0.entry.order, $0.number) < ($1.entry.order, $1.number) }.map(\.entry)
    }
}
