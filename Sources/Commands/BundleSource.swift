import KubeLB
import Kubernetes
import Topology

/// Reads an observation from a bundle on disk.
struct BundleSource: ClusterSource {
    let files: BundleFiles
    let manifest: BundleManifest
    private let tenant: String?
    private let evidence: EvidenceOptions
    private let kubeconfigs: [ClusterSide: KubeconfigRequest]

    /// A bundle has no current namespace.
    var defaultNamespace: String? { nil }

    init(
        path: String, tenant: String? = nil, evidence: EvidenceOptions = EvidenceOptions(),
        kubeconfigs: [ClusterSide: KubeconfigRequest] = [:]
    ) throws(CommandFailure) {
        self.tenant = tenant
        self.evidence = evidence
        self.kubeconfigs = kubeconfigs
        do {
            files = try BundleFiles.open(path)
        } catch {
            throw CommandFailure(error)
        }
        let name = "bundle.json"
        switch files.read(name) {
        case .success(let bytes?):
            do {
                manifest = try BundleManifest.decode(bytes, source: "\(path)/\(name)")
            } catch {
                throw CommandFailure(.usage, error.message, hint: error.hint)
            }
        case .success(nil):
            throw CommandFailure(
                .usage, "\(path) is not a bundle: it has no \(name)",
                hint: "use the directory or archive that contains \(name)")
        case .failure(let error): throw CommandFailure(error)
        }
    }

    /// Whether the bundle is of the management cluster alone: nothing of a tenant cluster is in it, nor was it tried. A bundle that
    /// kubelb-ctl did not write may say in one entry why: whoever recorded it had no access to the tenant cluster.
    var holdsManagementOnly: Bool {
        if manifest.position == .management { return true }
        guard files.truncation == nil else { return false }
        let side = ClusterSide.tenant.rawValue
        // That a kind was not served says nothing about objects: bundles that lost a side still note it.
        let isTried = manifest.failedReads.contains { path, failure in
            failure != BundleManifest.notFound
                && (path == side && manifest.isOfTool || path.hasPrefix(side + "/"))
        }
        guard !isTried else { return false }
        return files.paths(below: side).isEmpty && !files.paths(below: ClusterSide.management.rawValue).isEmpty
    }

    /// Whether the bundle is of an identity that may see nothing of the tenant cluster, but the LoadBalancers of its Services.
    var isRefusedByTenant: Bool {
        func isForbidden<Item: KubernetesObject>(_ kind: Item.Type) -> Bool {
            if case .forbidden = list(.tenant, kind) { true } else { false }
        }
        // The shortest list first: it decides nearly always, and Services are decoded again for it.
        return isForbidden(Deployment.self) && isForbidden(Pod.self) && isForbidden(Service.self)
            && list(.management, LoadBalancer.self).value?.items.isEmpty == false
    }

    /// Why there is nothing of the tenant cluster, where the bundle says so.
    var tenantFailure: String? { manifest.failedReads[ClusterSide.tenant.rawValue] }

    private var bundle: BundleObservation {
        BundleObservation(source: files.name, manifest: manifest, truncation: files.truncation) { path, take in
            switch files.read(path, take: take) {
            case .success(true): .present(())
            case .success(false): .absent
            case .failure(let error): .failed(error.message)
            }
        } read: { path in
            switch files.read(path) {
            case .success(let bytes?): .present(bytes)
            case .success(nil): .absent
            case .failure(let error): .failed(error.message)
            }
        }
    }

    func list<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) -> Observed<ObjectList<Item>> {
        bundle.list(side, kind)
    }

    /// Every tenant, or the one of that name, as the management cluster alone shows it.
    func observeTenants(only name: String?) -> FleetObservations {
        let bundle = bundle
        var platform = bundle.observePlatform()
        platform.kubeconfigs = kubeconfigs
        let tenants = bundle.observeTenants(
            of: platform, only: name ?? manifest.onlyTenant, readsMetrics: evidence.readsMetrics,
            readsLogs: evidence.readsLogs, readsHistory: evidence.readsHistory)
        platform.damage = files.warnings + platform.damage
        return FleetObservations(platform: platform, tenants: tenants)
    }

    func routes(in namespace: String) async -> Observation? { bundle.objects(requestedTenant: tenant) }

    func observe(_ selection: ServiceSelection) async throws(CommandFailure) -> Observation {
        guard !holdsManagementOnly else { throw WrongCluster.managementOnly(files.name) }
        let bundle = bundle
        var observation = bundle.objects(requestedTenant: tenant)
        let list = observation.list(.tenant, Service.self)
        // Of a cluster that could not be read there are findings instead.
        let isUnreachable = manifest.failedReads[ClusterSide.tenant.rawValue] != nil
        let resolved = selection.resolved(in: observation)
        let isReadable = !isUnreachable || list.value != nil
        // If what is named is in another namespace, the error says in which.
        if !resolved.namesOne(of: list) {
            try refuse(
                missing: resolved.emptyNamespace(in: observation), observation,
                instead: resolved.isNamed ? resolved.elsewhere(in: list) : nil)
        }
        try UnknownTenant.refuse(tenant, observation)
        let requested = try WrongCluster.explaining(observation) { () throws(CommandFailure) in
            let namesakes = Namesakes(observation: observation)
            return (
                services: isReadable ? try resolved.requestedServices(in: list, suggesting: namesakes) : [],
                routes: isReadable ? try resolved.requestedRoutes(in: observation, suggesting: namesakes) : []
            )
        }
        observation.requestedServices = Set(requested.services.map(\.metadata.path))
        observation.requestedRoutes = Set(requested.routes)
        bundle.addEvidence(
            to: &observation, readsMetrics: evidence.readsMetrics, readsLogs: evidence.readsLogs,
            readsHistory: evidence.readsHistory)
        // Nobody asked for them, as a live source would not have.
        if !resolved.includesRoutes { observation.forget(Input.routeSources) }
        observation.kubeconfigs = kubeconfigs
        observation.damage = files.warnings + observation.damage
        return observation
    }
}
