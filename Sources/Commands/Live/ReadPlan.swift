import KubeLB
import Kubernetes
import Topology

/// What is read of both clusters, and when. Pure: from what is asked for, and from what the first round found.
///
/// The first round finds the controllers, the tenant and the Services; the second one reads the tenant's namespace in the
/// management cluster and what the first put in question. For named Services that is all, and each round has a constant
/// number of requests, whatever else the clusters hold; otherwise lists come in pages, and a third round follows up what
/// the second put in question. For named objects of Layer 7 the first round also asks what the clusters serve and whether logs
/// may be read, so that each further round is one round trip.
struct ReadPlan: Sendable {
    let scope: Scope
    /// Objects of Layer 7 that are named, beside the Services of the scope.
    var routes: [RouteName] = []
    /// Whether all objects of Layer 7 are read with all Services.
    var readsRoutes = false
    /// What is read beyond the objects.
    var evidence = EvidenceOptions(readsMetrics: false)
    /// Whether only the controllers are asked for their metrics.
    var asksNoEnvoy = false

    enum Scope: Sendable, Hashable {
        /// These Services and what belongs to them.
        case named([ServiceName])
        /// All LoadBalancer Services.
        case all
        /// Every object of every kind that any check looks at: for a bundle.
        case everything
        /// All tenants, in the management cluster alone.
        case fleet
    }

    struct ServiceName: Sendable, Hashable {
        let namespace: String
        let name: String

        var path: String { "\(namespace)/\(name)" }
    }

    var names: [ServiceName]? {
        if case .named(let names) = scope { names } else { nil }
    }

    /// Objects of Layer 7 alone or beside Services, all by their names.
    var namesRoutes: Bool { names != nil && !routes.isEmpty }

    /// What the first round asks for beside objects.
    var permissions: [OwnPermission] {
        let readsLogs = evidence.isRead && evidence.readsLogs
        // Logs of the controllers that serve Layer 7 are always read, those of others only if they are in question.
        return (evidence.readsMetrics ? [.statistics] : []) + (namesRoutes && readsLogs ? [.logs] : [])
    }

    /// The versions of groups whose resources the first round asks for, if objects of Layer 7 are named: the second reads all
    /// of these kinds, and clusters without some of them are normal. nil if nothing is asked.
    func learnedVersions(_ side: ClusterSide) -> [String]? {
        guard namesRoutes else { return nil }
        return side == .management ? ["\(RouteKind.gateway.group)/\(Gateway.version)"] : []
    }

    func query(_ namespace: String? = nil, labels: String? = nil, fields: String? = nil) -> ListQuery {
        ListQuery(namespace: namespace, labels: labels, fields: fields, isPaged: names == nil)
    }

    static func apps(_ names: String...) -> String { apps(names) }

    static func apps(_ names: [String]) -> String {
        "\(KubeLBNames.appNameLabel) in (\(names.joined(separator: ",")))"
    }

    static func named(_ name: String) -> String { "metadata.name=\(name)" }
    /// Other Events tell nothing.
    static let warnings = "type=Warning"

    static func slices(of service: String) -> String { "\(EndpointSlice.serviceNameLabel)=\(service)" }

    // MARK: The first round

    func firstRound(_ side: ClusterSide) -> [PlannedRead] {
        switch (scope, side) {
        case (.fleet, _): fleet(side)
        case (.everything, _):
            ReadKind.all.filter { $0.input.side == side }.flatMap { kind in
                // Of the tenant's ConfigMaps nothing else is needed.
                kind.input == .tenantConfigMaps
                    ? ["istio", Topology.ciliumConfigMap].map {
                        PlannedRead(side, kind.kind, query(fields: Self.named($0)))
                    } : [PlannedRead(side, kind.kind)]
            }
        case (_, .tenant): tenantBasics + tenantServices + tenantRoutes
        case (_, .management): managementBasics + namedLoadBalancers + originRoutes + classes(side)
        }
    }

    private var tenantBasics: [PlannedRead] {
        [
            PlannedRead(.tenant, Node.self, query()),
            PlannedRead(
                .tenant, Deployment.self,
                query(labels: Self.apps(KubeLBNames.ccmAppName, KubeLBNames.managerAppName))),
            PlannedRead(.tenant, Pod.self, query(labels: Self.apps(KubeLBNames.ccmAppName))),
            PlannedRead(.tenant, Lease.self, query(fields: Self.named(KubeLBNames.ccmLease))),
            PlannedRead(.tenant, Namespace.self, query(fields: Self.named("kube-system"))),
        ]
    }

    private var tenantServices: [PlannedRead] {
        guard let names else {
            return [
                PlannedRead(.tenant, Service.self, .loadBalancerServices()),
                PlannedRead(.tenant, EndpointSlice.self, query()),
            ]
        }
        return names.flatMap { service in
            [
                PlannedRead(.tenant, Service.self, namespace: service.namespace, name: service.name),
                PlannedRead(
                    .tenant, EndpointSlice.self, query(service.namespace, labels: Self.slices(of: service.name))),
            ]
        }
    }

    var managementBasics: [PlannedRead] {
        [
            PlannedRead(
                .management, Deployment.self,
                query(
                    labels: Self.apps(
                        ([KubeLBNames.managerAppName, KubeLBNames.ccmAppName, KubeLBNames.envoyAppName]
                            + LoadBalancerImplementation.appNames
                            + (routes.isEmpty
                                ? [] : RoutingImplementation.appNames + [RoutingImplementation.externalDNS]))
                            .uniqued()))),
            // Few, and those of load-balancer implementations have no label in common.
            PlannedRead(.management, DaemonSet.self, query()),
            PlannedRead(.management, Pod.self, query(labels: Self.apps(KubeLBNames.managerAppName))),
            PlannedRead(.management, Lease.self, query(fields: Self.named(KubeLBNames.managerLease))),
            PlannedRead(.management, Config.self, query()),
            PlannedRead(.management, Tenant.self, query()),
            PlannedRead(.management, Namespace.self, query()),
            PlannedRead(.management, Node.self, query()),
            PlannedRead(.management, Service.self, query(fields: Self.named(KubeLBNames.controlPlaneService))),
            PlannedRead(
                .management, EndpointSlice.self, query(labels: Self.slices(of: KubeLBNames.controlPlaneService))),
        ] + envoys
    }

    /// So that the second round can ask them: which tenant it is about is not known yet.
    private var envoys: [PlannedRead] {
        evidence.readsMetrics && names != nil ? [PlannedRead(.management, Pod.self, query(labels: Self.envoyPods))] : []
    }

    /// All tenants' Envoys: the manager gives their pods this label, and nothing else that is the same for all.
    static let envoyPods = "\(KubeLBNames.appManagedByLabel)=kubelb"

    /// By the labels that the CCM writes: so the LoadBalancer is known before its namespace is.
    private var namedLoadBalancers: [PlannedRead] {
        (names ?? []).map { PlannedRead(.management, LoadBalancer.self, query(labels: Self.origin(of: $0))) }
    }

    static func origin(of service: ServiceName) -> String { origin(service.namespace, service.name) }

    static func origin(_ namespace: String, _ name: String) -> String {
        "\(KubeLBNames.originNamespaceLabel)=\(namespace),\(KubeLBNames.originNameLabel)=\(name)"
    }
}
