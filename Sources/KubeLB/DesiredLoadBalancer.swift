import Kubernetes

/// What the CCM writes for a Service (KubeLB `internal/kubelb`, behaviour as of the version after v1.4.3).
package enum DesiredLoadBalancer {
    /// The LoadBalancer that the CCM would write into `namespace` for `service`.
    package static func make(
        for service: Service, tenantNamespace namespace: String, settings: CCMSettings
    ) -> LoadBalancer {
        var loadBalancer = LoadBalancer()
        loadBalancer.metadata.name = service.metadata.uid
        loadBalancer.metadata.namespace = namespace
        loadBalancer.metadata.labels = [
            KubeLBNames.originNamespaceLabel: service.metadata.namespace,
            KubeLBNames.originNameLabel: service.metadata.name,
            KubeLBNames.tenantLabel: namespace,
        ]
        loadBalancer.metadata.annotations = annotations(of: service)
        loadBalancer.spec.type = service.type
        loadBalancer.spec.externalTrafficPolicy = service.externalTrafficPolicy
        loadBalancer.spec.persistence = service.sessionAffinity == "ClientIP" ? "SourceIP" : nil
        loadBalancer.spec.ports = service.ports.map {
            LoadBalancerPort(name: portName($0), port: $0.port, protocol: $0.protocol)
        }
        var endpoints = LoadBalancerEndpoints()
        endpoints.ports = service.ports.map {
            LoadBalancerPort(name: portName($0), port: $0.nodePort ?? 0, protocol: $0.protocol)
        }
        if settings.isCloudProviderEnabled {
            endpoints.addressesReference = KubeLBNames.defaultAddresses
        } else {
            endpoints.addresses = service.ingress.compactMap(\.address)
        }
        loadBalancer.spec.endpoints = [endpoints]
        return loadBalancer
    }

    /// The Service's annotations as the LoadBalancer carries them.
    package static func annotations(of service: Service) -> [String: String] {
        service.metadata.annotations.filter { $0.key != KubeLBNames.lastAppliedAnnotation }
    }

    /// The Service's own name of the port in lower case, or `<port>-<protocol>`.
    package static func portName(_ port: ServicePort) -> String {
        if let name = port.name, !name.isEmpty { return name.lowercased() }
        return "\(port.port)-\(port.protocol.lowercased())"
    }
}
