import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import LocalSystem
import Reports
import Topology

/// Shows Events as they come, of both clusters or of the management cluster alone, until the user has had enough.
struct EventsWatch: Sendable {
    let pair: LivePair
    let selection: ServiceSelection
    let filter: EventEntry.Filter
    let clocks: ClusterClocks
    let format: EventReport.Format
    let style: TextStyle
    /// What stands on the screen already.
    let shown: Set<EventEntry>
    /// Of the first observation.
    let findings: EventFindings
    let environment: Environment

    func run() async -> ExitStatus {
        let caughtSignal = environment.catchSignals(true)
        let notes = FollowNotes([], environment)
        let topology = Topology(pair.observation)
        var rows = EventFormat(
            style: style, isWide: format == .wide, names: EventReport.names(topology), findings: findings,
            now: topology.now)
        rows.expect(Array(shown))
        let format = Locked(rows)
        let filter = Locked(filter)
        await withDiscardingTaskGroup { group in
            for (side, client) in pair.clients {
                for query in pair.plan.eventQueries(side, topology) {
                    group.addTask { await watch(side, client, query, filter, format, notes) }
                }
            }
            if let tenant = pair.clients[.tenant] {
                group.addTask { await watchServices(tenant, topology, filter, notes) }
            } else if let management = pair.clients[.management], topology.position.hides(.tenant), !selection.isNamed {
                group.addTask { await watchLoadBalancers(management, topology, filter, notes) }
            }
            while caughtSignal() == nil, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(100)) }
            group.cancelAll()
        }
        return caughtSignal() == 15 ? .terminated : .interrupted
    }

    private func watch(
        _ side: ClusterSide, _ client: APIClient, _ query: ListQuery, _ filter: Locked<EventEntry.Filter>,
        _ rows: Locked<EventFormat>, _ notes: FollowNotes
    ) async {
        await WatchedObjects(
            client, Event.self, query,
            onChange: { change, object in
                // They are deleted when they are old.
                guard change != .deleted else { return }
                let entry = EventEntry(object.object, side, clocks)
                guard filter.withLock({ $0.shows(object.object, entry) }), !shown.contains(entry) else { return }
                rows.withLock { rows in environment.writeOutput(text(entry, &rows)) }
            },
            onFailure: { error in notes.say("Events of the \(side.rawValue) cluster: \(error.summary); retrying") }
        ).run()
    }

    /// Services that come while one looks are looked at, too.
    private func watchServices(
        _ client: APIClient, _ topology: Topology, _ filter: Locked<EventEntry.Filter>, _ notes: FollowNotes
    ) async {
        await WatchedObjects(
            client, Service.self, .loadBalancerServices(),
            onChange: { change, object in
                guard change != .deleted, selection.mayMean(object.object) else { return }
                filter.withLock { $0.objects.add(object.object, tenantNamespace: topology.tenantNamespace) }
            },
            onFailure: { error in notes.say("new Services of the tenant cluster are not watched: \(error.summary)") }
        ).run()
    }

    /// The same if LoadBalancers stand for Services.
    private func watchLoadBalancers(
        _ client: APIClient, _ topology: Topology, _ filter: Locked<EventEntry.Filter>, _ notes: FollowNotes
    ) async {
        guard let namespace = topology.tenantNamespace else { return }
        await WatchedObjects(
            client, LoadBalancer.self, ListQuery(namespace: namespace),
            onChange: { change, object in
                guard change != .deleted else { return }
                filter.withLock { $0.objects.add(object.object) }
            },
            onFailure: { error in notes.say("new LoadBalancers of the tenant are not watched: \(error.summary)") }
        ).run()
    }

    private func text(_ entry: EventEntry, _ rows: inout EventFormat) -> String {
        switch format {
        case .table, .wide: rows.row(entry)
        case .short: rows.short(entry)
        case .json, .yaml: Self.json(entry, findings)
        case .name: EventReport.name(of: entry, style)
        }
    }

    /// One object on one line.
    static func json(_ entry: EventEntry, _ findings: EventFindings) -> String {
        String(decoding: EventReport.document(entry, findings).encoded(), as: UTF8.self) + "\n"
    }
}
