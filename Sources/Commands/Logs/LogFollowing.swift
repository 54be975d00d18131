import CommandLineKit
import KubeLB
import Kubernetes
import LocalSystem
import Reports
import Topology

/// Follows the logs of all pods of the components, also of those that come later, until the user has had enough.
///
/// One task a container reads, one a component watches the pods, and one writes what has waited long enough for the lines
/// of slower logs. Nothing grows: a log waits while the window is full.
struct LogFollowing: Sendable {
    let logs: LiveLogs
    let components: [LogComponent]
    let filter: LogFilter
    let clocks: LogClocks
    let output: LogOutput
    /// What was said already.
    let known: Set<LogProblem>
    let environment: Environment

    /// What the tasks tell the one that starts them.
    private enum Command: Sendable {
        case follow(LogSource, LogComponent, restarts: Int)
        case stop
    }

    func run(from positions: [LogHistory.Position]) async -> ExitStatus {
        let caughtSignal = environment.catchSignals()
        let window = SharedWindow(output)
        let notes = FollowNotes(known, environment)
        let roster = LogRoster()
        let (commands, sender) = AsyncStream.makeStream(of: Command.self)
        let starts = Dictionary(positions.map { ($0.reader.source, $0) }) { first, _ in first }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while caughtSignal() == nil, !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(100))
                    window.flush()
                }
                sender.yield(.stop)
            }
            for component in components {
                guard let client = logs.clients[component.side], let query = logs.query(component) else { continue }
                group.addTask { [logs] in
                    await PodWatch(client: client, query: query, component: component, notes: notes).run { pod in
                        let source = logs.source(component, pod)
                        guard let status = pod.containerStatuses.first(where: { $0.name == source.container }) else {
                            return
                        }
                        if roster.note(source, restarts: status.restartCount) {
                            sender.yield(.follow(source, component, restarts: status.restartCount))
                        }
                    }
                }
            }
            for await command in commands {
                guard case .follow(let source, let component, let restarts) = command else { break }
                guard let client = logs.clients[source.side] else { continue }
                let start = starts[source]
                if start == nil { output.noteNewPod(source) }
                let reader =
                    start?.reader
                    ?? LogReader(
                        source, component, filter, correction: clocks.correction(source.side),
                        reference: environment.now())
                var follower = LogFollower(
                    client: client, reader: reader, resume: start?.resume ?? ResumePoint(), roster: roster,
                    window: window, notes: notes, restarts: restarts)
                group.addTask {
                    await follower.run()
                    roster.forget(source)
                }
            }
            group.cancelAll()
        }
        window.finish()
        return caughtSignal() == 15 ? .terminated : .interrupted
    }
}

/// The window that all followers share, and the writing of what leaves it.
final class SharedWindow: Sendable {
    private let window = Locked(LogWindow<LogReader.Shown>())
    private let output: LogOutput

    init(_ output: LogOutput) {
        self.output = output
    }

    /// Writes at once what there is no room for: the log that says so much waits for the terminal.
    func add(_ shown: LogReader.Shown) {
        window.withLock { window in
            window.add(shown, at: .now)
            if window.isFull { window.take(now: .now).forEach(output.write) }
        }
    }

    func flush() { window.withLock { window in window.take(now: .now).forEach(output.write) } }

    func finish() { window.withLock { window in window.takeAll().forEach(output.write) } }
}

/// Which containers are followed, and how often each was restarted.
final class LogRoster: Sendable {
    private let restarts = Locked([LogSource: Int]())

    /// Whether the container was not known.
    func note(_ source: LogSource, restarts count: Int) -> Bool {
        restarts.withLock { $0.updateValue(count, forKey: source) == nil }
    }

    func forget(_ source: LogSource) { restarts.withLock { $0[source] = nil } }

    func restarts(of source: LogSource) -> Int? { restarts.withLock { $0[source] } }
}

/// What is said on stderr while logs are followed, each thing once.
final class FollowNotes: Sendable {
    private let said: Locked<Set<String>>
    private let environment: Environment

    init(_ known: Set<LogProblem>, _ environment: Environment) {
        said = Locked(Set(known.map(\.text)))
        self.environment = environment
    }

    func say(_ text: String) {
        guard said.withLock({ $0.insert(text).inserted }) else { return }
        environment.writeError("note: \(escaped(text))\n")
    }
}
