import CommandLineKit
import Kubernetes
import LocalSystem
import Reports
import Topology

/// Watches both clusters for what may change a report, tells it, and says when to look again: what the watches tell is not
/// all that a change changes.
///
/// What cannot be watched, for want of the right, while a server does not answer, or because it is a number that an Envoy
/// tells, is looked at every `interval`; the rest also now and then, for what no watch tells: Leases that are not renewed,
/// nodes, time that passes.
actor ClusterWatch {
    private let signal = ChangeSignal()
    /// Takes changes that are shown as they are told; nil where only whole looks count.
    private let keep: Keep?
    private let pace: Pace
    /// Whether there may be changes that nobody was told of.
    private var hasGap = false
    /// Whether a change was reported, or a watch has begun for the first time. If a server ends watches again and again, that they
    /// begin again is no reason to read the clusters sooner than at `interval`.
    private var isUrgent = false
    private var begun: Set<WatchedKind> = []
    private let say: @Sendable (String) -> Void
    private let interval: Duration
    private var running: (plan: Plan, task: Task<Void, Never>)?
    /// Those whose watch does not run.
    private var blind: Set<WatchedKind> = []
    /// Those of which it is not known yet.
    private var pending: Set<WatchedKind> = []
    private let beginning = ChangeSignal()
    private var failures = WatchFailures()
    /// Paths of the Services whose EndpointSlices matter.
    private var services: Set<String> = []

    /// What is watched, where.
    private struct Plan: Hashable {
        var kinds: Set<WatchedKind>
        var reached: Set<ClusterSide>
    }

    /// Whether all Services that were seen last are as they should be.
    private var isSettled = false

    /// How often a look is taken although nothing seems to have changed: for what pods count, which nobody can watch. Who
    /// waits wants to know soon; a watch may go on for days and asks for nothing while nothing changes.
    static func refresh(forWatch: Bool) -> Duration { forWatch ? .seconds(300) : .seconds(30) }
    /// Changes come in swarms: so long after the first one, the others will have come.
    private var settling: Duration { isCovered ? .seconds(1) : .milliseconds(200) }
    private static let shortestPause = Duration.seconds(1)

    /// However long it takes to read the clusters, and however much changes, the pause after it is not longer than this: each
    /// read sends dozens of requests.
    struct Pace: Sendable {
        /// So many times the time of a look is rest.
        let rest: Int
        let longestPause: Duration

        static let ofPair = Pace(rest: 1, longestPause: .seconds(30))
        /// Of a management cluster much more is read, and somebody else changes it all the time.
        static let ofFleet = Pace(rest: 10, longestPause: .seconds(300))
    }

    /// What becomes of a change that is told.
    enum Keeping: Sendable {
        /// It is shown as it is told.
        case shown
        /// It is shown, and no reason to look again.
        case minor
        /// Only a look can show it.
        case gap
        /// It changes no report.
        case ignored
    }

    typealias Keep = @Sendable (WatchedChange, WatchedKind, _ isNews: Bool) async -> Keeping

    init(interval: Duration, pace: Pace = .ofPair, keep: Keep?, say: @escaping @Sendable (String) -> Void) {
        (self.interval, self.pace, self.keep, self.say) = (interval, pace, keep, say)
    }

    init(interval: Duration, kept: KeptObservation?, say: @escaping @Sendable (String) -> Void) {
        self.init(interval: interval, keep: kept.map(Self.keeping), say: say)
    }

    private static func keeping(_ kept: KeptObservation) -> Keep {
        { change, _, isNews in
            guard let note = change.note else { return isNews ? .gap : .minor }
            // A slice may be told before its Service is.
            await kept.note(note, isNews: isNews)
            return isNews ? .shown : .minor
        }
    }

    /// Watches what matters to what was seen last; `clients` gives those of the sides that are reached.
    func follow(
        _ report: Report, _ selection: ServiceSelection,
        _ clients: @escaping @Sendable () async -> [ClusterSide: APIClient]
    ) {
        let topology = report.topology
        // The way to Routed, and back from what is wrong, is told by Envoy's numbers.
        isSettled =
            (report.services.map(\.stages) + report.routes.map(\.stages))
            .allSatisfy { $0.isRouted || $0.state == .ignored }
            && !report.findings.contains { $0.resource != nil }
        services = Set(topology.exposures.map { $0.service.metadata.path })
            .union(report.routes.flatMap(\.exposure.backends).map(\.path))
        let kinds = WatchedKind.all(for: selection, in: topology)
        follow(kinds, on: Set(ClusterSide.allCases.filter { topology.failure(of: $0) == nil }), clients)
    }

    /// Watches kinds that are known before the first look, and returns when each watch has begun or failed: what a look sees
    /// from then on leaves no gap.
    func begin(
        _ kinds: Set<WatchedKind>, within limit: Duration,
        _ clients: @escaping @Sendable () async -> [ClusterSide: APIClient]
    ) async {
        isSettled = true
        await beginning.clear()
        follow(kinds, on: [.management], clients)
        guard !pending.isEmpty else { return }
        guard await beginning.wait(atMost: limit) else { return }
        (hasGap, isUrgent) = (false, false)
        await signal.clear()
    }

    private func follow(
        _ kinds: Set<WatchedKind>, on reached: Set<ClusterSide>,
        _ clients: @escaping @Sendable () async -> [ClusterSide: APIClient]
    ) {
        let plan = Plan(kinds: kinds, reached: reached)
        guard plan != running?.plan else { return }
        running?.task.cancel()
        (blind, pending) = (kinds, kinds)
        let task = Task {
            let clients = await clients()
            await withDiscardingTaskGroup { group in
                for kind in kinds {
                    guard let client = clients[kind.side] else { continue }
                    group.addTask { await self.watch(kind, client) }
                }
            }
        }
        running = (plan, task)
    }

    func stop() {
        running?.task.cancel()
        running = nil
    }

    private func watch(_ kind: WatchedKind, _ client: APIClient) async {
        await kind.watch(
            client, onChange: { await self.note($0, of: kind) }, onState: { await self.note($0, of: kind) })
    }

    private func note(_ change: WatchedChange, of kind: WatchedKind) async {
        failures.forget(kind.title)
        if case .services(.tenant, _) = kind { services.insert(change.metadata.path) }
        let matters = matters(change, of: kind)
        switch await keep?(change, kind, matters) ?? (matters ? .gap : .minor) {
        case .shown: break
        case .gap: hasGap = true
        case .minor, .ignored: return
        }
        isUrgent = true
        await signal.raise()
    }

    private func matters(_ change: WatchedChange, of kind: WatchedKind) -> Bool {
        guard case .endpointSlices = kind else { return true }
        return change.metadata.labels[EndpointSlice.serviceNameLabel].map {
            services.contains("\(change.metadata.namespace)/\($0)")
        } ?? false
    }

    private func note(_ error: APIError?, of kind: WatchedKind) async {
        await take(error, of: kind)
        if pending.remove(kind) != nil, pending.isEmpty { await beginning.raise() }
    }

    private func take(_ error: APIError?, of kind: WatchedKind) async {
        guard running?.plan.kinds.contains(kind) == true else { return }
        if let error {
            // A look finds out if it is served one day.
            if kind.mayBeAbsent, error.isOfAbsence {
                blind.remove(kind)
                return
            }
            blind.insert(kind)
            guard failures.isNews(error, of: kind.title) else { return }
            let pause = "read every \(interval.components.seconds) s instead"
            say(escaped("\(kind.title) cannot be watched and are \(pause): \(error.summary)"))
        } else {
            blind.remove(kind)
            // It may have changed between the look and the beginning of the watch.
            hasGap = true
            if begun.insert(kind).inserted { isUrgent = true }
            await signal.raise()
        }
    }

    /// Whether what changes is shown before the next look.
    private var isCovered: Bool { keep != nil && !hasGap }

    /// Returns when there may be something new to see, at the latest after `limit`. A look that took long is not repeated
    /// without a rest as long, however much changes; nor sooner than at `interval` where the change is shown already.
    func waitForChange(atMost limit: Duration, after look: Duration) async {
        let begin = ContinuousClock.now
        await signal.wait(atMost: blind.isEmpty && isSettled ? limit : min(limit, interval))
        // Of the rest, what has gone by while nothing changed is over.
        let pause = max(look * pace.rest, isCovered || !isUrgent ? interval : Self.shortestPause)
        let rest = min(pause, pace.longestPause) - (.now - begin)
        try? await Task.sleep(for: min(limit, max(settling, rest)))
        hasGap = false
        isUrgent = false
        await signal.clear()
    }
}

extension APIError {
    /// Whether the server does not serve the kind.
    fileprivate var isOfAbsence: Bool {
        switch self {
        case .notServed, .notFound: true
        default: false
        }
    }
}
