import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// The evidence that is in question after the objects: logs, statistics of pods, the CCM's Secret, what the CCM may do.
struct EvidenceReading: Sendable {
    let observation: LiveObservation
    let clients: [ClusterSide: APIClient]

    /// Bytes of one log; a container that writes a megabyte a second must not fill the memory.
    private static let logLimit = 1 << 20
    /// Lines of each log in a bundle: more than the checks look at, for the people who read it.
    private static let bundledLines = 2000

    func gather(_ topology: Topology) async -> [PlannedRead.Part] {
        guard observation.plan.evidence.isRead else { return [] }
        async let logs = logs(topology)
        async let access = CCMAccess(
            clients: clients, connects: observation.plan.names == nil, server: observation.ccmServer
        ).inspect(
            topology, isWanted: isCCMWanted(topology))
        async let metrics = MetricsReading(observation: observation, clients: clients).gather(topology)
        return await logs + access + metrics
    }

    /// For a bundle of several tenants.
    func gather(_ tenants: [Topology]) async -> [PlannedRead.Part] {
        let evidence = observation.plan.evidence
        guard evidence.isRead else { return [] }
        let sources = tenants.flatMap {
            allLogs($0) + EvidencePlan.balancerLogs(for: $0) + EvidencePlan.balancerLogsInUse(for: $0)
                + EvidencePlan.routingLogs(for: $0)
        }.uniqued()
        async let logs = evidence.readsLogs ? logs(sources, tenants.first) : []
        async let metrics = MetricsReading(observation: observation, clients: clients).gather(tenants)
        return await logs + metrics
    }

    /// For one Service the CCM's access is looked into only where something is wrong with the CCM.
    private func isCCMWanted(_ topology: Topology) -> Bool {
        observation.plan.names == nil || !EvidencePlan.logs(for: topology).filter { $0.side == .tenant }.isEmpty
    }

    // MARK: Logs

    private func logs(_ topology: Topology) async -> [PlannedRead.Part] {
        let plan = observation.plan
        guard plan.evidence.readsLogs else { return [] }
        let sources =
            plan.scope == .everything
            ? allLogs(topology) : EvidencePlan.logs(for: topology, readsHistory: plan.evidence.readsHistory)
        let ofControllers =
            plan.scope == .everything
            ? EvidencePlan.routingLogs(for: topology) + EvidencePlan.balancerLogsInUse(for: topology) : []
        return await logs(sources + EvidencePlan.balancerLogs(for: topology) + ofControllers, topology)
    }

    /// Logs of Envoys that are in trouble, by the statistics that were gathered, and of the controllers that serve Ingresses.
    func laterLogs(_ topology: Topology) async -> [PlannedRead.Part] {
        let plan = observation.plan
        guard plan.evidence.isRead, plan.evidence.readsLogs, plan.scope != .everything else { return [] }
        return await logs(
            EvidencePlan.envoyLogs(for: topology, isNamed: plan.names != nil)
                + EvidencePlan.routingLogs(for: topology),
            topology, lines: EvidencePlan.envoyLines)
    }

    /// Logs of other workloads of the tenant cluster.
    struct WorkloadLogs: Sendable {
        var sources: Set<LogSource> = []
        var parts: [PlannedRead.Part] = []
    }

    /// Those that are in question before the follow-up, so that they are read beside it.
    func workloadLogs(_ topology: Topology) async -> WorkloadLogs {
        guard readsWorkloadLogs else { return WorkloadLogs() }
        let sources = EvidencePlan.workloadLogs(for: topology)
        return WorkloadLogs(sources: Set(sources), parts: await logs(sources, topology))
    }

    /// Those that are in question after it, as far as they may be read.
    func addWorkloadLogs(to observation: inout Observation, after early: WorkloadLogs) async {
        guard readsWorkloadLogs else { return }
        let topology = Topology(observation)
        let sources = EvidencePlan.workloadLogs(for: topology)
        guard !sources.isEmpty else { return }
        var read = observation
        let later = await logs(sources.filter { !early.sources.contains($0) }, topology)
        (early.parts + later).forEach { $0(&read) }
        for source in sources {
            if case .present(let tail)? = read.logs[source] { observation.logs[source] = .present(tail) }
        }
    }

