import CommandLineKit
import Kubernetes
import LocalSystem
import Reports
import Topology

/// Shows Events as they come, of both clusters, until the user has had enough.
struct EventsWatch: Sendable {
    let pair: LivePair
    let filter: EventEntry.Filter
    let clocks: ClusterClocks
    let format: EventReport.Format
    let style: TextStyle
    /// What stands on the screen already.
    let shown: Set<EventEntry>
    let environment: Environment

    func run() async -> ExitStatus {
        let caughtSignal = environment.catchSignals()
        let notes = FollowNotes([], environment)
        let topology = Topology(pair.observation)
        var rows = EventFormat(
            style: style, isWide: format == .wide, names: EventReport.names(topology), now: topology.now)
        rows.expect(Array(shown))
        let format = Locked(rows)
        await withDiscardingTaskGroup { group in
            for (side, client) in pair.clients {
                for query in pair.plan.eventQueries(side, topology) {
                    group.addTask { await watch(side, client, query, format, notes) }
                }
            }
            while caughtSignal() == nil, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
            group.cancelAll()
        }
        return caughtSignal() == 15 ? .terminated : .interrupted
    }

    private func watch(
        _ side: ClusterSide, _ client: APIClient, _ query: ListQuery, _ rows: Locked<EventFormat>, _ notes: FollowNotes
    ) async {
        await WatchedObjects(
            client, Event.self, query,
            onChange: { change, object in
                // They are deleted when they are old.
                guard change != .deleted else { return }
                let entry = EventEntry(object.object, side, clocks)
                guard filter.shows(object.object, entry), !shown.contains(entry) else { return }
                rows.withLock { rows in environment.writeOutput(text(entry, &rows)) }
            },
            onFailure: { error in notes.say("Events of the \(side.rawValue) cluster: \(error.summary); trying again") }
        ).run()
    }

    private func text(_ entry: EventEntry, _ rows: inout EventFormat) -> String {
        switch format {
        case .table, .wide: rows.row(entry)
        case .short: rows.short(entry)
        case .json, .yaml: Self.json(entry)
        case .name: EventReport.name(of: entry, style)
        }
    }

    /// One object on one line.
    static func json(_ entry: EventEntry) -> String {
        LogFormat.terminalSafe(String(decoding: EventReport.document(entry).encoded(), as: UTF8.self)) + "\n"
    }
}
