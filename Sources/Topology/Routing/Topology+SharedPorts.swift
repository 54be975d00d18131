import KubeLB
import Kubernetes

extension Topology {
    /// A Service of a backend in the tenant's namespace that leads to the same port of Envoy as another one; nil if none does.
    package func sharedEnvoyPort(of exposure: RouteExposure) -> (service: Service, port: Int, others: [Service])? {
        let own = exposure.backends.compactMap(\.generated.value)
        guard own.contains(where: { !$0.ports.isEmpty }) else { return nil }
        let all = (inTenantNamespace(Service.self).value ?? []).filter {
            $0.metadata.labels[KubeLBNames.originNameLabel] != nil
        }
        for service in own {
            for port in service.ports {
                guard case .number(let target)? = port.targetPort else { continue }
                let others = all.filter { other in
                    other.metadata.name != service.metadata.name
                        && other.ports.contains { $0.targetPort == .number(target) && $0.protocol == port.protocol }
                }
                if !others.isEmpty { return (service, target, others) }
            }
        }
        return nil
    }
}
