import KubeLB
import Kubernetes

/// Decides which objects of a tenant are orphaned and may be deleted. Pure: the same observation gives the same plan.
///
/// The observation must contain the tenant cluster's Services of every type. Failed reads never count as absent: they turn
/// deletions into reviews, or the whole plan into a refusal.
package struct CleanupPlanner {
    let topology: Topology
    let options: CleanupOptions
    let inventory: LeftBehindInventory?
    /// Services of the tenant cluster by their UIDs.
    let services: [String: Service]
    /// Services that KubeLB has or had to do with, by their UIDs.
    let exposures: [String: Exposure]
    /// The manager's Services of the tenant by their names.
    let envoys: [String: Service]
    /// The tenant's Routes; none unless Layer 7 was looked at.
    let ownRoutes: [Route]
    let sources: TenantSources
    let users: RouteUsers
    private let traces: ServiceTraces
    private let namespaces: NamespaceProof
    /// Paths of the tenant cluster's Services.
    private let servicePaths: Set<String>
    /// Addresses that Services here show without having them from a LoadBalancer of their own, with those Services.
    private let addressUsers: [String: [Service]]

    /// Seconds within which two lists, read one after the other, may disagree about a thing that was just made.
    private static let readingTime = 5.0
    /// Seconds that the controllers are given for a deletion, as in KLC-S010.
    static let deletionGrace = 120.0

    /// Whether the two sides have been proven to belong together: what proved it may itself be deleted by now.
    private let isProven: Bool

    package init(_ topology: Topology, options: CleanupOptions = CleanupOptions(), isProven: Bool = false) {
        self.topology = topology
        self.options = options
        self.isProven = isProven
        inventory = LeftBehindInventory(topology)
        services = Dictionary(
            (topology.list(.tenant, Service.self).value?.items ?? []).map { ($0.metadata.uid, $0) },
            uniquingKeysWith: { first, _ in first })
        exposures = Dictionary(
            topology.exposures.map { ($0.service.metadata.uid, $0) }, uniquingKeysWith: { first, _ in first })
        envoys = Dictionary(
            (topology.list(.management, Service.self).value?.items ?? [])
                .filter { $0.metadata.namespace == topology.tenantNamespace }.map { ($0.metadata.name, $0) },
            uniquingKeysWith: { first, _ in first })
        let held = Dictionary(
            (inventory?.entries ?? []).map { loadBalancer, _ in
                (loadBalancer.metadata.name, Set(loadBalancer.status?.ingress.addresses ?? []))
            }, uniquingKeysWith: { first, _ in first })
        var users: [String: [Service]] = [:]
        for service in services.values where service.isLoadBalancer {
            let own = held[service.metadata.uid] ?? []
            for address in service.ingress.addresses where !own.contains(address) {
                users[address, default: []].append(service)
            }
        }
        addressUsers = users
        let namespace = topology.tenantNamespace
        let routes =
            topology.looksAtRoutes ? topology.list(.management, Route.self).value?.items ?? [] : []
        ownRoutes = routes.filter { $0.metadata.namespace == namespace }
        sources = TenantSources(topology.observation)
        traces = ServiceTraces(topology, sources: sources)
        namespaces = NamespaceProof(topology)
        servicePaths = Set(services.values.map(\.metadata.path))
        self.users = RouteUsers(topology, routes: ownRoutes)
    }

    package func plan() -> CleanupPlan {
        var plan = CleanupPlan(generatedAt: topology.now)
        plan.tenantNamespace = topology.tenantNamespace
        plan.options = options
        for side in ClusterSide.allCases { plan.clusters[side] = topology.clusterUID(side) }
        plan.refusals = unread + TenantProof(topology: topology, inventory: inventory, isProven: isProven).refusals
        if let inventory, let namespace = topology.tenantNamespace {
            let sharing = TenantSharing(topology: topology, inventory: inventory)
            if plan.refusals.isEmpty, let refusal = sharing.refusal { plan.refusals.append(refusal) }
            let all = topology.list(.management, LoadBalancer.self).value?.items ?? []
            let own = all.filter { $0.metadata.namespace == namespace }
            let living = inventory.entries.count { if case .live = $0.standing { true } else { false } }
            let isRefused = !plan.refusals.isEmpty
            let found =
                loadBalancers(inventory) { isRefused ? nil : sharing.doubt(about: $0.metadata) }
                + envoyServices { isRefused ? nil : sharing.doubt(writtenAt: $0.metadata.creationTimestamp) }
            let layerSeven = topology.looksAtRoutes ? self.layerSeven(isRefused ? nil : sharing) : []
            plan.counts = CleanupPlan.Counts(
                loadBalancers: own.count, live: living - found.count { $0.code == "X003" },
                deleting: own.count { $0.metadata.isBeingDeleted }, routes: ownRoutes.count)
            plan.candidates = found + layerSeven + stuck(own) + tenantRemains()
        }
        plan.unjudged = gaps
        settle(&plan)
        return plan
    }

    private func layerSeven(_ sharing: TenantSharing?) -> [CleanupCandidate] {
        routes { sharing?.doubt(about: $0) }
            + generatedObjects { sharing?.doubt(writtenAt: $0.creationTimestamp) }
            + syncSecrets { sharing?.doubt(writtenAt: $0) }
            + unusedServices() + convertedRoutes() + stuckRoutes()
    }

    /// Where the plan refuses, nothing is called dead; where there is too much, it refuses.
    private func settle(_ plan: inout CleanupPlan) {
        if !plan.refusals.isEmpty {
            for index in plan.candidates.indices where plan.candidates[index].verdict == .delete {
                plan.candidates[index].verdict = .review
                plan.candidates[index].reason += "; uncertain, because cleanup refuses"
            }
        }
        let order = CleanupCandidate.Verdict.allCases
        func rank(_ candidate: CleanupCandidate) -> (Int, String, String) {
            (order.firstIndex(of: candidate.verdict) ?? 0, candidate.code, candidate.object.reference)
        }
        plan.candidates.sort { rank($0) < rank($1) }
        plan.refuseTooMany()
    }

    // MARK: Reads that decide

    /// Without all Services, or without LoadBalancers, nothing can be said.
    private var unread: [CleanupRefusal] {
        var refusals: [CleanupRefusal] = []
        if topology.truncation != nil {
            refusals.append(
                CleanupRefusal(
                    .clusterUnproven, "the bundle is incomplete, so an object that it lacks may exist",
                    hint: "collect it again"))
        }
        if let reason = topology.list(.tenant, Service.self).all(where: { _ in true }).unknown {
            let extent = topology.isPartial(.tenantServices) ? "could be read only in part" : "could not be read"
            refusals.append(
                CleanupRefusal(
                    .servicesUnread, "the tenant cluster's Services \(extent): \(reason)",
                    hint: "all Services of all namespaces are needed, or a live object may be considered orphaned"))
        }
        if let reason = topology.list(.management, LoadBalancer.self).unknown {
            refusals.append(
                CleanupRefusal(.loadBalancersUnread, "the LoadBalancers could not be read: \(reason)"))
        }
        if refusals.isEmpty, let refusal = ClusterProof(topology: topology).refusal { refusals.append(refusal) }
        return refusals
    }

    private var gaps: [CleanupGap] {
        let inputs: [(Input, String)] = [
            (.loadBalancers, "some LoadBalancers"), (.managementServices, "envoy Services without a LoadBalancer"),
            (.routes, "unused Envoy workloads"), (.managementDeployments, "unused Envoy workloads"),
            (.tenants, "namespaces without a Tenant"), (.managementNamespaces, "namespaces without a Tenant"),
        ]
        let layerSeven: [(Input, String)] =
            Input.routeSources.map { ($0, "Routes of some kinds") }
            + Input.generatedRoutes.map { ($0, "some generated objects") }
            + [
                (.routes, "orphaned Routes"), (.tenantSyncSecrets, "SyncSecrets"), (.syncSecrets, "SyncSecrets"),
                (.tenantSecrets, "SyncSecrets without a Secret"),
            ]
        return (inputs + (topology.looksAtRoutes ? layerSeven : [])).compactMap { input, what in
            topology.outcome(of: input).map { CleanupGap(what: what, input: input, reason: $0) }
        }
    }

    // MARK: Caution

    /// A candidate to delete, or to look at where there is any reason for it; the first one counts.
    func judged(_ candidate: CleanupCandidate, unless reasons: String?...) -> CleanupCandidate {
        var candidate = candidate
        if let reason = reasons.compactMap({ $0 }).first ?? immaturity(candidate) ?? unidentified(candidate) {
            candidate.verdict = .review
            candidate.reason += "; \(reason)"
        }
        return candidate
    }

    private func immaturity(_ candidate: CleanupCandidate) -> String? {
        guard let created = candidate.created, topology.now.seconds(since: created) < Self.readingTime else {
            return nil
        }
        return "it has just been created; retry in a few seconds"
    }

    /// Without UID and version a deletion could hit another object of the same name; without the name of its Service nobody
    /// can confirm that the Service is gone.
    private func unidentified(_ candidate: CleanupCandidate) -> String? {
        if candidate.object.uid.isEmpty || candidate.object.resourceVersion.isEmpty {
            return "its UID or resourceVersion is unknown, so it cannot be deleted safely"
        }
        if candidate.origin == nil {
            let kind = candidate.originKind
            return "it does not name its \(kind), so it cannot be confirmed that the \(kind) is gone"
        }
        return contradiction(candidate)
    }

    /// What shows that the origin exists, or may be hidden, although no list contains it.
    private func contradiction(_ candidate: CleanupCandidate) -> String? {
        if candidate.originKind == Service.kind, let uid = candidate.originUID, services[uid] == nil {
            // A Service of the same name has its own traces.
            let path = candidate.origin.flatMap { servicePaths.contains($0) ? nil : $0 }
            if let objection = traces.objection(uid: uid, path: path) { return objection }
        }
        return candidate.originNamespace.flatMap(namespaces.doubt)
    }

    /// A Service here that shows one of the addresses and gets it from no LoadBalancer of its own.
    func user(of addresses: [String], besides uid: String) -> String? {
        let users = addresses.flatMap { addressUsers[$0] ?? [] }.filter { $0.metadata.uid != uid }
        return users.map(\.metadata.path).min().map { "Service \($0) shows its address" }
    }
}
