import KubeLB
import Kubernetes

extension CleanupPlanner {
    // MARK: Envoy Services

    /// KLC-X004: Services of the manager whose LoadBalancer is gone.
    func envoyServices(doubt: (Service) -> String?) -> [CleanupCandidate] {
        guard let namespace = topology.tenantNamespace,
            let loadBalancers = topology.list(.management, LoadBalancer.self).value
        else { return [] }
        let names = Set(
            loadBalancers.items.filter { $0.metadata.namespace == namespace }.map(\.metadata.name))
        return (topology.list(.management, Service.self).value?.items ?? []).compactMap { service in
            let metadata = service.metadata
            guard metadata.namespace == namespace, metadata.name.hasPrefix("envoy-"), !metadata.isBeingDeleted,
                let owner = metadata.labels[KubeLBNames.loadBalancerNameLabel], !names.contains(owner)
            else { return nil }
            var candidate = CleanupCandidate(
                .delete, "X004", CleanupObject(.management, service),
                origin: metadata.labels[KubeLBNames.originNamespaceLabel].flatMap { place in
                    metadata.labels[KubeLBNames.originNameLabel].map { "\(place)/\($0)" }
                }, originUID: owner, reason: "LoadBalancer gone")
            candidate.addresses = service.ingress.addresses
            candidate.ports = service.ports.map(\.label)
            candidate.created = metadata.creationTimestamp
            return judged(
                candidate, unless: loadBalancers.incompleteness.map { "not all LoadBalancers could be read: \($0)" },
                // The CCM writes the LoadBalancer of such a Service again, and the manager takes up this one.
                services[owner].map { "\($0.reference) has that UID" }, odd(service, owner: owner), doubt(service),
                user(of: candidate.addresses, besides: owner))
        }
    }

    /// What the manager would not have written.
    private func odd(_ service: Service, owner: String) -> String? {
        let metadata = service.metadata
        guard metadata.labels[KubeLBNames.managedByLabel] == "kubelb",
            metadata.name == KubeLBNames.envoyServiceName(forLoadBalancer: owner),
            metadata.labels[KubeLBNames.loadBalancerNamespaceLabel].map({ $0 == metadata.namespace }) ?? true
        else { return "its labels are not as the manager writes them" }
        return nil
    }

    // MARK: Stuck

    /// Finalizers that hold up a deletion, or that nobody will take off: only ever to be looked at.
    func stuck(_ loadBalancers: [LoadBalancer]) -> [CleanupCandidate] {
        let held = loadBalancers.compactMap { loadBalancer -> CleanupCandidate? in
            let metadata = loadBalancer.metadata
            guard let since = metadata.deletionTimestamp, !metadata.finalizers.isEmpty, isOverdue(since) else {
                return nil
            }
            return stuckCandidate(
                "L006", CleanupObject(.management, loadBalancer),
                origin: loadBalancer.origin.map { "\($0.namespace)/\($0.name)" }, metadata,
                "deletion blocked by \(metadata.finalizers.joined(separator: ", ")), which the manager must remove; "
                    + "as a last resort, use --remove-finalizers lb/\(metadata.name)")
        }
        return held + exposures.values.compactMap(stuckService)
    }

    private func stuckService(_ exposure: Exposure) -> CleanupCandidate? {
        guard exposure.hasFinalizer else { return nil }
        let metadata = exposure.service.metadata
        let command = "--remove-finalizers svc/\(metadata.name) -n \(metadata.namespace)"
        if let since = metadata.deletionTimestamp {
            guard isOverdue(since) else { return nil }
            return stuckCandidate(
                "S010", CleanupObject(.tenant, exposure.service), origin: nil, metadata,
                "deletion blocked by KubeLB's finalizer, which the CCM must remove; as a last resort, use \(command)")
        }
        // While its LoadBalancer stands that one is spoken of.
        guard exposure.isLeftBehind, case .absent = exposure.loadBalancer else { return nil }
        return stuckCandidate(
            "X003", CleanupObject(.tenant, exposure.service), origin: nil, metadata,
            "no longer managed by KubeLB, but still has its finalizer, which "
                + (topology.has(.orphanCollection) ? "the CCM removes when it starts" : "nothing removes")
                + ": use \(command)")
    }

    func isOverdue(_ since: Timestamp) -> Bool { topology.now.seconds(since: since) >= Self.deletionGrace }

    func stuckCandidate(
        _ code: String, _ object: CleanupObject, origin: String?, _ metadata: ObjectMeta, _ reason: String
    ) -> CleanupCandidate {
        var candidate = CleanupCandidate(
            .review, code, object, origin: origin, originUID: nil, reason: reason)
        candidate.created = metadata.creationTimestamp
        return candidate
    }

    // MARK: Tenant

    /// KLC-X005: only ever to be looked at.
    func tenantRemains() -> [CleanupCandidate] {
        guard let namespace = topology.tenantNamespace else { return [] }
        var candidates: [CleanupCandidate] = []
        func add(_ object: CleanupObject, _ metadata: ObjectMeta, _ reason: String) {
            var candidate = CleanupCandidate(.review, "X005", object, origin: nil, originUID: nil, reason: reason)
            candidate.created = metadata.creationTimestamp
            candidates.append(candidate)
        }
        if topology.loadBalancers.value?.isEmpty == true, topology.routes.value?.isEmpty == true {
            let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
            func workloads<Item: Workload>(_ kind: Item.Type) {
                for workload in topology.list(.management, kind).value?.items ?? []
                where workload.metadata.namespace == namespace && workload.metadata.name == name
                    && !workload.metadata.isBeingDeleted
                {
                    add(
                        CleanupObject(.management, workload), workload.metadata,
                        "the tenant has no LoadBalancers or Routes")
                }
            }
            workloads(Deployment.self)
            workloads(DaemonSet.self)
        }
        if case .absent = topology.tenantObject, let place = topology.namespaceObject.value,
            !place.metadata.isBeingDeleted, place.metadata.labels[KubeLBNames.managedByLabel] != nil
        {
            add(CleanupObject(.management, place), place.metadata, "its Tenant is gone")
        }
        return candidates
    }
}
