import KubeLB
import Kubernetes

extension Topology {
    /// The settings of Cilium's agents, in their namespace.
    package static let ciliumConfigMap = "cilium-config"

    /// The node ports that API servers allocate, and that Cilium serves, unless another range is configured.
    package static let usualNodePorts = 30000...32767

    /// Whether a Service has a node port that only an API server with another range allocates.
    package var hasUnusualNodePorts: Bool {
        takenExposures.contains { exposure in
            exposure.service.ports.contains { port in
                port.nodePort.map { !Self.usualNodePorts.contains($0) } ?? false
            }
        }
    }

    /// Those of the tenant's nodes that are Ready.
    package var ciliumAgents: [Pod] { systemPods(.tenant, [.cilium]).filter(\.isReady) }

    /// The log of one of them, if it was read.
    package var logOfCilium: (source: LogSource, tail: LogTail)? {
        recorder?.note(.ccmLogs)
        return ciliumAgents.lazy.compactMap { pod in
            let source = LogSource(ciliumAgent: pod)
            return self.observation.logs[source]?.value.map { (source, $0) }
        }.first
    }

    /// Cilium's agents, if they serve the node ports in place of kube-proxy, and do not respond at one or may have another range.
    var ciliumAgentsInQuestion: [Pod] {
        let agents = ciliumAgents
        guard !agents.isEmpty, systemPods(.tenant, SystemComponent.kubeProxy).isEmpty else { return [] }
        let isDead = takenExposures.contains { exposure in
            upstreams(of: exposure).contains { $0.isChecked && $0.healthy == 0 }
        }
        return isDead || hasUnusualNodePorts ? agents : []
    }
}

extension LogSource {
    /// The log of Cilium's agent on a node of the tenant cluster.
    package init(ciliumAgent pod: Pod) {
        self.init(
            side: .tenant, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: "cilium-agent")
    }
}
