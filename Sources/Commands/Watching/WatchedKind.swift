import KubeLB
import Kubernetes
import Topology

/// A list whose changes may change a report. What changes all the time and seldom means anything (Leases, Nodes, Events,
/// numbers) is looked at from time to time instead.
enum WatchedKind: Hashable, Sendable {
    case services(ClusterSide, namespace: String?)
    case endpointSlices(namespace: String?)
    case loadBalancers(namespace: String)
    case addresses(namespace: String)
    case tenants
    case configs(namespace: String)
    case deployments(ClusterSide, namespace: String)

    /// What is worth a watch for the Services selected, as far as it is known where it is.
    static func all(for selection: ServiceSelection, in topology: Topology) -> Set<WatchedKind> {
        let namespaces: Set<String?> =
            if selection.arguments.isEmpty {
                [selection.allNamespaces ? nil : selection.namespace]
            } else {
                Set(
                    selection.arguments.map { argument in
                        guard case .named(let own, _) = argument else { return nil }
                        return own ?? selection.namespace
                    })
            }
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
        return kinds
    }

    var side: ClusterSide {
        switch self {
        case .services(let side, _), .deployments(let side, _): side
        case .endpointSlices: .tenant
        case .loadBalancers, .addresses, .tenants, .configs: .management
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
            }
        return "\(kind) of the \(side.rawValue) cluster"
    }

    /// Watches until the task is cancelled, or until the watch turns out not to be allowed, or not to be served.
    func watch(
        _ client: APIClient, onChange: @escaping @Sendable (ObjectMeta) async -> Void,
        onState: @escaping @Sendable (APIError?) async -> Void
    ) async {
        func run<Kind: KubernetesObject>(_ kind: Kind.Type, _ query: ListQuery) async {
            await ChangeWatch<Kind>(client: client, query: query).run(onChange: onChange, onState: onState)
        }
        switch self {
        case .services(.tenant, let namespace):
            await run(Service.self, ListQuery(namespace: namespace, fields: "spec.type=LoadBalancer"))
        case .services(.management, let namespace): await run(Service.self, ListQuery(namespace: namespace))
        case .endpointSlices(let namespace): await run(EndpointSlice.self, ListQuery(namespace: namespace))
        case .loadBalancers(let namespace): await run(LoadBalancer.self, ListQuery(namespace: namespace))
        case .addresses(let namespace): await run(Addresses.self, ListQuery(namespace: namespace))
        case .tenants: await run(Tenant.self, ListQuery())
        case .configs(let namespace): await run(Config.self, ListQuery(namespace: namespace))
        case .deployments(_, let namespace): await run(Deployment.self, ListQuery(namespace: namespace))
        }
    }
}
