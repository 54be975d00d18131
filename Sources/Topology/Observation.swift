import KubeLB
import Kubernetes

/// Everything that was read of both clusters: a plain value, the same for a live pair, a bundle and a test.
package struct Observation: Sendable {
    /// The moment that ages are counted from: of the reads, not of the run.
    package var now: Timestamp
    /// What to call the source in messages: a bundle's path.
    package var source: String
    /// The path of the bundle that was read; nil for live clusters.
    package var bundle: String?
    /// The options by which kubectl reaches a cluster as the tool did, with the context that was chosen; none for a cluster
    /// that only the CCM's credentials reach, and for that of a bundle unless its reader names a context. Never in a bundle.
    package var kubeconfigs: [ClusterSide: KubeconfigRequest] = [:]
    /// Which clusters can be seen.
    package var position = Position.pair { didSet { correlated = CorrelationBox() } }
    /// `--tenant`, where it was given.
    package var requestedTenant: String? { didSet { correlated = CorrelationBox() } }
    /// `namespace/name` of Services named on the command line: they are checked whatever their type.
    package var requestedServices: Set<String> = [] { didSet { correlated = CorrelationBox() } }
    /// Objects of Layer 7 named on the command line.
    package var requestedRoutes: Set<ExposedResource> = []
    package var versions: [ClusterSide: Observed<ServerVersion>] = [:]
    package var discovery: [ClusterSide: Observed<ServedResources>] = [:]
    package var access: [ClusterSide: Observed<AccessReport>] = [:]
    /// Why nothing of a side could be read, where that is so.
    package var sideFailures: [ClusterSide: String] = [:] { didSet { correlated = CorrelationBox() } }
    package var logs: [LogSource: Observed<LogTail>] = [:]
    /// Metrics of pods, page by page; only of those that were read.
    package var metrics: [MetricsSource: Observed<PodMetrics>] = [:]
    /// `namespace/name` of LoadBalancers that have changed since: the Envoys may have got ports that are not in `metrics`.
    package var changedSinceStatistics: Set<String> = []
    /// What came of probes from where the tool runs; nil where none were asked for, which is no gap. Never in a bundle.
    package var probes: [MadeProbe]?
    /// What the management cluster answered to dry runs, by the path of the Route; none unless they were asked for. Never in a
    /// bundle.
    package var dryRuns: [String: DryRunApply.Answer] = [:]
    /// Why reads of a bundle may be missing that were collected, as in a truncated archive or a damaged file; nil if none is. Then nothing can
    /// be concluded to be in order, and nothing may be deleted.
    package var truncation: String?
    /// Damage that did not make a whole read fail: files, places and what is wrong there, in the order of reading.
    package var damage: [String] = []
    /// Lists by what they hold; `any` because every kind has its own type. Read through `list(_:_:)`.
    private var lists: [Input: any Sendable] = [:] { didSet { correlated = CorrelationBox() } }
    /// What follows from the lists: the same for all rounds that do not change them.
    private var correlated = CorrelationBox()
    /// Why lists could not be read, or not to their end.
    private var outcomes: [Input: UnknownReason] = [:]
    private var partialLists: Set<Input> = []

    package init(now: Timestamp, source: String) {
        self.now = now
        self.source = source
    }

    /// The list of a kind on one side; `notCollected` where nobody read it.
    package func list<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) -> Observed<ObjectList<Item>> {
        if let list = lists[Input(side, kind)] as? Observed<ObjectList<Item>> { return list }
        if let failure = sideFailures[side] { return .failed(failure) }
        return .notCollected
    }

    package mutating func set<Item: KubernetesObject>(_ side: ClusterSide, _ list: Observed<ObjectList<Item>>) {
        lists[Input(side, Item.self)] = list
        partialLists.remove(Input(side, Item.self))
        outcomes[Input(side, Item.self)] = list.unknown
        guard case .present(let list) = list else { return }
        if let incompleteness = list.incompleteness {
            outcomes[Input(side, Item.self)] = .failed(incompleteness)
            partialLists.insert(Input(side, Item.self))
        }
        let file = "\(side.rawValue)/\(Item.fileName).json"
        let found = list.damaged.map { "\(file): \($0)" } + [list.cutOff].compactMap(\.self)
        // A list may be read again.
        damage += found.filter { !damage.contains($0) }
    }

    var correlation: Correlation { correlated.correlation(of: self) }

    /// Leaves lists as if nobody had read them.
    package mutating func forget(_ inputs: [Input]) {
        for input in inputs where lists[input] != nil || outcomes[input] != nil {
            lists[input] = nil
            outcomes[input] = nil
            partialLists.remove(input)
        }
    }

    /// Puts a part of a list that was read in its place. A gap remains one only if the part has it, too.
    mutating func replace<Item: KubernetesObject>(_ side: ClusterSide, _ list: ObjectList<Item>) {
        let input = Input(side, Item.self)
        lists[input] = Observed.present(list)
        guard partialLists.contains(input) else { return }
        outcomes[input] = list.incompleteness.map { .failed($0) }
        if list.isComplete { partialLists.remove(input) }
    }
}

