import KubeLB
import Kubernetes
import Topology

/// The pair of clusters as a clean-up needs it: few reads, and the only calls of the tool that change anything.
///
/// Both changes take a value that only a confirmation makes.
protocol CleanupCluster: Sendable {
    /// The observation with everything read anew that the verdicts about the tenant's namespace rest on. The tenant
    /// cluster's Services, of every type, are read after the LoadBalancers, so whatever stood behind one is among them. With
    /// `readsRoutes` the same is done for the objects of Layer 7 and SyncSecrets.
    func refreshed(
        _ observation: Observation, tenantNamespace: String, readsRoutes: Bool
    ) async -> Observation
    /// One object of the tenant cluster, read in two ways that have to agree. `uid` is that of the object that is taken to be
    /// gone.
    func origin<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, namespace: String, name: String, uid: String?
    ) async -> Observed<Item>
    /// A namespace of the tenant cluster, read in two ways that have to agree.
    func namespace(_ name: String) async -> Observed<Namespace>
    /// The UID of the tenant cluster's namespace kube-system.
    func tenantUID() async -> Observed<String>
    /// Deletes the object if it is still the one that was judged, in that version.
    func delete(_ deletion: ConfirmedPlan.Deletion) async throws(APIError)
    /// Takes KubeLB's finalizers off an object if it is still the one that was looked at.
    func removeFinalizers(_ removal: ConfirmedRemoval) async throws(APIError)
}

/// What a clean-up starts from.
struct CleanupSource: Sendable {
    var observation: Observation
    /// Of Services that are named without one; nil for a bundle.
    var defaultNamespace: String?
    /// nil for a bundle, and where a cluster could not be reached.
    var cluster: (any CleanupCluster)?
}

/// The pair behind two API servers.
struct LiveCleanupCluster: CleanupCluster {
    let tenant: APIClient
    let management: APIClient

    func refreshed(
        _ observation: Observation, tenantNamespace: String, readsRoutes: Bool
    ) async -> Observation {
        let query = ListQuery(namespace: tenantNamespace)
        async let loadBalancers = management.list(LoadBalancer.self, query)
        async let envoyServices = management.list(Service.self, query)
        async let addresses = management.list(Addresses.self, query)
        var fresh = observation
        fresh.set(.management, await loadBalancers)
        fresh.set(.management, await envoyServices)
        fresh.set(.management, await addresses)
        if readsRoutes { await readManagementRoutes(query, into: &fresh) }
        async let managementSystem = management.list(Namespace.self, Self.system)
        async let nodes = tenant.list(Node.self)
        fresh.set(.management, await managementSystem)
        await readTenant(into: &fresh, readsRoutes: readsRoutes)
        fresh.set(.tenant, await nodes)
        return fresh
    }

    /// What KubeLB makes of Layer 7 in the tenant's namespace.
    func readManagementRoutes(_ query: ListQuery, into observation: inout Observation) async {
        async let routes = management.list(Route.self, query)
        async let syncSecrets = management.list(SyncSecret.self, query)
        async let ingresses = management.list(Ingress.self, query)
        async let gateways = management.list(Gateway.self, query)
        async let httpRoutes = management.list(HTTPRoute.self, query)
        async let grpcRoutes = management.list(GRPCRoute.self, query)
        observation.set(.management, await routes)
        observation.set(.management, await syncSecrets)
        observation.set(.management, await ingresses)
        observation.set(.management, await gateways)
        observation.set(.management, await httpRoutes)
        observation.set(.management, await grpcRoutes)
    }

    func origin<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, namespace: String, name: String, uid: String?
    ) async -> Observed<Item> {
        await tenant.confirmed(kind, namespace: namespace, name: name, uid: uid)
    }

    func namespace(_ name: String) async -> Observed<Namespace> {
        await tenant.confirmed(Namespace.self, namespace: nil, name: name, uid: nil)
    }

    func tenantUID() async -> Observed<String> {
        await tenant.list(Namespace.self, Self.system).first { $0.metadata.name == "kube-system" }.map(\.metadata.uid)
    }

    static let system = ListQuery(fields: "metadata.name=kube-system")
    /// In all namespaces.
    static let certificates = ListQuery(fields: "metadata.name=\(RootCertificate.name)")

    func delete(_ deletion: ConfirmedPlan.Deletion) async throws(APIError) {
        let object = deletion.candidate.object
        try await client(object.side).delete(
            Self.path(object), uid: object.uid, resourceVersion: object.resourceVersion)
    }

    func removeFinalizers(_ removal: ConfirmedRemoval) async throws(APIError) {
        let object = removal.object
        try await client(object.side).patch(removal.patch, .json, at: Self.path(object))
    }

    private func client(_ side: ClusterSide) -> APIClient { side == .tenant ? tenant : management }

    private static func path(_ object: CleanupObject) -> ObjectPath {
        ObjectPath(
            resource: object.resource, version: object.version, namespace: object.namespace, name: object.name)
    }
}

extension LiveSource {
    /// Reads everything that `doctor` reads, and then all Services and objects of Layer 7 of the tenant cluster once more: each
    /// one that stood behind an object of the management cluster is then among them. Without a client of both sides nothing can be changed.
    func observeForCleanup() async throws(CommandFailure) -> CleanupSource {
        try await ProgressLine(environment, activity).during { () async throws(CommandFailure) -> CleanupSource in
            let reached = await management.reach(from: tenant)
            var plan = ReadPlan(scope: .all)
            plan.readsRoutes = true
            // The CCM counts its Services.
            plan.evidence.readsMetrics = true
            plan.asksNoEnvoy = true
            let reading = LiveObservation(
                plan: plan, tenant: tenant, management: reached.client.map { .client($0) } ?? .none,
                requestedTenant: tenantName, environment: environment, activity: activity,
                ccmServer: ccmServer, kubeconfigs: kubeconfigs)
            var observation = try await reading.observe { _ in LiveObservation.Requested() }
            if reached.client == nil { observation.sideFailures[.management] = reached.failure }
            var source = CleanupSource(observation: observation, defaultNamespace: defaultNamespace)
            if let client = reached.client, observation.sideFailures.isEmpty {
                let cluster = LiveCleanupCluster(tenant: tenant, management: client)
                source.cluster = cluster
                await cluster.complete(&source.observation)
            } else if observation.sideFailures[.tenant] == nil {
                source.observation.set(.tenant, await LiveCleanupCluster.services(of: tenant).services)
            }
            return source
        }
    }
}
