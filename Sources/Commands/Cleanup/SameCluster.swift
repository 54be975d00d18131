import KubeLB
import Kubernetes
import Topology

extension LiveCleanupCluster {
    /// Reads what only a clean-up needs: Layer 7 of the tenant's namespace, and then everything of the tenant cluster that may
    /// stand behind an object of it.
    func complete(_ observation: inout Observation) async {
        if let namespace = Topology(observation).tenantNamespace {
            await readManagementRoutes(ListQuery(namespace: namespace), into: &observation)
        }
        observation.set(.tenant, await tenant.list(SecretMetadata.self))
        // The plan names the cluster that was read first: if another one answers by now, the deletion finds it changed.
        let first = observation.list(.tenant, Namespace.self)
        let planned = Topology(observation).clusterUID(.tenant)
        await readTenant(into: &observation, readsRoutes: true)
        if Topology(observation).clusterUID(.tenant) != planned { observation.set(.tenant, first) }
    }

    /// Reads the tenant cluster's Services, namespaces and what else they show of a Service, and its objects of Layer 7, between two
    /// reads of its namespace kube-system; each list failed if it may be another cluster's.
    func readTenant(into observation: inout Observation, readsRoutes: Bool) async {
        let before = await tenant.list(Namespace.self, Self.system)
        async let services = tenant.list(Service.self)
        async let namespaces = tenant.list(Namespace.self)
        async let certificates = tenant.list(RootCertificate.self, Self.certificates)
        async let slices = tenant.list(EndpointSlice.self)
        async let ingresses = listed(Ingress.self, if: readsRoutes)
        async let gateways = listed(Gateway.self, if: readsRoutes)
        async let httpRoutes = listed(HTTPRoute.self, if: readsRoutes)
        async let grpcRoutes = listed(GRPCRoute.self, if: readsRoutes)
        async let syncSecrets = listed(SyncSecret.self, if: readsRoutes)
        let lists = (
            await services, await namespaces, await certificates, await slices, await ingresses, await gateways,
            await httpRoutes, await grpcRoutes, await syncSecrets
        )
        let after = await tenant.list(Namespace.self, Self.system)
        func set<Item: KubernetesObject>(_ list: Observed<ObjectList<Item>>?) {
            guard let list else { return }
            observation.set(.tenant, Self.checked(list, before, after))
        }
        // What kube-system shows counts even if not all namespaces may be listed: it is asked for by name.
        if let reason = after.unknown {
            observation.set(.tenant, Observed<ObjectList<Namespace>>(reason))
        } else {
            set(lists.1)
        }
        set(lists.0)
        set(lists.2)
        set(lists.3)
        set(lists.4)
        set(lists.5)
        set(lists.6)
        set(lists.7)
        set(lists.8)
    }

    private func listed<Item: KubernetesObject>(
        _ kind: Item.Type, if isRead: Bool
    ) async -> Observed<ObjectList<Item>>? {
        isRead ? await tenant.list(kind) : nil
    }

    private static func checked<Item: KubernetesObject>(
        _ list: Observed<ObjectList<Item>>, _ before: Observed<ObjectList<Namespace>>,
        _ after: Observed<ObjectList<Namespace>>
    ) -> Observed<ObjectList<Item>> {
        doubt(list, readBetween: before, after).map { .failed($0) } ?? list
    }

    /// All Services of a cluster, and its namespace kube-system; the Services failed if they may be another cluster's.
    static func services(
        of client: APIClient
    ) async -> (services: Observed<ObjectList<Service>>, system: Observed<ObjectList<Namespace>>) {
        let before = await client.list(Namespace.self, system)
        let services = await client.list(Service.self)
        let after = await client.list(Namespace.self, system)
        return (checked(services, before, after), after)
    }

    /// Why the objects of a list may be another cluster's than the namespace kube-system that was read just before and after them; nil
    /// if they are not. A proxy may send requests for some kinds to another server.
    ///
    /// The resourceVersion of a list counts the writes of the whole cluster (etcd's revision), so that of a list that is read
    /// between two others lies between theirs. Kubernetes can store kinds apart from each other, but this is done for Events.
    static func doubt<Item: KubernetesObject>(
        _ list: Observed<ObjectList<Item>>, readBetween before: Observed<ObjectList<Namespace>>,
        _ after: Observed<ObjectList<Namespace>>
    ) -> String? {
        // What could not be read, or has no version, is refused for that reason (`ClusterProof`).
        guard let text = list.value?.resourceVersion, !text.isEmpty, let before = before.value,
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
