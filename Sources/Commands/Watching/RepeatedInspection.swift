import CommandLineKit
import Kubernetes
import LocalSystem
import Reports
import Topology

/// `status` and `doctor` with `--watch` or `--wait`: they look again whenever a watch on one of the clusters says that there
/// is something new, until it is as wanted, the time is up or the user has had enough.
struct RepeatedInspection: Sendable {
    let options: WaitOptions
    let selection: ServiceSelection
    /// One look.
    let observe: @Sendable (ServiceSelection) async throws(CommandFailure) -> Observation
    let judge: @Sendable (Observation, ServiceSelection) throws(CommandFailure) -> Report
    /// The statistics of pods as they are now.
    let statistics: @Sendable (Observation) async -> [PlannedRead.Part]
    /// The clients of the clusters that can be watched.
    let clients: @Sendable () async -> [ClusterSide: APIClient]
    let output: WatchOutput
    let environment: Environment

    enum Outcome: Sendable {
        /// What was seen last, with the status that the command ends with.
        case report(Report)
        /// What was waited for to go is gone.
        case gone(String)
        /// A watch has been ended; all has been shown.
        case ended(ExitStatus)
    }

    /// What one look has seen.
    private enum Seen: Sendable {
        case report(Report, time: Duration)
        case gone(String)
    }

    func run() async throws(CommandFailure) -> Outcome {
        let kept = KeptObservation()
        let ending = try await WatchEnding.first(
            of: { () async throws(CommandFailure) in try await repeatLook(kept) }, isWatch: options.watches, output,
            environment, beside: [{ await show(changesOf: kept) }, { await readStatistics(kept) }])
        return switch ending {
        case .value(let outcome): outcome
        case .ended(let status): .ended(status)
        }
    }

    /// Whether changes are shown as they are told. Named Services are read anew as fast.
    private var showsChanges: Bool { options.watches && !selection.isNamed }

    /// Shows what watches tell between two looks, until the task is cancelled.
    private func show(changesOf kept: KeptObservation) async {
        while !Task.isCancelled {
            await kept.waitForChange()
            let begin = ContinuousClock.now
            // A judgement that fails is told by the next look.
            guard let sight = await kept.current, sight.isChanged, !Task.isCancelled,
                let report = try? judge(sight.observation, selection)
            else { continue }
            output.show(report, of: sight)
            // However much changes, half of the time is rest.
            try? await Task.sleep(for: .now - begin)
        }
    }

    /// Reads the statistics of pods at each interval, which no watch reports: a node that refuses connections changes no object.
    private func readStatistics(_ kept: KeptObservation) async {
        while (try? await Task.sleep(for: options.interval)) != nil {
            guard let look = await kept.settled else { continue }
            let parts = await statistics(look.observation)
            if !parts.isEmpty { await kept.take(statistics: parts, for: look.begin) }
        }
    }

    private func repeatLook(_ kept: KeptObservation) async throws(CommandFailure) -> Outcome {
        let watch = ClusterWatch(interval: options.interval, kept: showsChanges ? kept : nil) {
            [output] in output.note($0)
        }
        let lastLook = Locked(Duration.zero)
        let named = Locked(selection)
        var waiting = Waiting(
            clock: ContinuousClock(), isRepeated: true,
            interval: ClusterWatch.refresh(forWatch: options.waitsFor == nil),
            deadline: options.timeout.map { .now + $0 })
        waiting.change = { limit in await watch.waitForChange(atMost: limit, after: lastLook.withLock { $0 }) }
        let result: Waiting<ContinuousClock>.Result<Seen>
        do throws(CommandFailure) {
            result = try await waiting.run {
                () async throws(CommandFailure) -> Seen in
                let seen = try await once(named, kept)
                if case .report(let report, let time) = seen {
                    lastLook.withLock { $0 = time }
                    await watch.follow(report, selection, clients)
                }
                return seen
            } until: { seen in
                switch seen {
                case .report(let report, _): options.waitsFor?.isMet(by: report.waitState) ?? false
                case .gone: true
                }
            } pause: { seen, sleep in
                await pause(seen, sleep)
            }
        } catch {
            await watch.stop()
            throw error
        }
        await watch.stop()
        return outcome(result)
    }

    /// A look; with `--wait=deleted`, from the second one on by UID: a Service that has gone has no other name.
    private func once(
        _ named: Locked<ServiceSelection>, _ kept: KeptObservation
    ) async throws(CommandFailure) -> Seen {
        let begin = ContinuousClock.now
        var current = named.withLock { $0 }
        if options.waitsFor == .deleted { current.acceptsLoneLoadBalancers = true }
        let report: Report
        do throws(CommandFailure) {
            let observation = try await observe(current)
            report = try judge(observation, current)
            if options.watches {
                let sight = await kept.take(observation, begin: begin)
                output.show(sight.isChanged ? try judge(sight.observation, current) : report, of: sight)
            }
        } catch {
            guard options.waitsFor == .deleted, error.status == .notFound else { throw error }
            return .gone(
                current.arguments == selection.arguments
                    ? error.message : "the Services and their LoadBalancers are gone")
        }
        if options.waitsFor == .deleted, current.arguments == selection.arguments, report.hasReadServices {
            let uids = report.services.map { ServiceArgument.uid($0.key.uid) }
            named.withLock { [current] in
                var byUID = current
                byUID.arguments = current.arguments.filter { if case .uid = $0 { true } else { false } } + uids
                byUID.arguments = byUID.arguments.uniqued()
                $0 = byUID
            }
        }
        return .report(report, time: .now - begin)
    }

    /// Says on a terminal what is waited for; a watch shows it anyway.
    private func pause(_ seen: Seen?, _ sleep: () async -> Void) async {
        guard !options.watches, let condition = options.waitsFor else { return await sleep() }
        var state: WaitCondition.State?
        if case .report(let report, _) = seen { state = report.waitState }
        await condition.pause(before: state, environment, sleep)
    }

    private func outcome(_ result: Waiting<ContinuousClock>.Result<Seen>) -> Outcome {
        switch result.state {
        case .gone(let message): return .gone(message)
        case .report(let report, _):
            guard let condition = options.waitsFor, result.isExpired else {
                if options.watches { return .ended(ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined) }
                return .report(report)
            }
            condition.writeTimeout(report.waitState, environment)
            return options.watches
                ? .ended(.timedOut) : .report(report.ending(with: Int(ExitStatus.timedOut.rawValue)))
        }
    }
}

extension Report {
    /// Whether what is asked for could be read: without the list of Services nothing is known about any.
    var hasReadServices: Bool {
        isOfRoutesOnly ? topology.looksAtRoutes : topology.list(.tenant, Service.self).value != nil
    }

    fileprivate var waitState: WaitCondition.State {
        WaitCondition.State(
            resources: resources, exitStatus: exitStatus, errors: verdict.errors,
            unread: hasReadServices
                ? nil : "the tenant cluster's \(isOfRoutesOnly ? "Ingresses, Gateways and routes" : "Services")",
            none: isOfRoutesOnly ? "nothing exists yet" : "no Service exists yet")
    }
}
