import Kubernetes
import LocalSystem
import Synchronization

/// What the runs of one container wrote: the present one and the one before it, the newest lines of each.
package final class ContainerLogs: Sendable {
    package struct Line: Sendable {
        /// Milliseconds since 1970.
        package let time: Int
        package let text: String
    }

    /// Which lines are wanted.
    package struct Query: Sendable {
        package var tailLines: Int?
        package var limitBytes: Int?
        /// Milliseconds since 1970.
        package var since: Int?
        package var hasTimestamps = false

        package init() {}
    }

    private struct State {
        var lines: [Line] = []
        var bytes = 0
        var previous: [Line]?
        var followers: [Int: AsyncStream<Line>.Continuation] = [:]
        var last = 0
    }

    private let state = Mutex(State())
    /// Bytes that are kept of one run.
    private static let limit = 4 << 20

    package init() {}

    package func write(_ text: String) {
        let line = Line(time: WallClock.milliseconds, text: text)
        state.withLock { state in
            state.lines.append(line)
            state.bytes += text.utf8.count + 1
            if state.bytes > Self.limit {
                // A quarter at a time, so that not every line moves all others.
                while state.bytes > Self.limit * 3 / 4, !state.lines.isEmpty {
                    let drop = max(1, state.lines.count / 8)
                    state.bytes -= state.lines.prefix(drop).reduce(0) { $0 + $1.text.utf8.count + 1 }
                    state.lines.removeFirst(drop)
                }
            }
            for follower in state.followers.values { follower.yield(line) }
        }
    }

    /// The container begins anew: what it wrote is the previous log now, and whoever followed it is done.
    package func beginRun() {
        state.withLock { state in
            state.previous = state.lines
            state.lines = []
            state.bytes = 0
            Self.endFollowers(&state)
        }
    }

    package func endRun() { state.withLock { Self.endFollowers(&$0) } }

    private static func endFollowers(_ state: inout State) {
        for follower in state.followers.values { follower.finish() }
        state.followers = [:]
    }

    package func text(_ query: Query) -> [UInt8] { state.withLock { Self.text($0.lines, query) } }

    /// nil where there was no run before.
    package func previousText(_ query: Query) -> [UInt8]? {
        state.withLock { state in state.previous.map { Self.text($0, query) } }
    }

    /// What is there and what comes, every line once, until the run ends or nobody reads any more.
    package func follow(_ query: Query) -> AsyncStream<[UInt8]> {
        let (lines, continuation) = AsyncStream<Line>.makeStream()
        let (present, number) = state.withLock { state in
            state.last += 1
            state.followers[state.last] = continuation
            return (Self.text(state.lines, query), state.last)
        }
        continuation.onTermination = { [weak self] _ in
            Task { _ = self?.state.withLock { $0.followers.removeValue(forKey: number) } }
        }
        return AsyncStream { output in
            if !present.isEmpty { output.yield(present) }
            let relay = Task {
                for await line in lines { output.yield(Self.bytes(of: line, query)) }
                output.finish()
            }
            output.onTermination = { _ in relay.cancel() }
        }
    }

    private static func text(_ lines: [Line], _ query: Query) -> [UInt8] {
        var wanted = lines[...]
        if let since = query.since { wanted = wanted.drop { $0.time < since } }
        if let tail = query.tailLines, tail >= 0 { wanted = wanted.suffix(tail) }
        var bytes: [UInt8] = []
        for line in wanted { bytes += Self.bytes(of: line, query) }
        if let limit = query.limitBytes, limit > 0 { bytes = Array(bytes.prefix(limit)) }
        return bytes
    }

    private static func bytes(of line: Line, _ query: Query) -> [UInt8] {
        let stamp = query.hasTimestamps ? "\(MicroTime.text(line.time)) " : ""
        return Array("\(stamp)\(line.text)\n".utf8)
    }
}
