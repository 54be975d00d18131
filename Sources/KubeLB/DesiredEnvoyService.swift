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
        service.type = type(for: loadBalancer)
        service.loadBalancerClass = loadBalancerClass
        service.externalTrafficPolicy = loadBalancer.spec.externalTrafficPolicy
        service.ports = ports(for: loadBalancer)
        return service
    }

    /// The type of that Service.
    package static func type(for loadBalancer: LoadBalancer) -> String { loadBalancer.spec.type }

    private static func ports(for loadBalancer: LoadBalancer) -> [ServicePort] {
        loadBalancer.spec.ports
            .map { ServicePort(name: $0.name, port: $0.port, protocol: $0.protocol) }
            .sorted { ($0.name ?? "") < ($1.name ?? "") }
    }

    /// The ports that the Service should have and lacks; names and order do not matter.
    package static func missingPorts(of loadBalancer: LoadBalancer, in actual: Service) -> [ServicePort] {
        missing(ports(for: loadBalancer), in: actual)
    }

    /// The ports that the one has and the other lacks.
    package static func missingPorts(of expected: Service, in actual: Service) -> [ServicePort] {
        missing(expected.ports, in: actual)
    }

    private static func missing(_ expected: [ServicePort], in actual: Service) -> [ServicePort] {
        struct Key: Hashable {
            let port: Int
            let `protocol`: String
        }
        let present = Set(actual.ports.map { Key(port: $0.port, protocol: $0.protocol) })
        return expected.filter { !present.contains(Key(port: $0.port, protocol: $0.protocol)) }
    }

    /// The class for a tenant's Services: the Tenant's setting over the Config's.
    package static func loadBalancerClass(tenant: Tenant?, config: Config?) -> String? {
        tenant?.loadBalancer.loadBalancerClass ?? config?.loadBalancer.loadBalancerClass
    }
}
