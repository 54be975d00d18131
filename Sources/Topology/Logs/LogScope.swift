import KubeLB
import Kubernetes

/// By what the lines of one Service are recognised.
package struct LogScope: Sendable, Hashable {
    package var namespace: String
    package var name: String
    /// The Service's UID, and the names of LoadBalancers that bear its name: of an earlier Service, or doubled.
    package var uids: [String]
    /// Those of the Service, of its LoadBalancer and those that the manager reports.
    package var nodePorts: Set<Int>
    /// nil where the tenant is not known.
    package var tenantNamespace: String?
    /// Whether it is a whole tenant, whose name it has then.
    package private(set) var isOfTenant = false

    package init(
        namespace: String, name: String, uids: [String], nodePorts: Set<Int>, tenantNamespace: String? = nil
    ) {
        self.namespace = namespace
        self.name = name
        self.uids = uids.filter { !$0.isEmpty }
        self.nodePorts = nodePorts
        self.tenantNamespace = tenantNamespace
    }

    /// Of everything of a tenant.
    package init(_ tenant: TenantIdentity) {
        self.init(namespace: "", name: tenant.name, uids: [], nodePorts: [], tenantNamespace: tenant.namespace)
        isOfTenant = true
    }

    package init(_ exposure: Exposure) {
        let metadata = exposure.service.metadata
        let loadBalancer = exposure.loadBalancer.value
        let ports =
            exposure.service.ports.compactMap(\.nodePort)
            + (loadBalancer?.spec.endpoints ?? []).flatMap(\.ports).map(\.port)
            + (loadBalancer?.status?.ports ?? []).compactMap(\.upstreamTargetPort)
        self.init(
            namespace: metadata.namespace, name: metadata.name,
            uids: [metadata.uid] + exposure.replacedLoadBalancers.map(\.metadata.name), nodePorts: Set(ports),
            tenantNamespace: exposure.tenantNamespace)
    }

    /// Of a LoadBalancer without a Service.
    package init(_ loadBalancer: LoadBalancer) {
        let labels = loadBalancer.metadata.labels
        self.init(
            namespace: labels[KubeLBNames.originNamespaceLabel] ?? "", name: labels[KubeLBNames.originNameLabel] ?? "",
            uids: [loadBalancer.metadata.name],
            nodePorts: Set(
                loadBalancer.spec.endpoints.flatMap(\.ports).map(\.port)
                    + (loadBalancer.status?.ports ?? []).compactMap(\.upstreamTargetPort)),
            tenantNamespace: loadBalancer.metadata.namespace)
    }

    /// Of an object of Layer 7.
    package init(_ exposure: RouteExposure) {
        let metadata = exposure.source.metadata
        let services =
            (exposure.route.value?.services ?? []) + exposure.backends.compactMap { ($0.copy ?? $0.service).value }
        self.init(
            namespace: metadata.namespace, name: metadata.name, uids: [metadata.uid],
            nodePorts: Set(services.flatMap(\.ports).compactMap(\.nodePort)),
            tenantNamespace: exposure.tenantNamespace)
    }

    package var path: String { "\(namespace)/\(name)" }
}
