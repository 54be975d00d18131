import KubeLB
import Kubernetes

/// Which tenant of the management cluster the tenant cluster is.
package struct TenantIdentity: Sendable, Hashable {
    /// Without the prefix: the name of the Tenant.
    package let name: String
    /// With the prefix: the namespace in the management cluster.
    package let namespace: String
    package let source: Source

    /// How it was found out.
    package enum Source: Sendable, Hashable {
        /// `--tenant` on our own command line.
        case requested
        /// `--cluster-name` of the CCM.
        case clusterName
        /// LoadBalancers named by the UIDs of this cluster's Services stand in one namespace only.
        case loadBalancers
    }

    package init(clusterName: String, source: Source) {
        namespace = KubeLBNames.tenantNamespace(forClusterName: clusterName)
        name = KubeLBNames.tenantName(forNamespace: namespace)
        self.source = source
    }

    /// `absent` where the CCM runs without a cluster name, or there is no CCM and nothing to tell it by.
    static func find(
        requested: String?, settings: Observed<CCMSettings>, services: Observed<ObjectList<Service>>,
        loadBalancers: Observed<ObjectList<LoadBalancer>>
    ) -> Observed<TenantIdentity> {
        if let requested { return .present(TenantIdentity(clusterName: requested, source: .requested)) }
        if let name = settings.value?.clusterName {
            return .present(TenantIdentity(clusterName: name, source: .clusterName))
        }
        // A CCM that only converts Ingresses needs no name.
        if settings.value?.convertsIngressOnly ?? true,
            let namespace = soleNamespace(services: services, loadBalancers: loadBalancers)
        {
            return .present(TenantIdentity(clusterName: namespace, source: .loadBalancers))
        }
        return settings.map { _ in () }.asAbsence()
    }

    private static func soleNamespace(
        services: Observed<ObjectList<Service>>, loadBalancers: Observed<ObjectList<LoadBalancer>>
    ) -> String? {
        guard let services = services.value, let loadBalancers = loadBalancers.value else { return nil }
        let uids = Set(services.items.map(\.metadata.uid))
        let namespaces = Set(
            loadBalancers.items.filter { uids.contains($0.metadata.name) }.map(\.metadata.namespace))
        return namespaces.count == 1 ? namespaces.first : nil
    }
}

extension Observed where Value == Void {
    /// The same outcome for another value; a present one becomes an absence.
    fileprivate func asAbsence<Other: Sendable>() -> Observed<Other> {
        unknown.map { Observed<Other>($0) } ?? .absent
    }
}
