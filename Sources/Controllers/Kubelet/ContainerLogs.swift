import Kubernetes
import LocalSystem
import Synchronization

/// What the runs of one container wrote: the present one and the one before it, the newest lines of each.
package final class ContainerLogs: Sendable {
    /// Which lines are wanted.
    package struct Query: Sendable {
        package var tailLines: Int?
        package var limitBytes: Int?
        /// Lines written at this time or later, in milliseconds since 1970.
        package var since: Int?
        package var hasTimestamps = false

        package init() {}
    }

    private struct Line {
        /// Milliseconds since 1970.
        let time: Int
        let text: String
    }

    /// The lines of one run that are kept.
    private struct Run {
        /// Counts the runs of the container.
        var number: Int
        var lines: ArraySlice<Line> = []
        var bytes = 0
        /// Lines that are not kept any more; those there are have the numbers after these.
        var dropped = 0
        var isEnded = false
    }

    private struct State {
        /// nil before the first run.
        var current: Run?
        var previous: Run?
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastWaiting = 0
    }

    private let state = Mutex(State())
    /// Bytes that are kept of one run.
    private let limit: Int
    private let now: @Sendable () -> Int

    /// `now` gives milliseconds since 1970.
    package init(limit: Int = 4 << 20, now: @escaping @Sendable () -> Int = { WallClock.milliseconds }) {
        self.limit = limit
        self.now = now
    }

    /// Adds to the present run; a text of several lines is as many.
    package func write(_ text: String) {
        let time = now()
        state.withLock { state in
            var run = state.current ?? Run(number: 1)
            state.current = nil
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                run.lines.append(Line(time: time, text: String(line)))
                run.bytes += line.utf8.count + 1
            }
            while run.bytes > limit, run.lines.count > 1, let first = run.lines.popFirst() {
                run.bytes -= first.text.utf8.count + 1
                run.dropped += 1
            }
            state.current = run
            Self.wake(&state)
        }
    }

    /// The container begins anew: what it wrote is the previous log now, and whoever follows that comes to its end.
    package func beginRun() {
        state.withLock { state in
            state.current?.isEnded = true
            state.previous = state.current
            state.current = Run(number: (state.previous?.number ?? 0) + 1)
            Self.wake(&state)
        }
    }

    /// Whoever follows the log comes to its end.
    package func endRun() {
        state.withLock { state in
            state.current?.isEnded = true
            Self.wake(&state)
        }
    }

    private static func wake(_ state: inout State) {
        for waiting in state.waiting.values { waiting.yield() }
    }

    package func text(_ query: Query) -> [UInt8] {
        state.withLock { state in state.current.map { Self.text($0, query) } ?? [] }
    }

    /// nil where there was no run before.
    package func previousText(_ query: Query) -> [UInt8]? {
        state.withLock { state in state.previous.map { Self.text($0, query) } }
    }

    /// What is there and what comes, every line once, until the run ends or nobody reads any more.
    ///
    /// Nothing is put by for the reader: it takes what is kept when it asks. One that is slower than the container loses
    /// what is dropped meanwhile, as at a kubelet whose log is rotated.
    package func follow(_ query: Query) -> AsyncStream<[UInt8]> {
        let (changes, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (reader, number) = state.withLock { state in
            state.lastWaiting += 1
            state.waiting[state.lastWaiting] = signal
            return (Reader(query: query, at: state.current.map { Self.start(of: $0, query) }), state.lastWaiting)
        }
        signal.onTermination = { [weak self] _ in
            // In a task of its own: this may be called where the lock is held.
            Task { self?.forget(number) }
        }
        let position = Mutex(reader)
        return AsyncStream {
            while true {
                switch position.withLock({ reader in self.state.withLock { reader.read($0) } }) {
                case .lines(let bytes): return bytes
                case .end:
                    signal.finish()
                    return nil
                case .nothing:
                    var iterator = changes.makeAsyncIterator()
                    // nil: the reader has gone.
                    guard await iterator.next() != nil else { return nil }
                }
            }
        } onCancel: {
            signal.finish()
        }
    }

    private func forget(_ number: Int) { _ = state.withLock { $0.waiting.removeValue(forKey: number) } }

    /// How many followers there are; for tests.
    var followers: Int { state.withLock { $0.waiting.count } }

    /// Where a reader of a followed log stands.
    private struct Reader {
        enum Step { case lines([UInt8]), nothing, end }

        let query: Query
        /// The run that is read and the number of the line that is next; nil before there is one.
        var position: (run: Int, line: Int)?
        var bytesLeft: Int?

        init(query: Query, at position: (run: Int, line: Int)?) {
            self.query = query
            self.position = position
            bytesLeft = query.limitBytes.flatMap { $0 > 0 ? $0 : nil }
        }

        mutating func read(_ state: State) -> Step {
            if bytesLeft == 0 { return .end }
            guard let current = state.current else { return .nothing }
            let at = position ?? (current.number, current.dropped)
            guard let run = [current, state.previous].compactMap({ $0 }).first(where: { $0.number == at.run }) else {
                return .end
            }
            let fresh = run.lines.dropFirst(max(0, at.line - run.dropped))
            position = (run.number, run.dropped + run.lines.count)
            var bytes: [UInt8] = []
            for line in fresh { ContainerLogs.append(line, query, to: &bytes) }
            if let left = bytesLeft {
                bytes = Array(bytes.prefix(left))
                bytesLeft = left - bytes.count
            }
            if !bytes.isEmpty { return .lines(bytes) }
            return run.isEnded ? .end : .nothing
        }
    }

    /// The first line of a run that a query wants.
    private static func start(of run: Run, _ query: Query) -> (run: Int, line: Int) {
        (run.number, run.dropped + run.lines.count - wanted(run, query).count)
    }

    private static func wanted(_ run: Run, _ query: Query) -> ArraySlice<Line> {
        var wanted = run.lines
        if let since = query.since { wanted = wanted.drop { $0.time < since } }
        if let tail = query.tailLines, tail >= 0 { wanted = wanted.suffix(tail) }
        return wanted
    }

    private static func text(_ run: Run, _ query: Query) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in wanted(run, query) { append(line, query, to: &bytes) }
        if let limit = query.limitBytes, limit > 0 { bytes = Array(bytes.prefix(limit)) }
        return bytes
    }

    private static func append(_ line: Line, _ query: Query, to bytes: inout [UInt8]) {
        if query.hasTimestamps { bytes += Array("\(NanoTime.text(line.time)) ".utf8) }
        bytes += Array(line.text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }
}

/// Times as container runtimes put them before lines: RFC 3339 with nine digits behind the second.
enum NanoTime {
    static func text(_ milliseconds: Int) -> String {
        let fraction = String(1000 + milliseconds % 1000).dropFirst()
        return "\(Timestamp(milliseconds: milliseconds).description.dropLast()).\(fraction)000000Z"
    }
}
