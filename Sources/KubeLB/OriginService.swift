import Kubernetes

/// The inverse of `DesiredLoadBalancer`.
package enum OriginService {
    /// The Service that a LoadBalancer was written for, as far as the LoadBalancer shows it. Without origin labels it has the
    /// namespace and the name of the LoadBalancer; see `isLoadBalancerWithoutOrigin`.
    package static func make(from loadBalancer: LoadBalancer) -> Service {
        var service = Service()
        let origin = loadBalancer.origin
        service.metadata.namespace = origin?.namespace ?? loadBalancer.metadata.namespace
        service.metadata.name = origin?.name ?? loadBalancer.metadata.name
        service.metadata.uid = loadBalancer.metadata.name
        service.metadata.creationTimestamp = loadBalancer.metadata.creationTimestamp
        service.metadata.annotations = loadBalancer.metadata.annotations
        // The CCM writes LoadBalancers only for Services that have it.
        service.metadata.finalizers = [KubeLBNames.cleanupFinalizer]
        service.type = "LoadBalancer"
        service.externalTrafficPolicy = loadBalancer.spec.externalTrafficPolicy
        service.sessionAffinity = loadBalancer.spec.persistence == nil ? nil : "ClientIP"
        let nodePorts = loadBalancer.spec.endpoints.first?.ports ?? []
        service.ports = loadBalancer.spec.ports.enumerated().map { index, port in
            let nodePort = nodePorts.indices.contains(index) ? nodePorts[index].port : 0
            return ServicePort(
                name: port.name, port: port.port, protocol: port.protocol, nodePort: nodePort == 0 ? nil : nodePort)
        }
        service.ingress = loadBalancer.status?.ingress ?? []
        return service
    }
}

extension Service {
    /// Whether it stands for a LoadBalancer that is for no Service, since it has no origin labels: someone made it by hand or
    /// with KubeLB's own CLI. The UID of a real Service is never its name.
    package var isLoadBalancerWithoutOrigin: Bool { !metadata.uid.isEmpty && metadata.name == metadata.uid }

    /// `Service shop/web`, or the LoadBalancer that it stands for.
    package var reference: String {
        "\(isLoadBalancerWithoutOrigin ? LoadBalancer.kind : Self.kind) \(metadata.path)"
    }
}
