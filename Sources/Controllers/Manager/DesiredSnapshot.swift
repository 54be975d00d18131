import KubeLB
import Kubernetes

/// What the manager makes of the LoadBalancers of a tenant for its Envoys.
enum DesiredSnapshot {
    /// Listeners in the order of the LoadBalancers' names, with the addresses of `Addresses/default`. `targetPort` is the port
    /// of the Envoy pods for a port of a LoadBalancer; nil where none was allocated.
    static func make(
        of balancers: [LoadBalancer], addresses: [String], targetPort: (LoadBalancer, LoadBalancerPort) -> Int?
    ) -> EnvoySnapshot {
        var listeners: [EnvoySnapshot.Listener] = []
        for balancer in balancers.sorted(by: { $0.metadata.name < $1.metadata.name }) {
            for (number, endpoints) in balancer.spec.endpoints.enumerated() {
                let hosts = endpoints.addressesReference == nil ? endpoints.addresses : addresses
                for (port, upstream) in zip(balancer.spec.ports, endpoints.ports) {
                    guard let listenerPort = targetPort(balancer, port) else { continue }
                    let name =
                        "\(balancer.metadata.namespace)-\(balancer.metadata.name)-ep-\(number)-port-\(upstream.port)-"
                        + upstream.protocol
                    listeners.append(
                        EnvoySnapshot.Listener(
                            name: name, port: listenerPort, protocol: upstream.protocol,
                            endpoints: hosts.map { EnvoySnapshot.Endpoint(address: $0, port: upstream.port) },
                            keepsSource: balancer.spec.persistence == "SourceIP",
                            usesProxyProtocol: upstream.protocol == "TCP"
                                && balancer.metadata.annotations[KubeLBNames.proxyProtocolAnnotation] == "v2"))
                }
            }
        }
        return EnvoySnapshot(listeners: listeners)
    }
}
