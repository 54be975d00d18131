import KubeLB
import Kubernetes

/// What watches have told of since a look: put into what that look observed, it shows the kinds watched as they are now.
///
/// Everything else stays as old as the look, `now` with it: what nobody watches (Leases above all) must not seem to age.
package struct ObservedChanges: Sendable {
    private var kinds: [Input: any ChangesOfKind] = [:]
    private let addsDeployments: Bool

    /// Objects of one kind whose changes are kept. Beyond that a change is seen when the clusters are read again.
    package static let limit = 50_000

    /// `addsDeployments`: all of a namespace were listed, not only those of KubeLB.
    package init(addsDeployments: Bool = false) { self.addsDeployments = addsDeployments }

    package var isEmpty: Bool { kinds.isEmpty }

    /// Of each object the last change counts; `time` is when it was told.
    package mutating func note<Kind: KubernetesObject>(
        _ change: ObjectChange<Kind>, _ side: ClusterSide, at time: ContinuousClock.Instant
    ) {
        let input = Input(side, Kind.self)
        // Taken out meanwhile, so that the changes so far are not copied.
        var changes =
            kinds.removeValue(forKey: input) as? KindChanges<Kind>
            ?? KindChanges(side: side, addsObjects: addsDeployments || Kind.self != Deployment.self)
        let path = change.object.metadata.path
        if changes.latest.count < Self.limit || changes.latest[path] != nil {
            changes.latest[path] = KindChanges.Entry(change: change, time: time)
        }
        kinds[input] = changes
    }

    /// A look that began at `time` has seen what was told before.
    package mutating func forget(before time: ContinuousClock.Instant) {
        kinds = kinds.compactMapValues { $0.since(time) }
    }

    package func apply(to observation: inout Observation) {
        for changes in kinds.values { changes.apply(to: &observation) }
        // What the Envoys said does not tell of ports that a LoadBalancer has got since.
        if let changes = kinds[.loadBalancers] as? KindChanges<LoadBalancer> {
            observation.changedSinceStatistics = Set(changes.latest.keys)
        }
    }
}

/// The changes of one kind on one side.
private protocol ChangesOfKind: Sendable {
    /// Those told since; nil where there are none.
    func since(_ time: ContinuousClock.Instant) -> Self?
    func apply(to observation: inout Observation)
}

private struct KindChanges<Kind: KubernetesObject>: ChangesOfKind {
    let side: ClusterSide
    /// Deployments of a pair are listed by their labels and watched by their namespace: others than those listed are none of ours.
    let addsObjects: Bool
    /// By the paths of the objects.
    var latest: [String: Entry] = [:]

    struct Entry: Sendable {
        let change: ObjectChange<Kind>
        let time: ContinuousClock.Instant

        /// Whether a list that holds `seen` was read before. Versions are numbers that grow (Kubernetes API concepts,
        /// "Resource versions"; since 1.35 clients may compare them); where they are none, what was told last counts.
        func isNewer(than seen: ObjectMeta) -> Bool {
            guard let old = UInt64(seen.resourceVersion), let new = UInt64(change.object.metadata.resourceVersion)
            else { return true }
            return new > old
        }
    }

    func since(_ time: ContinuousClock.Instant) -> Self? {
        var left = self
        left.latest = latest.filter { $0.value.time >= time }
        return left.latest.isEmpty ? nil : left
    }

    func apply(to observation: inout Observation) {
        // What could not be read is not known by what has changed of it.
        guard case .present(var list) = observation.list(side, Kind.self) else { return }
        var unseen = latest
        list.items = list.items.compactMap { item in
            guard let entry = unseen.removeValue(forKey: item.metadata.path), entry.isNewer(than: item.metadata) else {
                return item
            }
            return entry.change.isDeleted ? nil : entry.change.object
        }
        if addsObjects {
            let added = unseen.values.filter { !$0.change.isDeleted }.map(\.change.object)
            list.items += added.sorted { $0.metadata.path < $1.metadata.path }
        }
        observation.replace(side, list)
    }
}
