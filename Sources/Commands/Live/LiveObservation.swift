import KubeLB
import Kubernetes
import Probes
import Topology

/// Reads a live pair of clusters into an observation: both sides and all kinds side by side, in the rounds of the plan.
///
/// What fails on one side never keeps the other one from being read.
struct LiveObservation: Sendable {
    let plan: ReadPlan
    /// nil if only the management cluster is read.
    let tenant: APIClient?
    /// nil: by the CCM's own credentials, which are in the tenant cluster.
    let management: ManagementSource
    let requestedTenant: String?
    let environment: Environment
    let activity: RequestActivity
    /// For a bundle: gets the bytes of everything that is read.
    var raw: RawAnswers?
    /// For one request.
    var timeout = Duration.seconds(20)
    var ccmServer = CCMServer()
    /// If several tenants are read.
    var shared: SharedReads?
    /// How many pages of pods are read at a time; nil: as many as there are.
    var metricsTurns: Turns?
    /// For commands; see `Observation.kubeconfigs`.
    var kubeconfigs: [ClusterSide: KubeconfigRequest] = [:]

    /// What one round brought in from one side.
    struct Round: Sendable {
        let access: ClusterAccess
        let parts: [PlannedRead.Part]
        let probe: ClusterProbe
    }

    /// What of the tenant cluster is asked for by name.
    struct Requested: Sendable {
        /// `namespace/name`.
        var services: Set<String> = []
        var routes: Set<ExposedResource> = []
    }

    /// `choose` says what of the tenant cluster is asked for, once it is known.
    func observe(
        choosing choose: @Sendable (Observation) throws(CommandFailure) -> Requested
    ) async throws(CommandFailure) -> Observation {
        var observation = Observation(now: environment.now(), source: "the clusters")
        observation.requestedTenant = requestedTenant
        observation.kubeconfigs = kubeconfigs
        guard let tenant = tenant?.rememberingDiscovery() else { return observation }
        async let tenantRound = firstRound(.tenant, tenant)
        let reached = await management.reach(from: tenant)
        let managementClient = reached.client?.rememberingDiscovery()
        let managementRound = await managementClient.asyncMap { await firstRound(.management, $0) }
        await take(tenantRound, .tenant, &observation)
        if let managementRound { take(managementRound, .management, &observation) }
        if let failure = reached.failure { observation.sideFailures[.management] = failure }
        let requested = try choose(observation)
        observation.requestedServices = requested.services
        observation.requestedRoutes = requested.routes
        setNow(&observation, [await tenantRound.probe, managementRound?.probe].compactMap { $0 })

        let clients = [ClusterSide.tenant: tenant, .management: managementClient].compactMapValues { $0 }
            .filter { observation.sideFailures[$0.key] == nil }
        let first = Topology(observation)
        var asked = AskedReads()
        ClusterSide.allCases.forEach { asked.note(plan.firstRound($0)) }
        if plan.names != nil || plan.scope == .everything {
            async let evidence = EvidenceReading(observation: self, clients: clients).gather(first)
            let round = asked.take(first) { plan.secondRound($0, after: first) }
            let parts = await read(clients) { round[$0] ?? [] }
            parts.forEach { $0(&observation) }
            await evidence.forEach { $0(&observation) }
        } else {
            await readLaterRounds(of: &observation, clients, asked: &asked)
        }
        await followUp(&observation, clients, after: asked)
        return observation
    }

    /// The rounds after the first one, if no Services are named; without lists that are known to be whole, and without what was
    /// asked for before.
    func readLaterRounds(
        of observation: inout Observation, _ clients: [ClusterSide: APIClient], leavingOut whole: Set<Input> = [],
        asked: inout AskedReads
    ) async {
        func unread(_ reads: [PlannedRead], _ topology: Topology) -> [PlannedRead] {
            reads.filter { !whole.contains($0.input) || topology.outcome(of: $0.input) != nil }
        }
        let first = Topology(observation)
        let secondRound = asked.take(first) { unread(plan.secondRound($0, after: first), first) }
        let parts = await read(clients) { secondRound[$0] ?? [] }
        parts.forEach { $0(&observation) }
        let second = Topology(observation)
        async let evidence = EvidenceReading(observation: self, clients: clients).gather(second)
        let thirdRound = asked.take(second) { unread(plan.thirdRound($0, after: second), second) }
        let more = await read(clients) { thirdRound[$0] ?? [] }
        more.forEach { $0(&observation) }
        await evidence.forEach { $0(&observation) }
    }

    /// The management cluster alone, as all its tenants share it.
    func observePlatform(_ client: APIClient) async -> Observation {
        var observation = Observation(now: environment.now(), source: "the management cluster")
        observation.position = .management
        observation.kubeconfigs = kubeconfigs
        let round = await firstRound(.management, client.rememberingDiscovery())
        take(round, .management, &observation)
        setNow(&observation, [round.probe])
        return observation
    }

    /// Of a tenant what may not be read of all: see `NamespacedRetry`.
    func readRefused(of tenant: inout Observation, _ client: APIClient) async {
        let retry = NamespacedRetry(plan: plan, topology: Topology(tenant))
        if retry.isNeeded {
            let parts = await read([.management: client]) { _ in retry.loadBalancers }
            parts.forEach { $0(&tenant) }
            if tenant.outcome(of: .loadBalancers) != nil { return }
        }
        let others = await read([.management: client]) { _ in retry.others }
        others.forEach { $0(&tenant) }
    }

