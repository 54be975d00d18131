import Diagnosis
import KubeLB
import Kubernetes
import LocalSystem
import Probes
import Topology
import Transport

/// Reads all tenants of a live management cluster. The number of lists does not depend on how many tenants there are.
struct FleetSource: Sendable {
    let client: APIClient
    let engine: HTTPEngine
    let evidence: EvidenceOptions
    let environment: Environment
    let activity: RequestActivity
    let timeout: Duration
    let kubeconfig: KubeconfigRequest

    /// More tenants, or pages of Envoys, than this are read side by side no faster: the API server answers for all of them.
    static let width = 16

    /// By what names the management cluster, or by the current context.
    init(_ options: SourceOptions, _ environment: Environment) throws(CommandFailure) {
        self.environment = environment
        evidence = options.evidence
        timeout = options.timeout
        activity = RequestActivity()
        var request = options.management ?? options.tenant
        let access = try LiveSource.access(request, ClusterSide.management.rawValue, environment)
        request.context = access.context
        kubeconfig = request
        var settings = LiveSource.settings(options, environment, activity)
        settings.name = ClusterSide.management.rawValue
        engine = try LiveSource.engine()
        client = APIClient(access, engine: engine, settings: settings)
    }

    /// All tenants, or the one of that name; those that a pair leads to with their own clusters.
    func observe(
        only name: String?, joining pairs: ManagementPairs? = nil
    ) async throws(CommandFailure) -> FleetObservations {
        let reading = reading(only: name)
        return try await ProgressLine(environment, activity).during {
            () async throws(CommandFailure) -> FleetObservations in
            let platform = await reading.observePlatform(client)
            var joined = FleetPairs()
            if let pairs { joined = try await FleetPairs(pairs, self, platform, shared: reading.shared) }
            let tenants = await tenants(of: platform, only: name, reading, joined)
            return FleetObservations(
                platform: platform, tenants: tenants.map(\.observation),
                views: Dictionary(tenants.map { ($0.name, $0.view) }, uniquingKeysWith: { first, _ in first }),
                notes: joined.notes, ownTenant: ownTenant)
        }
    }

    /// The statistics of a tenant's Envoys as they are now.
    func statistics(of tenant: Observation) async -> [PlannedRead.Part] {
        await MetricsReading(observation: reading(only: tenant.requestedTenant), clients: [.management: client]).gather(
            Topology(tenant))
    }

    private func reading(only name: String?) -> LiveObservation {
        var plan = ReadPlan(scope: .fleet)
        plan.evidence = evidence
        // Who asks about one tenant wants to know all about it.
        if name != nil { plan.evidence.metrics = .all }
        return LiveObservation(
            plan: plan, tenant: nil, management: .client(client), requestedTenant: nil, environment: environment,
            activity: activity, timeout: timeout, shared: SharedReads(), metricsTurns: Turns(Self.width),
            kubeconfigs: [.management: kubeconfig])
    }

    /// Everything that is read of the tenants, or of the one of that name, with the bytes of every answer: for a bundle.
    func collect(only name: String?, into raw: RawAnswers) async throws(CommandFailure) -> BundleContents.Source {
        var plan = ReadPlan(scope: .fleet)
        plan.evidence = evidence
        plan.evidence.readsEvents = true
        plan.evidence.metrics = .all
        let reading = LiveObservation(
            plan: plan, tenant: nil, management: .client(client), requestedTenant: name, environment: environment,
            activity: activity, raw: raw, timeout: timeout, metricsTurns: Turns(Self.width),
            kubeconfigs: [.management: kubeconfig])
        return try await ProgressLine(environment, activity).during {
            () async throws(CommandFailure) -> BundleContents.Source in
            var platform = await reading.observePlatform(client)
            platform.requestedTenant = name
            guard platform.sideFailures[.management] == nil else { return BundleContents.Source(observation: platform) }
            try FleetObservations(platform: platform, tenants: []).refuseUnknownTenant(name)
            let parts = TenantParts(of: platform)
            await reading.addEvidence(
                to: &platform, of: platform.tenantNames(only: name).map(parts.part), [.management: client])
            return BundleContents.Source(observation: platform, part: name.map { (parts, $0) })
        }
    }

    private func tenants(
        of platform: Observation, only wanted: String?, _ reading: LiveObservation, _ joined: FleetPairs
    ) async -> [(name: String, observation: Observation, view: Fleet.View)] {
        let clients = platform.sideFailures[.management] == nil ? [ClusterSide.management: client] : [:]
        let parts = TenantParts(of: platform)
        let names = Set(names(of: platform, only: wanted) + joined.reached).sorted()
        return await names.concurrentMap(width: Self.width) { name in
            var observation = parts.part(of: name)
            var view = joined.tenants[name]?.view ?? .management
            if case .reached(let pair)? = joined.tenants[name] {
                if let whole = await pair.observe(observation, client) { return (name, whole, view) }
                view = .unreadPair(pair.pair, reason: pair.timeout)
            }
            if let client = clients[.management] { await reading.readRefused(of: &observation, client) }
            await reading.addEvidence(to: &observation, clients)
            return (name, observation, view)
        }
    }

    /// If Tenants may not be listed, the one that is asked for, or the own one.
    private func names(of platform: Observation, only wanted: String?) -> [String] {
        let names = platform.tenantNames(only: wanted)
        guard names.isEmpty, platform.sideFailures[.management] == nil,
            case .forbidden? = platform.outcome(of: .tenants)
        else { return names }
        return [wanted ?? ownTenant].compactMap(\.self)
    }

    /// The tenant in whose namespace the kubeconfig's context or its ServiceAccount is.
    private var ownTenant: String? {
        let namespaces = [client.access.namespace, client.access.credential.serviceAccountNamespace]
        return namespaces.compactMap(\.self).first { $0.hasPrefix(KubeLBNames.tenantPrefix) }
            .map(KubeLBNames.tenantName(forNamespace:))
    }
}
