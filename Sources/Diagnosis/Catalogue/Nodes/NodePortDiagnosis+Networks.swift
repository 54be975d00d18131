import KubeLB
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// Every listed address is also within the pod networks of the management cluster, or an address of one of its nodes: what
    /// Envoy sends there stays in that cluster.
    func overlap(of targets: [NodePortTarget]) -> NodePortCause? {
        let listed = targets.flatMap(\.nodes).uniqued { "\($0.name) \($0.address)" }
        guard !listed.isEmpty, let nodes = context.topology.list(.management, Node.self).value?.items else {
            return nil
        }
        let own = context.topology.nodes.value ?? []
        let names = Set(listed.map(\.name))
        if own.contains(where: { names.contains($0.metadata.name) && $0.isPodOfAnotherCluster }) { return nil }
        // Some network plugins assign addresses by themselves, and the networks of the nodes mean nothing.
        let envoys = context.topology.envoys.flatMap { $0.pod.podIPs.isEmpty ? [$0.pod.podIP ?? ""] : $0.pod.podIPs }
        let areUsed = envoys.contains { address in nodes.contains { $0.podNetwork(containing: address) != nil } }
        var evidence: [Evidence] = []
        var networks: [String] = []
        for node in listed {
            let other = nodes.lazy.compactMap { other -> (Node, String?)? in
                if let network = other.podNetwork(containing: node.address), areUsed { return (other, network) }
                let isSame = other.metadata.name != node.name && other.addresses.contains { $0.address == node.address }
                return isSame ? (other, nil) : nil
            }.first
            guard let (other, network) = other else { return nil }
            if let network {
                networks.append(network)
                evidence.append(other.evidence("spec.podCIDRs", other.podNetworks.joined(separator: ", ")))
            } else {
                evidence.append(other.evidence("status.addresses", node.address))
            }
        }
        let isOne = Set(listed.map(\.address)).count == 1
        let addresses = ServiceWords.list(listed.map(\.address).uniqued())
        let place =
            networks.isEmpty
            ? "\(isOne ? "is an address" : "are addresses") of nodes of the management cluster, too"
            : "\(isOne ? "is" : "are") within the pod networks of the management cluster "
                + "(\(ServiceWords.list(networks.uniqued())))"
        let other = otherType(having: nil, of: targets).flatMap { type in
            let alternatives = own.filter { names.contains($0.metadata.name) }.flatMap { $0.addresses(ofType: type) }
            return alternatives.contains { address in nodes.contains { $0.podNetwork(containing: address) != nil } }
                ? nil : type
        }
        return NodePortCause(
            kind: .network,
            words:
                "The networks of the two clusters overlap: \(addresses) \(place), so what Envoy sends there does not leave "
                + "that cluster",
            evidence: evidence.uniqued(),
            remedies: (other.map { [use($0, " if the Envoy pods can reach those")] } ?? []) + [
                .fix(
                    "give the tenant's nodes addresses outside of these networks, or rebuild one of the clusters with another "
                        + "network"),
                .inspect(
                    "compare the pod networks of the management cluster",
                    context.kubectl(
                        .management, "get nodes -o custom-columns=NAME:.metadata.name,PODS:.spec.podCIDRs")),
                .inspect("with the addresses of the tenant's nodes", context.listTenantNodes),
            ])
    }
}
