import KubeLB
import Kubernetes
import Topology

/// The mode in which kube-proxy of the management cluster runs, by its arguments or its ConfigMap.
struct KubeProxyMode {
    /// `ipvs`, `iptables`, `nftables`; empty for the default.
    let name: String
    let evidence: Evidence
    /// Whether nodes answer ARP requests only for addresses of the interface that gets them; false by default.
    let isARPStrict: Bool
    /// Where its settings are, and its DaemonSet if it has one.
    let settings: ObjectReference
    let daemonSet: ObjectReference?

    /// nil if there is no kube-proxy, or if the mode is unknown.
    init?(_ context: CheckContext) {
        let topology = context.topology
        let maps = topology.list(.management, ConfigMap.self).value?.items ?? []
        let daemonSet = topology.list(.management, DaemonSet.self).value?.items.first { daemonSet in
            SystemComponent.kubeProxy.contains { $0.includes(labels: daemonSet.state.selector) }
        }
        // In RKE2 they belong to no DaemonSet.
        let pod = topology.systemPods(.management, SystemComponent.kubeProxy).first
        guard let metadata = daemonSet?.metadata ?? pod?.metadata else { return nil }
        self.daemonSet = daemonSet.map { ObjectReference(.management, $0) }
        let containers = (daemonSet?.state.template.containers ?? []) + (pod?.spec.containers ?? [])
        // With a file of settings, this argument is ignored.
        let isConfigured = containers.contains { $0.value(ofFlag: "config") != nil }
        if !isConfigured, let mode = containers.lazy.compactMap({ $0.value(ofFlag: "proxy-mode") }).first {
            name = mode
            evidence = Evidence("\(daemonSet?.reference ?? pod?.reference ?? ""): --proxy-mode", mode)
            let strict = containers.lazy.compactMap { $0.value(ofFlag: "ipvs-strict-arp") }.first
            isARPStrict = strict.flatMap(Bool.init(goText:)) ?? false
            settings =
                self.daemonSet
                ?? ObjectReference(
                    .management, kind: Pod.kind, namespace: metadata.namespace, name: metadata.name)
        } else if let map = maps.first(where: {
            $0.metadata.name == "kube-proxy" && $0.metadata.namespace == metadata.namespace
        }), let mode = map.proxyMode {
            name = mode
            evidence = map.evidence("data: mode", mode)
            isARPStrict = map.strictARP ?? false
            settings = ObjectReference(.management, map)
        } else {
            return nil
        }
    }
}
