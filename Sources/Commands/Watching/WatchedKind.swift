import KubeLB
import Kubernetes
import Topology

/// What the watch of a kind tells, whatever the kind.
struct WatchedChange: Sendable {
    let metadata: ObjectMeta
    /// Puts it with the others; nil where it is not known what has become of the object.
    let note: (@Sendable (inout ObservedChanges, ContinuousClock.Instant) -> Void)?

    init<Kind: KubernetesObject>(_ change: ObjectChange<Kind>, _ side: ClusterSide) {
        metadata = change.object.metadata
        note = { changes, time in changes.note(change, side, at: time) }
    }

    /// One that nothing is known of but that there was one.
    init(of metadata: ObjectMeta) {
        self.metadata = metadata
        note = nil
    }
}

/// A list whose changes may change a report. What changes all the time and seldom means anything (Leases, Nodes, Events,
/// numbers) is looked at from time to time instead.
enum WatchedKind: Hashable, Sendable {
    case services(ClusterSide, namespace: String?)
    case endpointSlices(namespace: String?)
    case loadBalancers(namespace: String?)
    case addresses(namespace: String?)
    case tenants
    case configs(namespace: String?)
    case deployments(ClusterSide, namespace: String?)
    case routing(ClusterSide, RouteKind, namespace: String?)
    case routes(namespace: String?)

    /// What is worth a watch for the Services and objects of Layer 7 selected, as far as it is known where it is.
    static func all(for selection: ServiceSelection, in topology: Topology) -> Set<WatchedKind> {
        let namespaces = namespaces(of: selection)
        var kinds: Set<WatchedKind> = [.tenants, .deployments(.tenant, namespace: topology.ccm.namespace)]
        for namespace in namespaces.contains(nil) ? [nil] : namespaces {
            kinds.insert(.services(.tenant, namespace: namespace))
            kinds.insert(.endpointSlices(namespace: namespace))
        }
        kinds.insert(.configs(namespace: topology.manager.namespace))
        kinds.insert(.deployments(.management, namespace: topology.manager.namespace))
        if let namespace = topology.tenantNamespace {
            kinds.formUnion([
                .loadBalancers(namespace: namespace), .addresses(namespace: namespace),
                .services(.management, namespace: namespace), .deployments(.management, namespace: namespace),
            ])
        }
        for kind in shownKinds(selection, topology) {
            for namespace in namespaces.contains(nil) ? [nil] : namespaces {
                kinds.insert(.routing(.tenant, kind, namespace: namespace))
            }
            guard let namespace = topology.tenantNamespace else { continue }
            kinds.insert(.routes(namespace: namespace))
            if topology.lists(kind, on: .management) {
                kinds.insert(.routing(.management, kind, namespace: namespace))
            }
        }
        return kinds
    }

    /// What is worth a watch for all tenants of a management cluster, or for one of them.
    static func ofTenants(only tenant: String?) -> Set<WatchedKind> {
        let namespace = tenant.map(KubeLBNames.tenantNamespace(forClusterName:))
        let kinds: Set<WatchedKind> = [
            .tenants, .configs(namespace: nil), .loadBalancers(namespace: namespace), .addresses(namespace: namespace),
            .services(.management, namespace: namespace), .deployments(.management, namespace: namespace),
            .routes(namespace: namespace),
        ]
        return kinds.union(RouteKind.allCases.map { .routing(.management, $0, namespace: namespace) })
            .union(namespace == nil ? [] : [.deployments(.management, namespace: KubeLBNames.namespace)])
    }

    /// Whether a management cluster works without it. Of a pair, such kinds are watched only where they are served.
    var mayBeAbsent: Bool {
        switch self {
        case .routes, .routing(.management, _, _): true
        default: false
        }
    }

    private static func namespaces(of selection: ServiceSelection) -> Set<String?> {
        guard selection.isNamed else { return [selection.allNamespaces ? nil : selection.namespace] }
        let services = selection.arguments.map { argument -> String? in
            guard case .named(let own, _) = argument else { return nil }
            return own ?? selection.namespace
        }
        let routes = selection.routes.map { argument -> String? in
            guard case .named(_, let own, _) = argument else { return nil }
            return own ?? selection.namespace
        }
        return Set(services + routes)
    }

