import Documents
import KubeLB
import Kubernetes

/// The nodes behind one port of a Service as the tenant's Envoy pods see them.
package struct PortUpstreams: Sendable {
    package let upstream: EnvoyUpstream
    /// The port of Envoy to which the envoy Service sends connections; nil if that is not known.
    package let targetPort: Int?
    /// One for each Envoy that takes traffic and could be asked, by the names of the pods.
    package let views: [View]

    /// What one Envoy sees.
    package struct View: Sendable {
        package let pod: Pod
        package let uptimeSeconds: Int
        package let state: State
        /// The ports at which the Envoy listens; nil if its statistics do not name them.
        package let listening: Set<Int>?
    }

    package enum State: Sendable, Hashable {
        /// The Envoy has no configuration at all.
        case blank
        /// The Envoy has a configuration, and the port is not in it.
        case missing
        /// The port's cluster, or all of them where it has several, added up.
        case known(EnvoyStatistics.Cluster)
    }

    /// Envoy has no health check for UDP: what it counts as healthy says nothing.
    package var isChecked: Bool { upstream.protocol == "TCP" }

    /// Whether Envoy checks a UDP port all the same, which KubeLB before v1.1.5 has it do over TCP: then it sends nothing to nodes
    /// that "fail". Without checks all count as healthy.
    package var isCheckedOverTCP: Bool {
        upstream.protocol == "UDP" && views.compactMap(\.counters).contains { $0.healthy < $0.total }
    }

    /// The smallest number of healthy nodes that any Envoy pod sees; nil if unknown.
    package var healthy: Int? { isChecked ? views.map(\.healthy).min() : nil }

    /// The nodes that Envoy sends to; nil where no Envoy knows the port.
    package var total: Int? {
        views.compactMap { if case .known(let cluster) = $0.state { cluster.total } else { nil } }.max()
    }

    /// Whether Envoy has sent datagrams of UDP sessions to the nodes and got nothing back. Many protocols want no answer.
    package var isUnanswered: Bool {
        let clusters = views.compactMap(\.counters)
        return !isChecked && clusters.allSatisfy { $0.receivedDatagrams == 0 && $0.receiveErrors == 0 }
            && clusters.contains { $0.sentDatagrams >= 3 }
    }

    /// Envoy pods that cannot serve the port: connections to them are refused or closed immediately.
    package var broken: [View] { views.filter { isWithoutNodes($0) || isUnheard($0) } }

    /// Those of them that have the port and no node to send its traffic to.
    package var withoutNodes: [View] { views.filter { $0.isConfigured && isWithoutNodes($0) } }

    private func isWithoutNodes(_ view: View) -> Bool { view.isBroken(isChecked: isChecked || isCheckedOverTCP) }

    /// Envoy pods that have the configuration of the port, and do not listen where the envoy Service sends its connections.
    package var unheard: [View] { views.filter(isUnheard) }

    private func isUnheard(_ view: View) -> Bool {
        guard let targetPort, let listening = view.listening, view.isConfigured else { return false }
        return !listening.contains(targetPort) || EnvoyStatistics.ownPorts.contains(targetPort)
    }
}

extension PortUpstreams.View {
    /// What the Envoy counts for the port; nil if it does not have it.
    package var counters: EnvoyStatistics.Cluster? { if case .known(let cluster) = state { cluster } else { nil } }

    package var healthy: Int {
        if case .known(let cluster) = state { cluster.healthy } else { 0 }
    }

    fileprivate var isConfigured: Bool {
        if case .known = state { true } else { false }
    }

    fileprivate func isBroken(isChecked: Bool) -> Bool {
        switch state {
        case .blank, .missing: true
        case .known(let cluster): isChecked ? cluster.healthy == 0 : cluster.total == 0
        }
    }
}

/// The nodes that an Envoy sends traffic to, by the addresses in `Addresses/default`.
package struct ListedNode: Sendable {
    package let address: String
    package let name: String
    package let isReady: Bool
}

extension Topology {
    /// Each port of a Service that the manager has provided for, as the Envoys see it; empty if none could be asked.
    package func upstreams(of exposure: Exposure) -> [PortUpstreams] {
        // Clusters that are named after node ports carry no traffic in mTLS mode. Config only silences: no input of its own.
        guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
            tenantObjects.config.value?.usesNodePorts != false
        else { return [] }
        let envoys = envoys
        guard !envoys.isEmpty else { return [] }
        // Where it leads confirms: it is no input of those who ask what Envoy knows.
        let service = exposure.foundEnvoyService.value
        let ports = loadBalancer.envoyUpstreams.map { upstream in
            PortUpstreams(
                upstream: upstream,
                targetPort: service?.ports.first { $0.label == upstream.label }?.targetPort?.asNumber,
                views: envoys.map { pod, statistics in
                    PortUpstreams.View(
                        pod: pod, uptimeSeconds: statistics.uptimeSeconds, state: statistics.state(of: upstream),
                        listening: statistics.listening)
                })
        }
        guard observation.changedSinceStatistics.contains(loadBalancer.metadata.path) else { return ports }
        // Nobody has asked for those that are new.
        return ports.filter { port in port.views.allSatisfy(\.isConfigured) }
    }

    /// The nodes of the tenant that `Addresses/default` lists; nil where one of the two is not known.
    package var listedNodes: [ListedNode]? {
        recorder?.note(.addresses)
        recorder?.note(.tenantNodes)
        return dataPlane.listedNodes
    }

    /// The nodes that should answer at the node port, by the Ready nodes, the endpoints and the traffic policy; nil where
    /// that is not known.
    package func expectedNodes(of upstream: EnvoyUpstream, _ exposure: Exposure) -> [ListedNode]? {
        // Addresses that stand in the LoadBalancer itself belong to nobody we know.
        guard let loadBalancer = exposure.loadBalancer.value,
            loadBalancer.spec.endpoints.allSatisfy({ $0.addressesReference != nil }), let listed = listedNodes
        else { return nil }
        let ready = listed.filter(\.isReady)
        guard exposure.service.externalTrafficPolicy == "Local" else { return ready }
        let port = exposure.service.ports.first {
            $0.nodePort == upstream.nodePort && $0.protocol == upstream.protocol
        }
        guard let port, let carrying = nodesWithEndpoints(of: port, exposure) else { return nil }
        return ready.filter { carrying.contains($0.name) }
    }

    /// With policy Local only nodes with an endpoint answer; those of pods that are ending still do. nil where that is not
    /// known.
    func nodesWithEndpoints(of port: ServicePort, _ exposure: Exposure) -> Set<String>? {
        guard let slices = exposure.slices.value else { return nil }
        let endpoints = slices.filter { slice in
            slice.ports.contains { ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol }
        }.flatMap(\.endpoints).filter { $0.isReady || $0.terminating == true }
        guard endpoints.allSatisfy({ $0.nodeName != nil }) else { return nil }
        return Set(endpoints.compactMap(\.nodeName))
    }
}

extension EnvoyStatistics {
    fileprivate func state(of upstream: EnvoyUpstream) -> PortUpstreams.State {
        let found = upstream.clusters.compactMap { clusters[$0] }
        guard !found.isEmpty else { return isConfigured ? .missing : .blank }
        return .known(found.reduce(into: Cluster()) { $0.add($1) })
    }
}
