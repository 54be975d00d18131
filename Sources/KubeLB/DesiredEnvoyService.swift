import Kubernetes

/// What the manager writes for a LoadBalancer (KubeLB `internal/controllers/kubelb`, the version after v1.4.3).
package enum DesiredEnvoyService {
    /// The Service `envoy-<uid>`, except for target ports: those are allocated by the manager's running state.
    package static func make(for loadBalancer: LoadBalancer, loadBalancerClass: String?) -> Service {
        var service = Service()
        let namespace = loadBalancer.metadata.namespace
        service.metadata.name = KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)
        service.metadata.namespace = namespace
        service.metadata.labels = [
            KubeLBNames.appNameLabel: namespace,
            KubeLBNames.managedByLabel: "kubelb",
            KubeLBNames.loadBalancerNameLabel: loadBalancer.metadata.name,
            KubeLBNames.loadBalancerNamespaceLabel: namespace,
            KubeLBNames.originNamespaceLabel: loadBalancer.metadata.labels[KubeLBNames.originNamespaceLabel] ?? "",
            KubeLBNames.originNameLabel: loadBalancer.metadata.labels[KubeLBNames.originNameLabel] ?? "",
        ]
        service.selector = [KubeLBNames.appNameLabel: namespace]
        service.type = loadBalancer.spec.type
        service.loadBalancerClass = loadBalancerClass
        service.externalTrafficPolicy = loadBalancer.spec.externalTrafficPolicy
        service.ports = loadBalancer.spec.ports
            .map { ServicePort(name: $0.name, port: $0.port, protocol: $0.protocol) }
            .sorted { ($0.name ?? "") < ($1.name ?? "") }
        return service
    }

    /// The ports, as `name port/protocol`, that the one has and the other lacks; names and order do not matter.
    package static func missingPorts(of expected: Service, in actual: Service) -> [ServicePort] {
        let present = Set(actual.ports.map(\.label))
        return expected.ports.filter { !present.contains($0.label) }
    }

    /// The class for a tenant's Services: the Tenant's setting over the Config's.
    package static func loadBalancerClass(tenant: Tenant?, config: Config?) -> String? {
        tenant?.loadBalancer.loadBalancerClass ?? config?.loadBalancer.loadBalancerClass
    }
}
