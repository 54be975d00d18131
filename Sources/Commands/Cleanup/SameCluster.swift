import Kubernetes

extension LiveCleanupCluster {
    /// All Services of a cluster, and its namespace kube-system; the Services failed if they may be another cluster's.
    static func services(
        of client: APIClient
    ) async -> (services: Observed<ObjectList<Service>>, system: Observed<ObjectList<Namespace>>) {
        let before = await client.list(Namespace.self, system)
        let services = await client.list(Service.self)
        let after = await client.list(Namespace.self, system)
        return (doubt(services, readBetween: before, after).map { .failed($0) } ?? services, after)
    }

    /// Why the Services may be another cluster's than the namespace kube-system that was read just before and after them; nil
    /// if they are not. A proxy may send requests for some kinds to another server.
    ///
    /// The resourceVersion of a list counts the writes of the whole cluster (etcd's revision), so that of a list that is read
    /// between two others lies between theirs. Kubernetes can store kinds apart from each other, but this is done for Events.
    static func doubt(
        _ services: Observed<ObjectList<Service>>, readBetween before: Observed<ObjectList<Namespace>>,
        _ after: Observed<ObjectList<Namespace>>
    ) -> String? {
        // What could not be read, or has no version, is refused for that reason (`ClusterProof`).
        guard let text = services.value?.resourceVersion, !text.isEmpty, let before = before.value,
            let after = after.value
        else { return nil }
        guard let first = UInt64(before.resourceVersion), let last = UInt64(after.resourceVersion),
            let version = UInt64(text)
        else { return "it is unknown whether they belong to the same cluster as namespace kube-system" }
        guard before.items.first?.metadata.uid == after.items.first?.metadata.uid else {
            return "the UID of namespace kube-system differs between two reads"
        }
        return first <= version && version <= last
            ? nil
            : "they belong to another cluster than namespace kube-system: their resourceVersion \(version) is not between "
                + "\(first) and \(last), read before and after them"
    }
}
