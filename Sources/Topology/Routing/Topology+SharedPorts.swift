import KubeLB
import Kubernetes

extension Topology {
    /// A Service of a backend in the tenant's namespace that leads to the same port of Envoy as another one; nil if none does.
    package func sharedEnvoyPort(of exposure: RouteExposure) -> (service: Service, port: Int, others: [Service])? {
        let own = exposure.backends.compactMap(\.generated.value)
        guard own.contains(where: { !$0.ports.isEmpty }) else { return nil }
        for service in own {
            for port in service.ports {
                guard case .number(let target)? = port.targetPort, let key = RoutingObjects.envoyPort(of: port) else {
                    continue
                }
                let others = (servicesByEnvoyPort[key] ?? []).filter { $0.metadata.name != service.metadata.name }
                    .uniqued(by: \.metadata.name)
                if !others.isEmpty { return (service, target, others) }
            }
        }
        return nil
    }
}