    /// The kinds of Layer 7 that are shown, as far as they are served and may be read.
    private static func shownKinds(_ selection: ServiceSelection, _ topology: Topology) -> [RouteKind] {
        RouteKind.allCases.filter { kind in
            guard selection.includes(kind), topology.lists(kind, on: .tenant) else { return false }
            return selection.routes.allSatisfy { if case .uid = $0 { true } else { false } }
                || selection.routes.contains { if case .named(kind, _, _) = $0 { true } else { false } }
        }
    }

    var side: ClusterSide {
        switch self {
        case .services(let side, _), .deployments(let side, _), .routing(let side, _, _): side
        case .endpointSlices: .tenant
        case .loadBalancers, .addresses, .tenants, .configs, .routes: .management
        }
    }

    var title: String {
        let kind =
            switch self {
            case .services: "Services"
            case .endpointSlices: "EndpointSlices"
            case .loadBalancers: "LoadBalancers"
            case .addresses: "Addresses"
            case .tenants: "Tenants"
            case .configs: "Configs"
            case .deployments: "Deployments"
            case .routing(_, let kind, _): kind == .ingress ? "Ingresses" : "\(kind.rawValue)s"
            case .routes: "Routes"
            }
        return "\(kind) of the \(side.rawValue) cluster"
    }

    /// Watches until the task is cancelled, or until the watch turns out not to be allowed, or not to be served.
    func watch(
        _ client: APIClient, onChange: @escaping @Sendable (WatchedChange) async -> Void,
        onState: @escaping @Sendable (APIError?) async -> Void
    ) async {
        func run<Kind: KubernetesObject>(_ kind: Kind.Type, _ query: ListQuery) async {
            await ChangeWatch<Kind>(client: client, query: query).run(
                onChange: { await onChange(WatchedChange($0, side)) }, onState: onState)
        }
        func runServices(_ query: ListQuery) async {
            await ChangeWatch<Service>(client: client, query: query).run(
                onChange: { await onChange(await Self.followed($0, client)) }, onState: onState)
        }
        switch self {
        case .services(.tenant, let namespace):
            await runServices(.loadBalancerServices(namespace: namespace))
        case .services(.management, let namespace): await run(Service.self, ListQuery(namespace: namespace))
        case .endpointSlices(let namespace): await run(EndpointSlice.self, ListQuery(namespace: namespace))
        case .loadBalancers(let namespace): await run(LoadBalancer.self, ListQuery(namespace: namespace))
        case .addresses(let namespace): await run(Addresses.self, ListQuery(namespace: namespace))
        case .tenants: await run(Tenant.self, ListQuery())
        case .configs(let namespace): await run(Config.self, ListQuery(namespace: namespace))
        case .deployments(_, let namespace): await run(Deployment.self, ListQuery(namespace: namespace))
        case .routes(let namespace): await run(Route.self, ListQuery(namespace: namespace))
        case .routing(_, let kind, let namespace):
            let query = ListQuery(namespace: namespace)
            switch kind {
            case .ingress: await run(Ingress.self, query)
            case .gateway: await run(Gateway.self, query)
            case .httpRoute: await run(HTTPRoute.self, query)
            case .grpcRoute: await run(GRPCRoute.self, query)
            }
        }
    }

    /// A Service that is of another type now leaves the list of LoadBalancer Services like one that is gone. Only the latter
    /// has been marked for deletion, or has nothing left of KubeLB's; any other one is asked for.
    private static func followed(_ change: ObjectChange<Service>, _ client: APIClient) async -> WatchedChange {
        let metadata = change.object.metadata
        guard change.isDeleted, !metadata.isBeingDeleted, !metadata.finalizers.isEmpty else {
            return WatchedChange(change, .tenant)
        }
        let found = await client.get(Service.self, namespace: metadata.namespace, name: metadata.name)
        guard case .present(let list) = found else { return WatchedChange(of: metadata) }
        return WatchedChange(list.items.first.map { ObjectChange($0) } ?? change, .tenant)
    }
}

extension Topology {
    /// Whether objects of a kind of Layer 7 could be read on a side, be there any or not.
    fileprivate func lists(_ kind: RouteKind, on side: ClusterSide) -> Bool {
        switch kind {
        case .ingress: list(side, Ingress.self).value != nil
        case .gateway: list(side, Gateway.self).value != nil
        case .httpRoute: list(side, HTTPRoute.self).value != nil
        case .grpcRoute: list(side, GRPCRoute.self).value != nil
        }
    }
}