    private var readsWorkloadLogs: Bool {
        let plan = observation.plan
        return plan.evidence.isRead && plan.evidence.readsLogs && plan.scope != .everything
    }

    private func logs(
        _ sources: [LogSource], _ topology: Topology?, lines: Int = EvidencePlan.lines
    ) async -> [PlannedRead.Part] {
        let places = Dictionary(grouping: sources) { Place(side: $0.side, namespace: $0.namespace) }
        return await withTaskGroup(of: [PlannedRead.Part].self) { group in
            for (place, sources) in places {
                guard let client = clients[place.side] else { continue }
                let mayReadAll = OwnPermission.logs.isGrantedEverywhere(topology?.access(of: place.side).value)
                group.addTask { await logs(sources, in: place, lines, client, mayReadAll: mayReadAll) }
            }
            var parts: [PlannedRead.Part] = []
            for await part in group { parts += part }
            return parts
        }
    }

    private struct Place: Hashable {
        let side: ClusterSide
        let namespace: String
    }

    /// Only what may be read is asked for: a refusal of each log would fill the server's audit log.
    private func logs(
        _ sources: [LogSource], in place: Place, _ lines: Int, _ client: APIClient, mayReadAll: Bool
    ) async -> [PlannedRead.Part] {
        let ask: @Sendable () async -> Bool? = {
            await OwnPermission.logs.review(in: place.namespace, client)?.isAllowed
        }
        let mayRead: Bool?
        if mayReadAll {
            mayRead = true
        } else if let shared = observation.shared, SharedReads.covers(place.namespace) {
            mayRead = await shared.mayReadLogs(in: place.namespace, ask)
        } else {
            mayRead = await ask()
        }
        // A server that does not say is asked for the logs themselves.
        if mayRead == false {
            return sources.map { source in { $0.logs[source] = .forbidden(source.right) } }
        }
        return await withTaskGroup(of: PlannedRead.Part?.self) { group in
            for source in sources { group.addTask { await sharedLog(source, lines, client) } }
            var parts: [PlannedRead.Part] = []
            for await part in group { if let part { parts.append(part) } }
            return parts
        }
    }

    /// Of every pod of the controllers and of the tenant's Envoy.
    private func allLogs(_ topology: Topology) -> [LogSource] {
        let controllers = [topology.ccm, topology.manager].flatMap { controller in
            (topology.pods(of: controller).value ?? []).map {
                ($0, controller.role.side, controller.role.containerName)
            }
        }
        let envoys = (topology.envoyPods.value ?? []).map {
            ($0, ClusterSide.management, LogComponent.envoy.containerName)
        }
        return (controllers + envoys).flatMap { pod, side, container in
            [false, true].map { isPrevious in
                LogSource(
                    side: side, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container,
                    isPrevious: isPrevious)
            }
        }
    }

    private func sharedLog(_ source: LogSource, _ lines: Int, _ client: APIClient) async -> PlannedRead.Part? {
        guard let shared = observation.shared, SharedReads.covers(source.namespace) else {
            return await log(source, lines, client)
        }
        return await shared.part(.log(source, lines: lines)) { await log(source, lines, client) }
    }

    private func log(_ source: LogSource, _ lines: Int, _ client: APIClient) async -> PlannedRead.Part? {
        var query = LogQuery(namespace: source.namespace, pod: source.pod, container: source.container)
        query.isPrevious = source.isPrevious
        let lines = LogComponent(of: source) == .envoy ? EvidencePlan.envoyLines : lines
        query.tailLines = observation.raw == nil ? lines : Self.bundledLines
        query.limitBytes = Self.logLimit
        let outcome: Observed<LogTail>
        do throws(APIError) {
            let bytes = try await client.log(query)
            observation.raw?.add(document: bytes, at: source.path)
            outcome = .present(
                LogTail(text: bytes, last: lines, reference: observation.environment.now()))
        } catch {
            switch error {
            // No such pod or container any more, or none that ran before: there is no log to read.
            case .notFound, .refused(status: 400, _): return nil
            default: outcome = error.outcome()
            }
        }
        return { $0.logs[source] = outcome }
    }
}
