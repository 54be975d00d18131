import Kubernetes

/// The pods of a cluster by their controllers, with those that were made and have not been seen yet, so that nobody makes
/// them twice.
actor OwnedPods {
    private struct Unseen {
        let name: String
        let node: String?
        let since: ContinuousClock.Instant
    }

    /// By the controller's UID, then by name.
    private var pods: [String: [String: PodFacts]] = [:]
    private var unseen: [String: [Unseen]] = [:]
    /// After this time a pod that was never seen is taken for lost.
    static let patience = Duration.seconds(10)

    /// Takes note of a pod as it is now.
    func take(_ pod: WatchedObject<Pod>, isGone: Bool) {
        for owner in pod.metadata.owners {
            unseen[owner.uid]?.removeAll { $0.name == pod.metadata.name }
            if unseen[owner.uid]?.isEmpty == true { unseen[owner.uid] = nil }
            pods[owner.uid, default: [:]][pod.metadata.name] = isGone ? nil : PodFacts(pod.document)
            if pods[owner.uid]?.isEmpty == true { pods[owner.uid] = nil }
        }
    }

    /// A pod of this controller has just been made. If it was seen before this was said, it waits for nothing.
    func made(_ name: String, on node: String?, by owner: String) {
        guard pods[owner]?[name] == nil else { return }
        unseen[owner, default: []].append(Unseen(name: name, node: node, since: .now))
    }

    /// Sorted by name.
    func pods(of owner: String) -> [PodFacts] { (pods[owner] ?? [:]).values.sorted { $0.name < $1.name } }

    func count(of owner: String) -> Int { pods[owner]?.count ?? 0 }

    /// The nodes of the pods that have not been seen yet.
    func unseenNodes(of owner: String) -> [String?] {
        let oldest = ContinuousClock.now - Self.patience
        unseen[owner]?.removeAll { $0.since < oldest }
        return (unseen[owner] ?? []).map(\.node)
    }
}
