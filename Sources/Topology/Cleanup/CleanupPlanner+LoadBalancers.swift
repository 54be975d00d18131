import KubeLB
import Kubernetes

extension CleanupPlanner {
    /// KLC-X001, X002, X003 and X006: LoadBalancers that no Service needs.
    ///
    /// `doubt` says why one may belong to another cluster.
    func loadBalancers(
        _ inventory: LeftBehindInventory, doubt: (LoadBalancer) -> String?
    ) -> [CleanupCandidate] {
        inventory.entries.compactMap { loadBalancer, standing in
            switch standing {
            case .live: noLongerTaken(loadBalancer)
            case .protected(let reason): candidate(.keep, "X006", loadBalancer, reason: reason)
            case .replaced(let service):
                judged(
                    candidate(
                        .delete, "X002", loadBalancer,
                        reason: "Service was recreated, with UID \(service.metadata.uid)"),
                    unless: options.includesReplaced ? nil : "needs --include-replaced", odd(loadBalancer),
                    doubt(loadBalancer),
                    inUse(loadBalancer), collector)
            case .ownerless:
                judged(
                    candidate(.delete, "X001", loadBalancer, reason: "Service gone"),
                    unless: odd(loadBalancer), doubt(loadBalancer), inUse(loadBalancer), collector)
            }
        }
    }

    /// The CCM no longer takes the Service whose UID the LoadBalancer bears. That one is this cluster's beyond doubt.
    private func noLongerTaken(_ loadBalancer: LoadBalancer) -> CleanupCandidate? {
        guard let exposure = exposures[loadBalancer.metadata.name], exposure.isLeftBehind else { return nil }
        let service = exposure.service
        guard exposure.eligibility.value == .otherClass else {
            return judged(
                candidate(
                    .delete, "X003", loadBalancer, of: service,
                    reason: "Service type is now \(service.type.isEmpty ? "not set" : service.type)"),
                unless: service.type.isEmpty ? "the Service has no type" : nil, inUse(loadBalancer), collector)
        }
        let of = service.loadBalancerClass.map { "has class \($0)" } ?? "has no class"
        // It is still of type LoadBalancer: as long as nobody else gives it an address, traffic may come this way.
        let shown = Set(service.ingress.addresses)
        let isServedElsewhere = !shown.isEmpty && shown.isDisjoint(with: held(by: loadBalancer))
        return judged(
            candidate(
                .delete, "X003", loadBalancer, of: service,
                reason: "Service now \(of), which the CCM does not manage"),
            unless: isServedElsewhere ? nil : "it may still carry the Service's traffic", inUse(loadBalancer))
    }

    /// That the CCM deletes such LoadBalancers itself: it runs, in a version that is known to do so. Another version gets no
    /// benefit of the doubt here: if it does the same, deleting first does no harm.
    var collector: String? {
        guard let release = topology.release(of: topology.ccm), topology.has(.orphanCollection),
            topology.isLeaseStale(of: topology.ccm) == false
        else { return nil }
        return "the CCM (\(release)) deletes it without help; if it does not, restart the CCM"
    }

    private func inUse(_ loadBalancer: LoadBalancer) -> String? {
        user(of: held(by: loadBalancer), besides: loadBalancer.metadata.name)
    }

    static func isUID(_ name: String) -> Bool {
        let groups = name.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy(\.isHexDigit)
    }

    /// What the CCM would not have written.
    private func odd(_ loadBalancer: LoadBalancer) -> String? {
        let metadata = loadBalancer.metadata
        guard Self.isUID(metadata.name) else {
            return "its name is not a UID, so the CCM did not write it"
        }
        if let tenant = metadata.labels[KubeLBNames.tenantLabel], tenant != metadata.namespace {
            return "its label \(KubeLBNames.tenantLabel) is \(tenant)"
        }
        return nil
    }

    /// The addresses of the LoadBalancer and of its envoy Service.
    private func held(by loadBalancer: LoadBalancer) -> [String] {
        let envoy = envoys[KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)]
        let addresses = (loadBalancer.status?.ingress.addresses ?? []) + (envoy?.ingress.addresses ?? [])
        return addresses.uniqued()
    }

    private func candidate(
        _ verdict: CleanupCandidate.Verdict, _ code: String, _ loadBalancer: LoadBalancer, of service: Service? = nil,
        reason: String
    ) -> CleanupCandidate {
        var candidate = CleanupCandidate(
            verdict, code, CleanupObject(.management, loadBalancer),
            origin: service?.metadata.path ?? loadBalancer.origin.map { "\($0.namespace)/\($0.name)" },
            originUID: loadBalancer.metadata.name, reason: reason)
        candidate.addresses = held(by: loadBalancer)
        candidate.ports = loadBalancer.spec.ports.map(\.label)
        candidate.created = loadBalancer.metadata.creationTimestamp
        return candidate
    }
}