extension Observation {
    /// The tenants of the management cluster by name: its Tenants, and whoever else has LoadBalancers there.
    package var tenantNames: [String] {
        let tenants = list(.management, Tenant.self).value?.items.map(\.metadata.name) ?? []
        let owners = list(.management, LoadBalancer.self).value?.items.map(\.metadata.namespace) ?? []
        let names = owners.filter { $0.hasPrefix(KubeLBNames.tenantPrefix) }.map(KubeLBNames.tenantName(forNamespace:))
        return Set(tenants + names).sorted()
    }

    /// The same, or only that of the given name.
    package func tenantNames(only name: String?) -> [String] { tenantNames.filter { name == nil || $0 == name } }

    /// Adds what a further read of a kind found: the list is then what both reads say. Where one of them could not be
    /// read, nothing may be concluded from what the list lacks.
    package mutating func merge<Item: KubernetesObject>(_ side: ClusterSide, _ part: Observed<ObjectList<Item>>) {
        switch (list(side, Item.self), part) {
        case (.present(let list), .present(let more))
        where more.items.isEmpty && more.isComplete && list.isComplete:
            break
        case (.present(var list), .present(let more)):
            var known = Set(list.items.map(\.metadata.path))
            list.items += more.items.filter { known.insert($0.metadata.path).inserted }
            list.damaged += more.damaged
            list.charges += more.charges
            list.cutOff = list.cutOff ?? more.cutOff
            set(side, .present(list))
        case (.present(var list), let unread):
            guard let reason = unread.unknown else { return }
            list.cutOff = list.cutOff ?? "only part of \(Item.resource) could be read: \(reason)"
            set(side, .present(list))
        case (.forbidden, .present(var list)), (.failed, .present(var list)):
            let reason = outcome(of: Input(side, Item.self)).map { "\($0)" } ?? "unknown"
            list.cutOff = list.cutOff ?? "only part of \(Item.resource) could be read: \(reason)"
            set(side, .present(list))
        case (.notCollected, _), (.absent, _): set(side, part)
        case (.forbidden, _), (.failed, _): break
        }
    }

    /// Why an input could not be read, or not to its end; nil where it was, be it absent.
    package func outcome(of input: Input) -> UnknownReason? {
        switch input.name {
        case "version": return (versions[input.side] ?? unread(input.side)).unknown
        case "discovery.kubelb.k8c.io": return (discovery[input.side] ?? unread(input.side)).unknown
        case "access": return (access[input.side] ?? unread(input.side)).unknown
        case "logs":
            // Those of anything else are read only if something asks for it: they say nothing about the controllers'.
            let controller = (input.side == .tenant ? LogComponent.ccm : .manager).containerName
            let outcomes = logs.filter { source, _ in
                source.side == input.side && !source.isPrevious && source.container == controller
            }.map { $0.value.unknown }
            return outcomes.contains { $0 == nil } ? nil : outcomes.first ?? .notCollected
        case Input.probes.name: return probes == nil ? .notCollected : nil
        case _ where input.isMetrics:
            let pages = metrics.filter { $0.key.page.input == input }.sorted { $0.key < $1.key }
            let outcomes = pages.map { $0.value.unknown }
            return outcomes.contains { $0 == nil } ? nil : outcomes.first ?? .notCollected
        default:
            if let outcome = outcomes[input] { return outcome }
            if lists[input] != nil { return nil }
            return sideFailures[input.side].map { .failed($0) } ?? .notCollected
        }
    }

    /// Whether a list was read in part: some objects, with damaged ones or the end missing. Look-ups in it never take a
    /// gap for an absence.
    package func isPartial(_ input: Input) -> Bool {
        outcomes[input] != nil && partialLists.contains(input)
    }

    private func unread<Value: Sendable>(_ side: ClusterSide) -> Observed<Value> {
        sideFailures[side].map { .failed($0) } ?? .notCollected
    }
}

/// Whose log lines, of which container.
package struct LogSource: Sendable, Hashable, CustomStringConvertible {
    package let side: ClusterSide
    package let namespace: String
    /// The pod, or the Deployment where no pod remains.
    package let pod: String
    package let container: String
    /// Of the container's run before the last restart.
    package let isPrevious: Bool

    package init(side: ClusterSide, namespace: String, pod: String, container: String, isPrevious: Bool = false) {
        self.side = side
        self.namespace = namespace
        self.pod = pod
        self.container = container
        self.isPrevious = isPrevious
    }

    /// What reading it takes.
    package var right: MissingRight { MissingRight(verb: "get", resource: "pods/log", namespace: namespace) }

    /// The path in a bundle.
    package var path: String {
        "logs/\(side.rawValue)/\(namespace)/\(pod)/\(container)\(isPrevious ? ".previous" : "").log"
    }

    package var description: String {
        "log of \(namespace)/\(pod)[\(container)]\(isPrevious ? ", previous run" : "")"
    }
}
