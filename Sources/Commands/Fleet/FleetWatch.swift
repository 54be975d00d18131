import CommandLineKit
import Diagnosis
import Kubernetes
import LocalSystem
import Reports
import Topology

/// `doctor` and `status` of the tenants of a management cluster with `--watch`. While nothing changes nothing is asked for, but the
/// statistics of Envoys that reach no node: no watch tells that they do again. If pairs lead to tenant clusters, everything is read
/// again at each interval.
struct FleetWatch: Sendable {
    let fleet: FleetRun
    let policy: JudgementPolicy
    let output: ReportOutput
    let environment: Environment

    /// How long a watch may take to begin before the first look is taken without it.
    private static let patience = Duration.seconds(5)

    private var options: WaitOptions { fleet.options.wait }
    private var tenant: String? { fleet.options.source.tenantName }

    func run() async throws(CommandFailure) -> ExitStatus {
        try output.refuseUnwatched(fleet.options.output.choice.name)
        let source = try FleetSource(fleet.options.source, output.quieted(environment))
        let (kept, judge) = (KeptFleet(), FleetJudge(fleet, policy))
        let screen = WatchOutput(output, environment)
        let pairs = try fleet.pairs()
        if pairs != nil {
            screen.note(
                "tenant clusters that pairs of the configuration file lead to are not watched: everything is read again at "
                    + "each interval (--interval)")
        }
        let ending = try await WatchEnding.first(
            of: { () async throws(CommandFailure) in try await repeatLook(source, pairs, kept, judge, screen) },
            isWatch: true, screen, environment,
            beside: [
                { await show(changesOf: kept, judge, screen) }, { await readStatistics(source, kept, judge) },
            ])
        switch ending {
        case .value(let status), .ended(let status): return status
        }
    }

    private func repeatLook(
        _ source: FleetSource, _ pairs: ManagementPairs?, _ kept: KeptFleet, _ judge: FleetJudge, _ screen: WatchOutput
    ) async throws(CommandFailure) -> ExitStatus {
        let watch = ClusterWatch(
            interval: options.interval, pace: .ofFleet, keep: { change, kind, _ in await kept.note(change, of: kind) },
            say: { screen.note($0) })
        await watch.begin(WatchedKind.ofTenants(only: tenant), within: Self.patience) { [.management: source.client] }
        let lastLook = Locked(Duration.zero)
        var waiting = Waiting(
            clock: ContinuousClock(), isRepeated: true,
            interval: pairs == nil ? ClusterWatch.refresh(forWatch: options.waitsFor == nil) : options.interval,
            deadline: options.timeout.map { .now + $0 })
        waiting.change = { limit in await watch.waitForChange(atMost: limit, after: lastLook.withLock { $0 }) }
        let said = Locked(Set<String>())
        let result: Waiting<ContinuousClock>.Result<FleetReport>
        do throws(CommandFailure) {
            result = try await waiting.run {
                () async throws(CommandFailure) -> FleetReport in
                let begin = ContinuousClock.now
                let seen = try await source.observe(only: tenant, joining: pairs).checked(tenant)
                let sight = await kept.take(seen, begin: begin)
                let report = try await judge.report(of: sight)
                // What could not be read at the deadline, or after a signal, is not news.
                guard !Task.isCancelled else { return report }
                screen.show(report, of: sight)
                for note in sight.notes where said.withLock({ $0.insert(note).inserted }) { screen.note(note) }
                lastLook.withLock { $0 = .now - begin }
                return report
            } until: { report in
                options.waitsFor?.isMet(by: report.waitState) ?? false
            } pause: { _, sleep in
                await sleep()
            }
        } catch {
            await watch.stop()
            throw error
        }
        await watch.stop()
        guard let condition = options.waitsFor, result.isExpired else {
            return ExitStatus(rawValue: Int32(result.state.exitStatus)) ?? .undetermined
        }
        condition.writeTimeout(result.state.waitState, environment)
        return .timedOut
    }

    /// Shows what watches tell between two looks, until the task is cancelled.
    private func show(changesOf kept: KeptFleet, _ judge: FleetJudge, _ screen: WatchOutput) async {
        while !Task.isCancelled {
            await kept.waitForChange()
            let begin = ContinuousClock.now
            // A judgement that fails is told by the next look.
            guard let sight = await kept.current, !Task.isCancelled, let report = try? await judge.report(of: sight)
            else { continue }
            screen.show(report, of: sight)
            // However much changes, half of the time is rest.
            try? await Task.sleep(for: .now - begin)
        }
    }

    /// Reads at each interval what no watch reports: a firewall that lets Envoy through again changes no object.
    private func readStatistics(_ source: FleetSource, _ kept: KeptFleet, _ judge: FleetJudge) async {
        let readsMetrics = fleet.options.source.evidence.readsMetrics
        while (try? await Task.sleep(for: options.interval)) != nil {
            for name in readsMetrics ? await judge.unreached : [] {
                guard let settled = await kept.settled(name) else { continue }
                let parts = await source.statistics(of: settled.observation)
                if !parts.isEmpty { await kept.take(statistics: parts, of: name, for: settled.begin) }
            }
        }
    }
}

/// Judges tenants that have changed, and remembers what it found of the others.
actor FleetJudge {
    private let fleet: FleetRun
    private let policy: JudgementPolicy
    private var known: [String: (number: Int, diagnosis: Diagnosis)] = [:]

    init(_ fleet: FleetRun, _ policy: JudgementPolicy) {
        (self.fleet, self.policy) = (fleet, policy)
    }

    func report(of sight: KeptFleet.Sight) throws(CommandFailure) -> FleetReport {
        var judged: [String: (number: Int, diagnosis: Diagnosis)] = [:]
        for tenant in sight.tenants {
            let old = known[tenant.name]
            judged[tenant.name] =
                old?.number == tenant.number
                ? old : (tenant.number, policy.diagnosis(of: tenant.observation))
        }
        known = judged
        return try fleet.report(
            of: sight.tenants.compactMap { tenant in judged[tenant.name].map { (tenant.name, $0.diagnosis) } },
            sight.platform, policy, views: sight.views)
    }

    /// Tenants of which an Envoy reaches no node, as far as its statistics show.
    var unreached: [String] {
        known.filter { $0.value.diagnosis.isUnreached }.keys.sorted()
    }
}

extension Diagnosis {
    fileprivate var isUnreached: Bool {
        (services.map(\.stages) + routes.map(\.stages)).contains { $0.stopped?.gate == .upstreams }
    }
}
