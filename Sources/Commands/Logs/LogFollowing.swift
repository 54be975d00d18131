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
    let clocks: ClusterClocks
    let output: LogOutput
    /// The logs that were there at the beginning, and from when on they are wanted.
    let beginnings: [LogSource: Timestamp?]
    /// What was said already.
    let said: Set<LogProblem>
    let environment: Environment

    /// What the tasks tell the one that starts them.
    private enum Command: Sendable {
        case follow(LogSource, LogComponent)
        case stop
    }

    func run(from positions: [LogHistory.Position]) async -> ExitStatus {
        let caughtSignal = environment.catchSignals(true)
        let window = SharedWindow(output)
        let notes = FollowNotes(said, environment)
        let roster = LogRoster()
        let (commands, sender) = AsyncStream.makeStream(of: Command.self)
        let starts = Dictionary(positions.map { ($0.reader.source, $0) }) { first, _ in first }
        await withDiscardingTaskGroup { group in
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
                            sender.yield(.follow(source, component))
                        }
                    }
                }
            }
            for await command in commands {
                guard case .follow(let source, let component) = command else { break }
                guard let client = logs.clients[source.side] else { continue }
                if beginnings[source] == nil { output.noteNewPod(source) }
                let reader =
                    starts[source]?.reader
                    ?? LogReader(
                        source, component, filter, correction: clocks.correction(source.side),
                        reference: environment.now())
                let follower = LogFollower(
                    client: client, reader: reader,
                    resume: starts[source]?.resume ?? ResumePoint(start: beginnings[source] ?? nil),
                    restarts: logs.restarts(of: source), roster: roster, window: window, notes: notes)
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
