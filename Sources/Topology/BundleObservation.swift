import Documents
import KubeLB
import Kubernetes

/// Makes an observation of the files of a bundle, whatever holds them.
package struct BundleObservation {
    /// The contents of a file by its path in the bundle: absent where it was not collected, failed with the reason.
    package typealias Read = (_ path: String) -> Observed<[UInt8]>

    /// The same part by part, for files of any size.
    package typealias ReadParts = (_ path: String, _ take: ([UInt8]) -> Void) -> Observed<Void>

    private let read: Read
    private let readParts: ReadParts
    private let manifest: BundleManifest
    private let source: String
    /// Why files that are not in the bundle may have been collected; nil if none is missing.
    private let truncation: String?

    package init(
        source: String, manifest: BundleManifest, truncation: String? = nil, readParts: ReadParts? = nil,
        read: @escaping Read
    ) {
        self.source = source
        self.manifest = manifest
        self.truncation = truncation
        self.read = read
        self.readParts = readParts ?? { path, take in read(path).map { take($0) } }
    }

    /// Both rounds: the objects, then the logs and the numbers that they put in question; with `readsHistory` all logs of
    /// the controllers.
    package func observe(
        requestedTenant: String? = nil, requestedServices: Set<String> = [],
        requestedRoutes: Set<ExposedResource> = [], readsMetrics: Bool = true, readsLogs: Bool = true,
        readsHistory: Bool = false
    ) -> Observation {
        var observation = objects(requestedTenant: requestedTenant)
        observation.requestedServices = requestedServices
        observation.requestedRoutes = requestedRoutes
        addEvidence(to: &observation, readsMetrics: readsMetrics, readsLogs: readsLogs, readsHistory: readsHistory)
        return observation
    }

    /// The first of both rounds: the objects. `requestedServices` and `requestedRoutes` may be chosen among them before the
    /// second one.
    package func objects(requestedTenant: String?) -> Observation {
        var observation = objects(ClusterSide.allCases)
        observation.requestedTenant = requestedTenant ?? manifest.tenant
        return observation
    }

    /// The management cluster alone, as all its tenants share it.
    package func observePlatform() -> Observation {
        var platform = objects([.management])
        platform.position = .management
        return platform
    }

    /// Each tenant of `platform`, or the one of that name, with the logs and statistics that are in question, by name.
    package func observeTenants(
        of platform: Observation, only wanted: String? = nil, readsMetrics: Bool = true, readsLogs: Bool = true,
        readsHistory: Bool = false
    ) -> [Observation] {
        let parts = TenantParts(of: platform)
        return platform.tenantNames(only: wanted).map { name in
            var observation = parts.part(of: name)
            addEvidence(
                to: &observation, readsMetrics: readsMetrics, readsLogs: readsLogs, readsHistory: readsHistory)
            return observation
        }
    }

    /// The second round.
    package func addEvidence(
        to observation: inout Observation, readsMetrics: Bool, readsLogs: Bool, readsHistory: Bool
    ) {
        let topology = Topology(observation)
        let logs = EvidencePlan.logs(for: topology, readsHistory: readsHistory)
        for source in readsLogs ? logs + EvidencePlan.balancerLogs(for: topology) : [] {
            observation.logs[source] = log(source, EvidencePlan.lines, now: observation.now)
        }
        for source in readsMetrics ? EvidencePlan.metrics(for: topology) : [] {
            observation.metrics[source] = metrics(source)
        }
        let seen = Topology(observation)
        for source in readsLogs ? EvidencePlan.envoyLogs(for: seen) : [] {
            observation.logs[source] = log(source, EvidencePlan.envoyLines, now: observation.now)
        }
        for source in readsLogs ? EvidencePlan.routingLogs(for: seen) : [] {
            observation.logs[source] = log(source, EvidencePlan.envoyLines, now: observation.now)
        }
        for source in readsLogs ? EvidencePlan.workloadLogs(for: seen) : [] {
            guard case .present(let tail) = log(source, EvidencePlan.lines, now: observation.now) else { continue }
            observation.logs[source] = .present(tail)
        }
    }

    private func objects(_ sides: [ClusterSide]) -> Observation {
        var observation = Observation(now: manifest.takenAt, source: source)
        observation.bundle = source
        observation.truncation = truncation
        for side in sides {
            observation.sideFailures[side] = manifest.failedReads[side.rawValue]
            observation.versions[side] = document(side, "version", ServerVersion.decode)
            observation.discovery[side] = document(side, Self.discovery, ServedResources.decode)
            observation.access[side] = document(side, "access", AccessReport.decode)
        }
        for kind in ReadKind.all where sides.contains(kind.input.side) { kind.read(self, &observation) }
        return observation
    }

    /// What the cluster serves of KubeLB's group.
    private static let discovery = "discovery.\(KubeLBNames.group)"

    /// One list of the bundle. It is absent only if the cluster's discovery in the bundle lacks the kind.
    package func list<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) -> Observed<ObjectList<Item>> {
        decoded(side, kind).list
    }

    /// Reads one list into an observation. A file that cannot be read or decoded makes the bundle as incomplete as a truncated
    /// archive: nobody knows what it contained.
    func read<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type, into observation: inout Observation) {
        let (list, isDamaged) = decoded(side, kind)
        observation.set(side, list)
        if isDamaged, observation.truncation == nil {
            observation.truncation = "\(side.rawValue)/\(Item.fileName).json cannot be read"
        }
    }

    private func decoded<Item: KubernetesObject>(
        _ side: ClusterSide, _ kind: Item.Type
    ) -> (list: Observed<ObjectList<Item>>, isDamaged: Bool) {
        let path = "\(side.rawValue)/\(Item.fileName).json"
        var decoder = ListDecoder<Item>(source: path)
        var isUnreadable = false
        var list: Observed<ObjectList<Item>>
        switch readParts(path, { decoder.take($0) }) {
        case .present: list = decoder.finishList()
        case .absent: list = unread(path, side, Item.fileName)
        case let other:
            list = other.flatMap { _ in .notCollected }
            isUnreadable = true
        }
        let isDamaged = isUnreadable || decoder.isDamaged
        // What was read of a list that was refused or failed, as in one namespace, is a part of it.
        if case .present(var part) = list, let failure = manifest.failedReads[path] {
            part.cutOff = part.cutOff ?? "only part of \(Item.resource) could be read: \(failure)"
            list = .present(part)
        }
        guard case .absent = list else { return (list, isDamaged) }
        let group = Item.resource.split(separator: ".", maxSplits: 1).dropFirst().first ?? ""
        var discovery = document(side, "discovery.\(group)", ServedResources.decode)
        if case .notCollected = discovery { discovery = document(side, Self.discovery, ServedResources.decode) }
        return (discovery.absence(of: kind, path), isDamaged)
    }

    private func document<Value: Sendable>(
        _ side: ClusterSide, _ name: String, _ decode: ([UInt8], String) -> Observed<Value>
    ) -> Observed<Value> {
        let path = "\(side.rawValue)/\(name).json"
        let bytes = read(path)
        guard case .absent = bytes else { return bytes.flatMap { decode($0, path) } }
        return unread(path, side, name)
    }

    /// What the manifest says about a file that is not there.
    private func unread<Value: Sendable>(_ path: String, _ side: ClusterSide, _ name: String) -> Observed<Value> {
        let failure = manifest.failedReads[path] ?? manifest.failedReads[side.rawValue]
        if let failure { return BundleManifest.outcome(of: failure, resource: name) }
        return truncation.map { .failed($0) } ?? .notCollected
    }

    private func log(_ source: LogSource, _ lines: Int, now: Timestamp) -> Observed<LogTail> {
        read(source.path, else: manifest.failedReads[source.path], source.right)
            .map { LogTail(text: $0, last: lines, reference: now) }
    }

    private func metrics(_ source: MetricsSource) -> Observed<PodMetrics> {
        let failure = manifest.failedReads[source.file] ?? manifest.failedReads[source.side.rawValue]
        return read(source.file, else: failure, source.right).flatMap { PodMetrics.decode($0, of: source) }
    }

    /// A file; if there is none, what the manifest says about its read.
    private func read(_ path: String, else failure: String?, _ right: MissingRight) -> Observed<[UInt8]> {
        let bytes = read(path)
        switch bytes {
        case .present, .forbidden, .failed: return bytes
        case .absent, .notCollected:
            switch failure ?? truncation {
            case BundleManifest.forbidden?: return .forbidden(right)
            case let reason?: return .failed(reason)
            case nil: return .notCollected
            }
        }
    }
}

extension UnknownReason {
    /// What the reason begins with if a file may be missing because its archive is truncated or damaged.
    package static let incompleteArchive = "not in the archive, which is incomplete: "

    /// Whether it is the archive's, which has both clusters, not that of one read.
    package var isOfArchive: Bool {
        if case .failed(let reason) = self { reason.hasPrefix(Self.incompleteArchive) } else { false }
    }
}