    /// What the objects put in question: logs, statistics, and then what these put in question.
    func addEvidence(to observation: inout Observation, _ clients: [ClusterSide: APIClient]) async {
        let evidence = await EvidenceReading(observation: self, clients: clients).gather(Topology(observation))
        evidence.forEach { $0(&observation) }
        await followUp(&observation, clients)
    }

    /// The evidence of several tenants of one management cluster, each log and page once.
    func addEvidence(
        to platform: inout Observation, of tenants: [Observation], _ clients: [ClusterSide: APIClient]
    ) async {
        let evidence = await EvidenceReading(observation: self, clients: clients).gather(tenants.map { Topology($0) })
        evidence.forEach { $0(&platform) }
        let seen = tenants.map { tenant in
            var tenant = tenant
            (tenant.metrics, tenant.logs) = (platform.metrics, platform.logs)
            return Topology(tenant)
        }
        let followUp = await read(clients) { side in
            seen.lazy.map { plan.followUp(side, after: $0) }.first { !$0.isEmpty } ?? []
        }
        followUp.forEach { $0(&platform) }
    }

    /// What logs and statistics put in question.
    func followUp(
        _ observation: inout Observation, _ clients: [ClusterSide: APIClient], after asked: AskedReads = AskedReads()
    ) async {
        let seen = Topology(observation)
        let evidence = EvidenceReading(observation: self, clients: clients)
        async let logs = evidence.laterLogs(seen)
        async let workloadLogs = evidence.workloadLogs(seen)
        var asked = asked
        let round = asked.take(seen) { plan.followUp($0, after: seen) }
        let followUp = await read(clients) { round[$0] ?? [] }
        followUp.forEach { $0(&observation) }
        await logs.forEach { $0(&observation) }
        await evidence.addWorkloadLogs(to: &observation, after: await workloadLogs)
        guard plan.evidence.triesGenerated, let management = clients[.management] else { return }
        let answers = await DryRunReading(client: management).gather(Topology(observation))
        answers.forEach { $0(&observation) }
    }

    // MARK: Rounds

    func firstRound(_ side: ClusterSide, _ client: APIClient) async -> Round {
        async let probe = ClusterProbe.run(
            side, client, permissions: plan.permissions, raw: raw, now: environment.now)
        async let served: Void? = plan.learnedVersions(side).asyncMap { await client.learnServed($0) }
        let parts = await read([side: client]) { plan.firstRound($0) }
        await served
        return Round(access: client.access, parts: parts, probe: await probe)
    }

    private func read(
        _ clients: [ClusterSide: APIClient], _ reads: (ClusterSide) -> [PlannedRead]
    ) async -> [PlannedRead.Part] {
        for client in clients.values { await client.applyDiscovery() }
        return await withTaskGroup(of: (Int, PlannedRead.Part).self) { group in
            var count = 0
            for side in ClusterSide.allCases {
                guard let client = clients[side] else { continue }
                for read in AskedReads.once(reads(side)) {
                    group.addTask { [count, raw] in (count, await read.run(client, raw)) }
                    count += 1
                }
            }
            var parts: [(Int, PlannedRead.Part)] = []
            for await part in group { parts.append(part) }
            // In the order of the plan, whatever came first: the same observation each time.
            return parts.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    func take(_ round: Round, _ side: ClusterSide, _ observation: inout Observation) {
        let probe = round.probe
        var read = observation
        read.versions[side] = probe.version
        read.discovery[side] = probe.discovery
        round.parts.forEach { $0(&read) }
        var access = AccessReport()
        access.context = round.access.context
        access.server = round.access.server
        access.skipsTLSVerification = round.access.tls.skipsVerification
        access.clockSkewSeconds = probe.skewSeconds
        access.answerSeconds = probe.answerSeconds
        access.reviews += probe.reviews
        if let failure = probe.failure, !hasAnswered(side, read) {
            // One reason for everything, instead of the same one in the words of each read.
            observation.sideFailures[side] = failure.summary
            switch failure {
            case .unauthorized: access.authenticationFailure = failure.summary
            case .credentials(let error):
                access.authenticationFailure = failure.summary
                access.installHint = error.hint
            default: break
            }
        } else {
            observation = read
        }
        observation.access[side] = .present(access)
    }

    /// Whether any read of a side came to something: then one that failed says nothing about the whole server.
    private func hasAnswered(_ side: ClusterSide, _ observation: Observation) -> Bool {
        plan.firstRound(side).contains { read in
            switch observation.outcome(of: read.input) {
            case .forbidden: true
            // A kind of KubeLB's own that is not served reads as absent: no more of an answer than a 404 is.
            case nil: !read.input.name.hasSuffix(KubeLBNames.group)
            case .failed, .notCollected: false
            }
        }
    }

    /// Ages are counted by the servers' clock: where the local one is off, so would they be.
    private func setNow(_ observation: inout Observation, _ probes: [ClusterProbe]) {
        guard let skew = probes.compactMap(\.skewSeconds).first, abs(skew) > 2 else { return }
        observation.now = observation.now.adding(seconds: -skew)
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Other: Sendable>(_ transform: @Sendable (Wrapped) async -> Other) async -> Other? {
        guard let self else { return nil }
        return await transform(self)
    }
}
