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
            _ kind: Item.Type, needsAll: @escaping @Sendable ([Item]) -> Bool = { _ in false }
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
                needsAll(own[namespace] ?? [])
            } choose: { [shared, own, namespaces] namespace, observation in
                var part = list
                part.items = shared + (own[namespace] ?? [])
                // What is damaged in another tenant's namespace leaves no gap in this one.
                part.damaged.removeAll { $0.namespace != namespace && namespaces.contains($0.namespace) }
                observation.replace(.management, part)
            }
        }
        self.namespaces = namespaces
        let shared = Self.sharedAddresses(platform.list(.management, Service.self).value?.items ?? [])
        choices = [
            // The Services of other tenants show who holds an address, and whether addresses are assigned at all.
            choice(Service.self) { own in
                own.contains { service in
                    service.isLoadBalancer
                        && (service.ingress.isEmpty || service.ingress.addresses.contains(where: shared.contains))
                }
            },
            choice(LoadBalancer.self), choice(Addresses.self), choice(TenantState.self), choice(Route.self),
            choice(SyncSecret.self), choice(Tunnel.self), choice(Insight.self), choice(EndpointSlice.self),
            choice(Deployment.self), choice(DaemonSet.self),
            choice(Pod.self), choice(Event.self), choice(ResourceQuota.self), choice(NetworkPolicy.self),
            // The hosts of other tenants' Ingresses show who claims one.
            choice(Gateway.self), choice(HTTPRoute.self), choice(GRPCRoute.self), choice(SecretMetadata.self),
            choice(Certificate.self), choice(Issuer.self), choice(CertificateRequest.self), choice(ACMEOrder.self),
            choice(ACMEChallenge.self), choice(TargetGroupBinding.self), choice(ServiceAccount.self), choice(Role.self),
            choice(RoleBinding.self),
        ].compactMap(\.self)
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
