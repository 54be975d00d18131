import KubeLB
import Kubernetes

/// What every Service's upstreams are looked up in, put together once: thousands of Services ask for it.
struct DataPlaneIndex: Sendable {
    /// The tenant's Envoy pods that take traffic; nil where the pods could not be read.
    let servingPods: [Pod]?
    /// Those of them whose statistics could be read, by their names.
    let envoys: [(pod: Pod, statistics: EnvoyStatistics)]
    /// The nodes that `Addresses/default` lists, once for each of their addresses; nil where one of the two is not known.
    let listedNodes: [ListedNode]?

    init(_ observation: Observation, tenantNamespace: String?) {
        let pods = observation.list(.management, Pod.self).all { pod in
            pod.metadata.namespace == tenantNamespace
                && pod.metadata.labels[KubeLBNames.appNameLabel] == tenantNamespace
                && !pod.isFinished && pod.isReady && !pod.metadata.isBeingDeleted
        }
        servingPods = tenantNamespace.flatMap { namespace in
            pods.value.map {
                EnvoyWorkload.own($0, namespace: namespace).sorted { $0.metadata.name < $1.metadata.name }
            }
        }
        envoys = (servingPods ?? []).compactMap { pod in
            guard case .envoy(let statistics)? = observation.metrics[MetricsSource(.envoy, pod)]?.value else {
                return nil
            }
            return (pod, statistics)
        }
        let addresses = observation.list(.management, Addresses.self).first {
            $0.metadata.namespace == tenantNamespace && $0.metadata.name == KubeLBNames.defaultAddresses
        }
        listedNodes = addresses.value.flatMap { addresses in
            observation.list(.tenant, Node.self).all { _ in true }.value.map { Self.listed(addresses, among: $0) }
        }
    }

    private static func listed(_ addresses: Addresses, among nodes: [Node]) -> [ListedNode] {
        // Nodes behind one NAT gateway share an address.
        var owners: [String: [Node]] = [:]
        for node in nodes {
            for address in node.addresses.map(\.address).uniqued() { owners[address, default: []].append(node) }
        }
        return addresses.addresses.uniqued().flatMap { address in
            (owners[address] ?? []).map { ListedNode(address: address, name: $0.metadata.name, isReady: $0.isReady) }
        }
    }
}
