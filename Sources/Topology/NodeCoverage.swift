import KubeLB
import Kubernetes
import Transport

/// Which of the nodes that should answer at a node port one Envoy reaches.
///
/// A node counts once, whatever number of addresses it has, and is reached if one of them answers: with dual-stack nodes the
/// addresses of the family that the Service lacks never do.
package struct NodeCoverage: Sendable {
    /// Nodes that should answer.
    package let expected: Int
    package let reached: Int
    /// Names of the nodes that answer; empty if only their number is known.
    package let answering: Set<String>
    /// Nodes of which no address answers; empty if only their number is known.
    package let failing: [FailedNode]

    package struct FailedNode: Sendable, Hashable {
        package let name: String
        package let addresses: [String]
        /// No address gave any answer, where one that refuses does so at once.
        package let isSilent: Bool
    }
}

extension Topology {
    /// With externalTrafficPolicy Local: the nodes with ready endpoints, if none of them is in `Addresses/default`, so that Envoy
    /// sends traffic to none of them; empty if one is. nil with another policy, or if it is unknown.
    package func unlistedEndpointNodes(of exposure: Exposure) -> [String]? {
        guard let endpoints = exposure.readyEndpoints,
            exposure.loadBalancer.value?.spec.endpoints.allSatisfy({ $0.addressesReference != nil }) == true
        else { return nil }
        return unlistedNodes(of: exposure.service, endpoints)
    }

    /// The same of a backend of Layer 7 whose node ports are its own.
    package func unlistedEndpointNodes(of backend: RouteBackend) -> [String]? {
        guard let service = backend.service.value, backend.copy == nil, let slices = backend.slices.value,
            tenantObjects.config.value?.usesNodePorts != false
        else { return nil }
        return unlistedNodes(of: service, slices.flatMap(\.endpoints).filter(\.isReady))
    }

    private func unlistedNodes(of service: Service, _ endpoints: [EndpointSlice.Endpoint]) -> [String]? {
        guard service.externalTrafficPolicy == "Local", !endpoints.isEmpty,
            endpoints.allSatisfy({ $0.nodeName != nil }), let listed = listedNodes
        else { return nil }
        let carrying = Set(endpoints.compactMap(\.nodeName))
        return carrying.isDisjoint(with: listed.map(\.name)) ? carrying.sorted() : []
    }

    /// How many nodes should answer at a node port; nil if that is unknown.
    package func expectedNodeCount(of upstream: EnvoyUpstream, _ exposure: Exposure) -> Int? {
        expectedNodes(of: upstream, exposure).map { Set($0.map(\.name)).count }
    }

    /// What an Envoy reaches of the nodes that should answer at a port.
    ///
    /// Envoy's admin port tells host by host; without it only numbers are known, and nodes that share all their addresses
    /// cannot be told apart.
    package func coverage(
        of port: PortUpstreams, by view: PortUpstreams.View, expected: [ListedNode]
    ) -> NodeCoverage {
        let names = expected.map(\.name).uniqued()
        // Behind a host name are addresses that Addresses does not list.
        let isByName = expected.contains { IPAddress($0.address) == nil }
        let page = isByName ? nil : hosts(of: view.pod)
        let hosts = page.map { page in port.upstream.clusters.flatMap { page.clusters[$0] ?? [] } } ?? []
        guard !hosts.isEmpty else {
            let count = min(names.count, Set(expected.map(\.address)).count)
            let reached = min(view.healthy, count)
            return NodeCoverage(
                expected: count, reached: reached, answering: reached == names.count ? Set(names) : [], failing: [])
        }
        let hostsByAddress = Dictionary(grouping: hosts, by: \.address)
        let addressesByName = Dictionary(grouping: expected, by: \.name)
        var answering: Set<String> = []
        var failing: [NodeCoverage.FailedNode] = []
        for name in names {
            let known = (addressesByName[name] ?? []).flatMap { hostsByAddress[$0.address] ?? [] }
            if known.contains(where: { !$0.hasFailed }) {
                answering.insert(name)
            } else if !known.isEmpty {
                failing.append(
                    NodeCoverage.FailedNode(
                        name: name, addresses: known.map(\.address).uniqued(),
                        isSilent: known.allSatisfy(\.isSilent)))
            }
        }
        return NodeCoverage(
            expected: names.count, reached: answering.count, answering: answering, failing: failing)
    }
}
