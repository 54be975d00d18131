import KubeLB
import Kubernetes

extension Topology {
    /// The address of a generated Ingress or Gateway that reaches a Service only from inside the management cluster: its cluster
    /// IP, or its name in the cluster's DNS. nil if it has another address, or none.
    ///
    /// Controllers publish it for Services that are not of type LoadBalancer (ingress-nginx, `statusAddressFromService`; Envoy
    /// Gateway, `UpdateGatewayStatusProgrammedCondition`; Istio, `reportGatewayStatus`).
    package func innerAddress(of exposure: RouteExposure) -> (address: String, service: Service)? {
        guard !exposure.kind.hasParent, let addresses = exposure.generatedStatus?.addresses, let first = addresses.first
        else { return nil }
        recorder?.note(Input(.management, Service.self))
        let services = routingObjects.innerServices
        let found = addresses.map { address in
            services[address] ?? services[address.split(separator: ".").prefix(3).joined(separator: ".")]
        }
        guard !found.contains(nil), let service = found.first.flatMap(\.self) else { return nil }
        return (first, service)
    }

    /// The Service through which a Gateway is served, of whatever type; nil if none was read.
    package func hasProxyService(_ exposure: RouteExposure) -> Bool {
        guard let gateway = exposure.generated.value else { return false }
        return (list(.management, Service.self).value?.items ?? []).contains { isProxy($0.metadata, of: gateway) }
    }
}
