import Kubernetes
import Testing
import Topology

private struct Entry: LogOrdered, Equatable {
    let order: Timestamp
    var log = 0

    init(_ milliseconds: Int, log: Int = 0) {
        order = Timestamp(milliseconds: milliseconds)
        self.log = log
    }
}

@Suite struct LogMergeTests {
    @Test func `merges by time, and keeps the order of each log`() {
        let logs = [[1, 4, 4, 9], [2, 4, 5], [], [3]].enumerated().map { log, times in
            times.map { Entry($0, log: log) }
        }
        var rests = logs.map { $0[...] }
        var merge = LogMerge<Entry>(count: logs.count)
        for log in logs.indices { merge.place(rests[log].popFirst(), from: log) }
        var merged: [Entry] = []
        while let (entry, log) = merge.take() {
            merged.append(entry)
            merge.place(rests[log].popFirst(), from: log)
        }
        #expect(merged.map(\.order.milliseconds) == [1, 2, 3, 4, 4, 4, 5, 9])
        for (log, entries) in logs.enumerated() { #expect(merged.filter { $0.log == log } == entries) }
    }
}

@Suite struct LogWindowTests {
    private let start = ContinuousClock.now
    private var length: Duration { LogWindow<Entry>.length }

    @Test func `holds lines back, so that those of a slower log go before them`() {
        var window = LogWindow<Entry>()
        window.add(Entry(20), at: start)
        var taken = [window.take(now: start + length / 2)]
        window.add(Entry(10), at: start + length / 2)
        window.add(Entry(30), at: start + length / 2)
        taken += [window.take(now: start + length), window.take(now: start + length * 2), window.takeAll()]
        #expect(taken.map { $0.map(\.order.milliseconds) } == [[], [10, 20], [30], []])
    }

    @Test func `is full when its entries are too large`() {
        var window = LogWindow<Entry>(sizeLimit: 100)
        window.add(Entry(10), size: 60, at: start)
        #expect(!window.isFull)
        window.add(Entry(20), size: 60, at: start)
        #expect(window.isFull)
        #expect(window.take(now: start).map(\.order.milliseconds) == [10, 20])
        #expect(!window.isFull)
    }

    @Test func `holds no more than its capacity`() {
        var window = LogWindow<Entry>(capacity: 100)
        var taken: [Int] = []
        var held = 0
        for number in 0..<1000 {
            window.add(Entry(number), at: start)
            held += 1
            if window.isFull {
                let entries = window.take(now: start)
                held -= entries.count
                taken += entries.map(\.order.milliseconds)
            }
            #expect(held < 100)
        }
        taken += window.takeAll().map(\.order.milliseconds)
        #expect(taken == Array(0..<1000))
    }

    @Test func `lines of one time keep the order in which they came`() {
        var window = LogWindow<Entry>()
        for log in 0..<20 { window.add(Entry(5, log: log), at: start) }
        let taken = window.takeAll()
        #expect(taken.map(\.log) == Array(0..<20))
    }
}
