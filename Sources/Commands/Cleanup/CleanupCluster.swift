import KubeLB
import Kubernetes
import Topology

/// The pair of clusters as a clean-up needs it: few reads, and the only calls of the tool that change anything.
///
/// Both changes take a value that only a confirmation makes.
protocol CleanupCluster: Sendable {
    /// The observation with everything read anew that the verdicts about the tenant's namespace rest on. The tenant
    /// cluster's Services, of every type, are read after the LoadBalancers, so whatever stood behind one is among them.
    func refreshed(_ observation: Observation, tenantNamespace: String) async -> Observation
    /// One Service of the tenant cluster, read in two ways that have to agree. `uid` is that of the Service that is taken to
    /// be gone.
    func service(namespace: String, name: String, uid: String?) async -> Observed<Service>
    /// The UID of the tenant cluster's namespace kube-system.
    func tenantUID() async -> Observed<String>
    /// Deletes the object if it is still the one that was judged, in that version.
    func delete(_ deletion: ConfirmedPlan.Deletion) async throws(APIError)
    /// Takes KubeLB's finalizers off an object if it is still the one that was looked at.
    func removeFinalizers(_ removal: ConfirmedRemoval) async throws(APIError)
}

/// What a clean-up starts from.
struct CleanupSource: Sendable {
    let observation: Observation
    /// Of Services that are named without one; nil for a bundle.
    var defaultNamespace: String?
    /// nil for a bundle, and where a cluster could not be reached.
    var cluster: (any CleanupCluster)?
}

/// The pair behind two API servers.
struct LiveCleanupCluster: CleanupCluster {
    let tenant: APIClient
    let management: APIClient

    func refreshed(_ observation: Observation, tenantNamespace: String) async -> Observation {
        let query = ListQuery(namespace: tenantNamespace)
        async let loadBalancers = management.list(LoadBalancer.self, query)
        async let envoyServices = management.list(Service.self, query)
        async let addresses = management.list(Addresses.self, query)
        var fresh = observation
        fresh.set(.management, await loadBalancers)
        fresh.set(.management, await envoyServices)
        fresh.set(.management, await addresses)
        async let managementSystem = management.list(Namespace.self, Self.system)
        async let nodes = tenant.list(Node.self)
        fresh.set(.management, await managementSystem)
        let (services, tenantSystem) = await Self.services(of: tenant)
        fresh.set(.tenant, tenantSystem)
        fresh.set(.tenant, services)
        fresh.set(.tenant, await nodes)
        return fresh
    }

    func service(namespace: String, name: String, uid: String?) async -> Observed<Service> {
        await tenant.confirmed(Service.self, namespace: namespace, name: name, uid: uid)
    }

    func tenantUID() async -> Observed<String> {
        await tenant.list(Namespace.self, Self.system).first { $0.metadata.name == "kube-system" }.map(\.metadata.uid)
    }

    static let system = ListQuery(fields: "metadata.name=kube-system")

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
    /// Reads everything that `doctor` reads, and all Services of the tenant cluster after the LoadBalancers: each Service
    /// that stood behind one of those is then among them. Without a client of both sides nothing can be changed.
    func observeForCleanup() async throws(CommandFailure) -> CleanupSource {
        try await ProgressLine(environment, activity).during { () async throws(CommandFailure) -> CleanupSource in
            let reached = await management.reach(from: tenant)
            let reading = LiveObservation(
                plan: ReadPlan(scope: .all), tenant: tenant, management: reached.client.map { .client($0) } ?? .none,
                requestedTenant: tenantName, environment: environment, activity: activity,
                ccmServer: ccmServer, kubeconfigs: kubeconfigs)
            var observation = try await reading.observe { _ in LiveObservation.Requested() }
            if reached.client == nil { observation.sideFailures[.management] = reached.failure }
            if observation.sideFailures[.tenant] == nil {
                observation.set(.tenant, await LiveCleanupCluster.services(of: tenant).services)
            }
            var source = CleanupSource(observation: observation, defaultNamespace: defaultNamespace)
            if let client = reached.client, observation.sideFailures.isEmpty {
                source.cluster = LiveCleanupCluster(tenant: tenant, management: client)
            }
            return source
        }
    }
}
