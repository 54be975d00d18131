import KubeLB

/// One question about an exposed resource on its way through both clusters. A stage is the list of its gates, in the order in
/// which they decide.
package enum Gate: Int, Sendable, Hashable, CaseIterable {
    // Created
    case loadBalancerType
    case protocols
    case nodePorts
    case eligibility
    /// Layer 7: KubeLB can carry the object as it is written.
    case wellFormed
    /// Layer 7: the Services that it sends traffic to exist, and KubeLB can carry them.
    case backends
    // Propagated
    case acceptedByCCM
    /// Layer 7: each ClusterIP Service has a NodePort copy, as the Route shows it.
    case copies
    /// The LoadBalancer or, at Layer 7, the Route.
    case loadBalancer
    /// The LoadBalancer is not being deleted.
    case loadBalancerKept
    case loadBalancerCurrent
    /// Envoy knows nodes of the tenant cluster, or its proxy there is ready.
    case nodeAddresses
    // Provisioned
    case acceptedByManager
    case envoyService
    /// The envoy Service is not being deleted.
    case envoyServiceKept
    case envoyServicePorts
    case envoyServiceType
    /// Layer 7: each backend has its Service in the management cluster.
    case backendServices
    /// Layer 7: the object that the manager makes of the Route.
    case generated
    /// Layer 7: a controller serves the class of the generated object.
    case servedClass
    /// Layer 7: the Gateway of a route is provisioned.
    case parentGateway
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
    /// Layer 7: the Gateway's listeners work, as far as they concern the object.
    case listeners
    /// Layer 7: the Gateway has accepted the route with its backends.
    case routeAccepted
    /// Layer 7: each certificate that the object names is there.
    case certificates
    case endpoints
    case endpointPorts
    /// With externalTrafficPolicy Local, a node that Envoy sends traffic to runs a ready endpoint.
    case endpointNodes
    case upstreams
    case probes

    package var stage: Stage {
        switch self {
        case .loadBalancerType, .protocols, .nodePorts, .eligibility, .wellFormed, .backends: .created
        case .acceptedByCCM, .copies, .loadBalancer, .loadBalancerKept, .loadBalancerCurrent, .nodeAddresses:
            .propagated
        case .acceptedByManager, .envoyService, .envoyServiceKept, .envoyServicePorts, .envoyServiceType,
            .backendServices, .generated, .servedClass, .parentGateway, .address, .envoySelected,
            .envoyServiceTargets, .envoyReady:
            .provisioned
        case .addressPublished, .addressCopied: .synced
        case .listeners, .routeAccepted, .certificates, .endpoints, .endpointPorts, .endpointNodes, .upstreams,
            .probes:
            .routed
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
        case .nodeAddresses: [.loadBalancers, .addresses, .tenantNodes, .configs, .tenants, .tenantStates]
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
        case .wellFormed: Input.routeSources
        case .backends: Input.routeSources + [.tenantServices]
        case .copies: Input.routeSources + [.tenantServices, .routes]
        case .backendServices: [.routes, .managementServices, .managementPods]
        case .generated, .listeners, .routeAccepted: Input.routeSources + Input.generatedRoutes + [.routes]
        case .servedClass:
            Input.generatedRoutes + [.managementIngressClasses, .managementGatewayClasses, .managementDeployments]
        case .parentGateway: Input.routeSources + Input.generatedRoutes + [.routes, .managementGatewayClasses]
        case .certificates: Input.routeSources + [.managementSecrets, .managementIngresses, .certificates]
        }
    }

    private static let byStage = Dictionary(grouping: allCases, by: \.stage)

    /// The gates of a stage, in their order.
    package static func all(of stage: Stage) -> [Gate] { byStage[stage] ?? [] }
}
