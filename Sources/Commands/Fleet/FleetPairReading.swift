import KubeLB
import Kubernetes
import LocalSystem
import Topology

/// Asks the tenant cluster of one pair whose tenant it is.
struct FleetPairReading: Sendable {
    let source: FleetSource
    let platform: Observation
    let shared: SharedReads?

    enum Answer: Sendable {
        case reached(FleetPairs.Joined, tenant: String)
        /// It leads to this management cluster, and its tenant cluster could not be read.
        case unread(String)
        /// Whether it leads to this management cluster is not known.
        case unproven(String)
        /// It leads to another management cluster.
        case elsewhere
    }

    static func timeout(after limit: Duration) -> String {
        "timed out after \(limit.components.seconds) s before everything was read; increase --request-timeout"
    }

    func answer(of pair: ManagementPairs.Pair, _ relation: ManagementPairs.Relation) async -> Answer {
        switch relation {
        case .other: return .elsewhere
        case .unresolved(let reason): return .unproven(reason)
        case .unknown(let reason):
            return .unproven("its management cluster could not be compared with this one: \(reason)")
        case .same: return await read(pair)
        case .unnamed:
            let answer = await read(pair)
            guard case .reached(let joined, _) = answer, !isNamedByService(joined) else { return answer }
            return await isLedHere(joined)
                ? answer : .unproven("it names no management cluster, and nothing shows that its CCM uses this one")
        }
    }

    private func read(_ pair: ManagementPairs.Pair) async -> Answer {
        let environment = source.environment.ofPair(pair.name)
        let options = pair.source
        let limit = options.timeout * AllPairsRun.patience
        let reading: LiveObservation
        do throws(CommandFailure) {
            let access = try LiveSource.access(options.tenant, ClusterSide.tenant.rawValue, environment)
            var settings = LiveSource.settings(options, environment, source.activity)
            settings.name = "\(ClusterSide.tenant.rawValue) of pair \(pair.name)"
            var plan = ReadPlan(scope: .all)
            plan.readsRoutes = true
            plan.evidence = source.evidence
            reading = LiveObservation(
                plan: plan, tenant: APIClient(access, engine: source.engine, settings: settings),
                management: .client(source.client), requestedTenant: options.tenantName, environment: environment,
                activity: source.activity, timeout: options.timeout,
                ccmServer: CCMServer(allowsAny: options.allowsAnyCCMServer), shared: shared,
                kubeconfigs: kubeconfigs(options.tenant, context: access.context))
        } catch {
            return .unread(error.message)
        }
        guard let client = reading.tenant,
            let round = await withDeadline(.now + limit, { await reading.firstRound(.tenant, client) })
        else { return .unread(Self.timeout(after: limit)) }
        let observation = reading.joined(round, Observation(now: platform.now, source: platform.source))
        if let failure = observation.sideFailures[.tenant] { return .unread("tenant cluster: \(failure)") }
        let tenant = tenant(observation)
        guard tenant != nil || platform.tenantNames.contains(pair.assumedTenant) else {
            return .unread(
                "its tenant is unknown: no CCM with --cluster-name was found, and the pair has no key tenant")
        }
        let joined = FleetPairs.Joined(
            pair: pair.name, reading: reading, round: round, assumedTenant: tenant == nil ? pair.assumedTenant : nil,
            limit: limit)
        return .reached(joined, tenant: tenant ?? pair.assumedTenant)
    }

    private func kubeconfigs(
        _ tenant: KubeconfigRequest, context: String?
    ) -> [ClusterSide: KubeconfigRequest] {
        var tenant = tenant
        tenant.context = context
        return [.tenant: tenant, .management: source.kubeconfig]
    }

    /// By the pair, the CCM, or the LoadBalancers of its Services.
    private func tenant(_ observation: Observation) -> String? {
        if let name = Topology(observation).tenant.value?.name { return name }
        var observation = observation
        observation.set(.management, platform.list(.management, LoadBalancer.self))
        return Topology(observation).tenant.value?.name
    }

    // MARK: Without a management cluster of its own

    /// A UID is given once: a LoadBalancer that is named by a Service of the tenant cluster is of its CCM.
    private func isNamedByService(_ joined: FleetPairs.Joined) -> Bool {
        let observation = joined.reading.joined(joined.round, Observation(now: platform.now, source: platform.source))
        let services = Set(observation.list(.tenant, Service.self).value?.items.map(\.metadata.uid) ?? [])
        return (platform.list(.management, LoadBalancer.self).value?.items ?? []).contains {
            services.contains($0.metadata.name)
        }
    }

    /// Whether the kubeconfig of the CCM leads to this server, or to one that the same authority signs for.
    private func isLedHere(_ joined: FleetPairs.Joined) async -> Bool {
        guard let client = joined.reading.tenant,
            let found = await withDeadline(
                .now.advanced(by: joined.limit), { try? await CCMSecret.find(with: client).get() })
                ?? nil
        else { return false }
        let (theirs, own) = (found.access, source.client.access)
        if theirs.server == own.server { return true }
        guard let authority = theirs.tls.certificateAuthority, !authority.isEmpty else { return false }
        return authority == own.tls.certificateAuthority
    }
}
