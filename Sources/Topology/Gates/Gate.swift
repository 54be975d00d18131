import KubeLB

/// One question about an exposed resource on its way through both clusters. A stage is the list of its gates, in the order in
/// which they decide.
package enum Gate: Int, Sendable, Hashable, CaseIterable {
    // Created
    case loadBalancerType
    case protocols
    case nodePorts
    case eligibility
    // Propagated
    case acceptedByCCM
    case loadBalancer
    /// The LoadBalancer is not being deleted.
    case loadBalancerKept
    case loadBalancerCurrent
    case nodeAddresses
    // Provisioned
    case acceptedByManager
    case envoyService
    /// The envoy Service is not being deleted.
    case envoyServiceKept
    case envoyServicePorts
    case envoyServiceType
    /// The management cluster has given the resource an address.
    case address
    case envoySelected
    /// Envoy listens on the ports that the envoy Service leads to.
    case envoyServiceTargets
    case envoyReady
    // Synced
    case addressPublished
    case addressCopied
    // Routed
    case endpoints
    case endpointPorts
    /// With externalTrafficPolicy Local, a node that Envoy sends traffic to runs a ready endpoint.
    case endpointNodes
    case upstreams
    case probes

    package var stage: Stage {
        switch self {
        case .loadBalancerType, .protocols, .nodePorts, .eligibility: .created
        case .acceptedByCCM, .loadBalancer, .loadBalancerKept, .loadBalancerCurrent, .nodeAddresses: .propagated
        case .acceptedByManager, .envoyService, .envoyServiceKept, .envoyServicePorts, .envoyServiceType, .address,
            .envoySelected, .envoyServiceTargets, .envoyReady:
            .provisioned
        case .addressPublished, .addressCopied: .synced
        case .endpoints, .endpointPorts, .endpointNodes, .upstreams, .probes: .routed
        }
    }

    /// What is read to answer it, beside `Input.scope`; a test compares the list with what is read.
    package var inputs: [Input] {
        switch self {
        case .loadBalancerType, .protocols, .acceptedByCCM: [.tenantServices]
        case .nodePorts: [.tenantServices, .configs]
        case .eligibility: [.tenantServices, .tenantDeployments]
        case .loadBalancer, .loadBalancerKept, .loadBalancerCurrent, .acceptedByManager, .addressCopied:
            [.tenantServices, .loadBalancers]
        case .nodeAddresses: [.loadBalancers, .addresses, .tenantNodes, .configs]
        case .envoyService, .envoyServiceKept, .envoyServicePorts, .envoyServiceType, .address, .envoyServiceTargets,
            .addressPublished:
            [.loadBalancers, .managementServices]
        case .envoySelected: [.managementServices, .managementPods]
        case .envoyReady: [.managementDeployments, .managementDaemonSets, .configs]
        case .endpoints, .endpointPorts: [.tenantEndpointSlices]
        case .endpointNodes: [.loadBalancers, .addresses, .tenantNodes, .tenantEndpointSlices]
        case .upstreams:
            [
                .loadBalancers, .managementPods, .envoyMetrics, .managementDeployments, .managementDaemonSets, .configs,
                .addresses, .tenantNodes, .tenantEndpointSlices, .envoyHosts, .tenantStates,
            ]
        case .probes: [.probes]
        }
    }

    private static let byStage = Dictionary(grouping: allCases, by: \.stage)

    /// The gates of a stage, in their order.
    package static func all(of stage: Stage) -> [Gate] { byStage[stage] ?? [] }
}
