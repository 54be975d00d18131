import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// The tenants of a management cluster that pairs of the configuration file lead to, as far as their own clusters respond.
struct FleetPairs: Sendable {
    /// A tenant with its own cluster.
    struct Joined: Sendable {
        let pair: String
        let reading: LiveObservation
        let round: LiveObservation.Round
        /// Its tenant, if neither the pair nor a CCM says which it is.
        let assumedTenant: String?
        let limit: Duration
    }

    enum Entry: Sendable {
        case reached(Joined)
        case unread(pair: String, reason: String)

        /// What a tenant without it is shown by.
        var view: Fleet.View {
            switch self {
            case .reached(let joined): .pair(joined.pair)
            case .unread(let pair, let reason): .unreadPair(pair, reason: reason)
            }
        }
    }

    /// By the names of tenants.
    private(set) var tenants: [String: Entry] = [:]
    /// Why pairs are left aside.
    private(set) var notes: [String] = []

    /// Tenants whose clusters respond. Their CCM may name one that the management cluster does not have.
    var reached: [String] {
        tenants.compactMap { name, entry in
            if case .reached = entry { name } else { nil }
        }
    }

    init() {}

    /// Asks the tenant clusters of all pairs that lead to the management cluster of `platform`.
    init(
        _ pairs: ManagementPairs, _ source: FleetSource, _ platform: Observation, shared: SharedReads?
    ) async throws(CommandFailure) {
        guard platform.sideFailures[.management] == nil else { return }
        let uid = platform.list(.management, Namespace.self).value?.items
            .first { $0.metadata.name == "kube-system" }?.metadata.uid
        let relations = try await pairs.relations(to: source.client, uid: uid.flatMap { $0.isEmpty ? nil : $0 })
        let first = FleetPairReading(source: source, platform: platform, shared: shared)
        let answers = await relations.concurrentMap(width: FleetSource.width) { pair, relation in
            await first.answer(of: pair, relation)
        }
        let known = Set(platform.tenantNames)
        for ((pair, relation), answer) in zip(relations, answers) {
            switch answer {
            case .reached(let joined, let tenant): add(.reached(joined), pair.name, to: tenant)
            // Of a tenant that is elsewhere there is no row that could name it.
            case .unread(let reason):
                guard known.contains(pair.assumedTenant) else {
                    if relation == .same { notes.append("pair \(quoted(pair.name)) is not used: \(reason)") }
                    continue
                }
                add(.unread(pair: pair.name, reason: reason), pair.name, to: pair.assumedTenant)
            case .unproven(let reason):
                if known.contains(pair.assumedTenant) {
                    notes.append("pair \(quoted(pair.name)) is not used: \(reason)")
                }
            case .elsewhere: continue
            }
        }
    }

    /// The first pair of a tenant that can be read counts.
    private mutating func add(_ entry: Entry, _ pair: String, to tenant: String) {
        switch (tenants[tenant], entry) {
        case (nil, _), (.unread, .reached): tenants[tenant] = entry
        case (.some(let first), _):
            notes.append(
                "pair \(quoted(pair)) is not used: pair \(quoted(first.view.pair ?? "")) leads to tenant \(tenant), too"
            )
        }
    }
}

extension FleetPairs.Joined {
    /// The tenant by both clusters; nil if that takes too long. `part` is what the management cluster shows of it.
    func observe(_ part: Observation, _ management: APIClient) async -> Observation? {
        await withDeadline(.now + limit) {
            var observation = reading.joined(round, part)
            observation.requestedTenant = observation.requestedTenant ?? assumedTenant
            await reading.readRefused(of: &observation, management)
            let clients = [ClusterSide.tenant: reading.tenant, .management: management].compactMapValues {
                $0?.rememberingDiscovery()
            }
            var asked = AskedReads()
            await reading.readLaterRounds(of: &observation, clients, leavingOut: ReadPlan.wholeInFleet, asked: &asked)
            await reading.followUp(&observation, clients, after: asked)
            return observation
        }
    }

    /// Why it was given up.
    var timeout: String { FleetPairReading.timeout(after: limit) }
}

extension LiveObservation {
    /// What is known of the management cluster, with the first answers of the tenant cluster.
    func joined(_ round: Round, _ management: Observation) -> Observation {
        var observation = management
        observation.position = .pair
        observation.requestedTenant = requestedTenant
        observation.kubeconfigs = kubeconfigs
        take(round, .tenant, &observation)
        return observation
    }
}
