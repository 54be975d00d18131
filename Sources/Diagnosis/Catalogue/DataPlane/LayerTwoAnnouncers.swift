import KubeLB
import Kubernetes
import Topology

/// The programs that announce each address from one node, by answering ARP requests for it there.
struct LayerTwoAnnouncers {
    private let implementations: Set<LoadBalancerImplementation>

    init(_ context: CheckContext) {
        let topology = context.topology
        let workloads = topology.loadBalancerWorkloads.filter { $0.role == .announcer }
        let layerTwo = topology.list(.management, L2Advertisement.self).value?.items ?? []
        let bgp = topology.list(.management, BGPAdvertisement.self).whole()
        var found: Set<LoadBalancerImplementation> = []
        if workloads.contains(where: { $0.implementation == .metalLB }), !layerTwo.isEmpty, bgp?.isEmpty == true {
            found.insert(.metalLB)
        }
        let usesARP = workloads.contains { workload in
            workload.implementation == .kubeVIP
                && workload.state.template.containers.contains { $0.switches["vip_arp"] == true }
        }
        if usesARP { found.insert(.kubeVIP) }
        implementations = found
    }

    /// That all nodes answer for the addresses of Services; nil if there are none.
    func finding(_ mode: KubeProxyMode, _ balancers: LoadBalancers, _ context: CheckContext) -> Finding? {
        let carried = context.carriedServices.filter { carried in
            guard let implementation = balancers.implementation(of: carried.envoy) else { return false }
            return carried.envoy.isLoadBalancer && implementations.contains(implementation)
                && carried.envoy.ingress.contains { $0.ip != nil && !$0.isProxied }
        }
        guard let first = carried.first, let address = first.envoy.ingress.lazy.compactMap(\.ip).first,
            let implementation = balancers.implementation(of: first.envoy)
        else { return nil }
        let whose =
            carried.count == 1
            ? "\(address), the address of \(first.service.reference)"
            : "the addresses of \(ServiceWords.count(carried.count, "Service")), such as \(address)"
        return Finding(
            .warning,
            "kube-proxy of the management cluster runs in IPVS mode without strictARP, so all nodes answer ARP requests for "
                + "\(whose), and not only the one from which \(implementation.name) announces it",
            objects: [mode.settings] + carried.prefix(5).map { ObjectReference(.management, $0.envoy) },
            evidence: [
                mode.evidence, Evidence("kube-proxy: strictARP", "false"),
                first.envoy.evidence("status.loadBalancer.ingress", address),
            ], confidence: .likely,
            remedies: [
                .fix("set strictARP to true in the settings of kube-proxy", context.kubectl("edit", mode.settings))
            ]
                + (mode.daemonSet.map {
                    [.then("restart kube-proxy", context.kubectl("rollout restart", $0), risk: .restart)]
                } ?? []))
    }
}
