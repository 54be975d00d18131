import CommandLineKit
import KubeLB
import Kubernetes
import Topology
import Transport

/// The pairs of the configuration file beside one management cluster: which of them lead to it.
struct ManagementPairs: Sendable {
    struct Pair: Sendable {
        let name: String
        /// The clusters that the pair names.
        let source: SourceOptions

        /// The tenant that it is for unless its CCM has another name: the one that it names, otherwise that of its own name.
        var assumedTenant: String { TenantIdentity(clusterName: source.tenantName ?? name, source: .requested).name }
    }

    /// How the management cluster of a pair compares with the one at hand.
    enum Relation: Sendable, Hashable {
        case same
        case other
        /// The pair names none: its CCM's credentials lead there.
        case unnamed
        /// The pair names one that its kubeconfig does not have.
        case unresolved(String)
        /// It has another address, and could not be asked which cluster it is.
        case unknown(String)
    }

    /// In the order of the file.
    let pairs: [Pair]
    private let environment: Environment

    /// One that does not answer soon is another cluster, or of no use now.
    private static let patience = Duration.seconds(5)
    private static let width = 16

    init(_ configuration: Configuration, _ environment: Environment) throws(CommandFailure) {
        self.environment = environment
        let bare: ParsedCommand
        do throws(UsageError) {
            bare = try CommandTables.table.parse(["doctor"])
        } catch {
            throw CommandFailure(error)
        }
        pairs = configuration.pairs.map { pair in
            let settings = Settings(bare, environment, configuration, pair: pair, namesClusters: false)
            return Pair(name: pair.name, source: SourceOptions(leniently: settings.applied(to: bare)))
        }
    }

    /// The relation of each pair to the management cluster that `client` reads. Two addresses may be of one cluster: then the
    /// UIDs of the namespaces kube-system are compared. `uid` is that of the cluster at hand, if it is known already.
    func relations(
        to client: APIClient, uid: String? = nil
    ) async throws(CommandFailure) -> [(pair: Pair, relation: Relation)] {
        var settled: [Int: Relation] = [:]
        var pending: [(access: ClusterAccess, place: Int)] = []
        for (place, pair) in pairs.enumerated() {
            guard let request = pair.source.management else {
                settled[place] = .unnamed
                continue
            }
            do throws(CommandFailure) {
                let access = try LiveSource.access(request, ClusterSide.management.rawValue, environment)
                if access.server == client.access.server {
                    settled[place] = .same
                } else {
                    pending.append((access, place))
                }
            } catch {
                settled[place] = .unresolved(error.message)
            }
        }
        if !pending.isEmpty {
            let own = if let uid { uid } else { try? await Self.uid(client).get() }
            let engine = try LiveSource.engine()
            // One question for all pairs of one management cluster.
            let places = Dictionary(grouping: pending, by: \.access).map { ($0.key, $0.value.map(\.place)) }
            let found = await places.concurrentMap(width: Self.width) { [self] access, places in
                (places, await relation(to: own, access, pairs[places[0]], engine))
            }
            for (places, relation) in found { for place in places { settled[place] = relation } }
        }
        return pairs.enumerated().map { ($0.element, settled[$0.offset] ?? .other) }
    }

    private func relation(
        to own: String?, _ access: ClusterAccess, _ pair: Pair, _ engine: HTTPEngine
    ) async -> Relation {
        guard let own else { return .unknown("the UID of this cluster's namespace kube-system could not be read") }
        var settings = LiveSource.settings(pair.source, environment.ofPair(pair.name), RequestActivity())
        settings.timeout = min(settings.timeout, Self.patience)
        settings.name = ClusterSide.management.rawValue
        switch await Self.uid(APIClient(access, engine: engine, settings: settings)) {
        case .success(let uid): return uid == own ? .same : .other
        case .failure(let failure): return .unknown(failure.reason)
        }
    }

    private struct Unread: Error {
        let reason: String
    }

    /// The UID of the namespace kube-system, which stands for the cluster.
    private static func uid(_ client: APIClient) async -> Result<String, Unread> {
        let list = await client.get(Namespace.self, namespace: nil, name: "kube-system")
        if let uid = list.value?.items.first?.metadata.uid, !uid.isEmpty { return .success(uid) }
        return .failure(Unread(reason: list.unknown.map { "\($0)" } ?? "it has no namespace kube-system"))
    }
}
