import KubeLB
import Kubernetes

/// The lists of a management cluster, split by tenant once: the diagnosis of a tenant then costs as much as the tenant has
/// objects, not as much as all tenants have.
package struct TenantParts: Sendable {
    /// The objects of one kind.
    private struct Choice: Sendable {
        let input: Input
        /// Whether the tenant of a namespace needs those of all tenants.
        let needsAll: @Sendable (_ namespace: String) -> Bool
        let choose: @Sendable (_ namespace: String, _ observation: inout Observation) -> Void
    }

    private let platform: Observation
    private let namespaces: Set<String>
    private let choices: [Choice]

    package init(of platform: Observation) {
        self.platform = platform
        let namespaces = Set(platform.tenantNames.map(KubeLBNames.tenantNamespace(forClusterName:)))
        func choice<Item: KubernetesObject>(
            _ kind: Item.Type,
            needsAll: @escaping @Sendable (_ own: [Item], _ namespace: String) -> Bool = { _, _ in false }
        ) -> Choice? {
            guard let list = platform.list(.management, kind).value else { return nil }
            var shared: [Item] = []
            var own: [String: [Item]] = [:]
            for item in list.items {
                let namespace = item.metadata.namespace
                if namespaces.contains(namespace) {
                    own[namespace, default: []].append(item)
                } else {
                    shared.append(item)
                }
            }
            return Choice(input: Input(.management, kind)) { [own] namespace in
                needsAll(own[namespace] ?? [], namespace)
            } choose: { [shared, own, namespaces] namespace, observation in
                var part = list
                part.items = shared + (own[namespace] ?? [])
                // What is damaged in another tenant's namespace leaves no gap in this one.
                part.damaged.removeAll { $0.namespace != namespace && namespaces.contains($0.namespace) }
                observation.replace(.management, part)
            }
        }
        self.namespaces = namespaces
        let services = platform.list(.management, Service.self).value?.items ?? []
        let shared = Self.sharedAddresses(services)
        let holders = Self.largestHolders(services, among: namespaces)
        let waiting = WaitingProxies(services.filter { !namespaces.contains($0.metadata.namespace) }, platform)
        let templates = EnvoyTemplates(
            platform.list(.management, Deployment.self).value?.items ?? [],
            platform.list(.management, Tenant.self).value?.items ?? [])
        choices = [
            // The Services of other tenants show who holds an address, and whether addresses are assigned at all.
            choice(Service.self) { own, namespace in
                waiting.serve(namespace) || holders.contains(namespace)
                    || own.contains { service in
                        service.isLoadBalancer
                            && (service.ingress.isEmpty || service.ingress.addresses.contains(where: shared.contains))
                    }
            },
            choice(LoadBalancer.self), choice(Addresses.self), choice(TenantState.self), choice(Route.self),
            choice(SyncSecret.self), choice(Tunnel.self), choice(Insight.self), choice(EndpointSlice.self),
            // Those of other tenants show how an Envoy differs from theirs.
            choice(Deployment.self) { _, namespace in !templates.deviations(of: namespace).isEmpty },
            choice(DaemonSet.self),
            choice(Pod.self), choice(Event.self), choice(ResourceQuota.self), choice(NetworkPolicy.self),
            // The hosts of other tenants' Ingresses show who claims one.
            choice(Gateway.self), choice(HTTPRoute.self), choice(GRPCRoute.self), choice(SecretMetadata.self),
            choice(Certificate.self), choice(Issuer.self), choice(CertificateRequest.self), choice(ACMEOrder.self),
            choice(ACMEChallenge.self), choice(TargetGroupBinding.self), choice(ServiceAccount.self), choice(Role.self),
            choice(RoleBinding.self),
        ].compactMap(\.self)
    }

    /// The namespaces with most addresses, one for each pool: what is left of a pool is told of the tenant that has most of it.
    private static func largestHolders(_ services: [Service], among tenants: Set<String>) -> Set<String> {
        var pools: [String: [String: Set<String>]] = [:]
        for service in services where service.isLoadBalancer {
            let metadata = service.metadata
            let namespace = metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] ?? metadata.namespace
            guard tenants.contains(namespace) else { continue }
            pools[MetalLB.pool(of: service) ?? "", default: [:]][namespace, default: []]
                .formUnion(service.ingress.compactMap(\.ip))
        }
        return Set(
            pools.values.compactMap { namespaces in
                namespaces.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
            })
    }

    /// Addresses that two Services have at one port.
    private static func sharedAddresses(_ services: [Service]) -> Set<String> {
        var claimed: Set<AddressClaim> = []
        var shared: Set<String> = []
        for claim in services.flatMap(AddressClaim.all) where !claimed.insert(claim).inserted {
            shared.insert(claim.address)
        }
        return shared
    }

    /// What concerns one tenant, by its name: its own objects, and those of no tenant.
    package func part(of tenant: String) -> Observation {
        var observation = platform
        observation.requestedTenant = tenant
        let namespace = KubeLBNames.tenantNamespace(forClusterName: tenant)
        for choice in choices where !choice.needsAll(namespace) { choice.choose(namespace, &observation) }
        return observation
    }

    /// Whether an object of a kind in that namespace is another tenant's, and no part of what concerns the tenant.
    package func leavesOut(_ input: Input, in namespace: String, of tenant: String) -> Bool {
        let own = KubeLBNames.tenantNamespace(forClusterName: tenant)
        guard namespace != own, namespaces.contains(namespace) else { return false }
        return choices.contains { $0.input == input && !$0.needsAll(own) }
    }
}

/// Services of proxies outside the tenants' namespaces that wait for an address, by whose Ingresses and Gateways wait with them.
private struct WaitingProxies: Sendable {
    private let namespaces: Set<String>

    init(_ services: [Service], _ platform: Observation) {
        let waiting = services.filter { $0.isLoadBalancer && $0.ingress.isEmpty }
        let owners = waiting.map { $0.metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] }
        var namespaces = Set(owners.compactMap(\.self))
        if owners.contains(nil) {
            // One proxy may serve the Ingresses and Gateways of all tenants.
            for item in platform.list(.management, Ingress.self).value?.items ?? [] {
                namespaces.insert(item.metadata.namespace)
            }
            for item in platform.list(.management, Gateway.self).value?.items ?? [] {
                namespaces.insert(item.metadata.namespace)
            }
        }
        self.namespaces = namespaces
    }

    func serve(_ namespace: String) -> Bool { namespaces.contains(namespace) }
}
