import KubeLB
import Kubernetes

/// One of the two clusters of a pair.
package enum ClusterSide: String, Sendable, Hashable, CaseIterable {
    case tenant
    case management
}

/// One read of one cluster, or one kind of evidence: what checks declare, collectors fetch and bundles hold.
package struct Input: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let side: ClusterSide
    /// The name of the file in a bundle without `.json`: `services`, `loadbalancers.kubelb.k8c.io`, `version`, `logs`.
    package let name: String

    package init(_ side: ClusterSide, _ name: String) {
        self.side = side
        self.name = name
    }

    package init(_ side: ClusterSide, _ kind: (some KubernetesObject).Type) {
        self.init(side, kind.fileName)
    }

    package static func < (left: Input, right: Input) -> Bool {
        (left.side == .tenant ? 0 : 1, left.name) < (right.side == .tenant ? 0 : 1, right.name)
    }

    /// `management/services`.
    package var description: String { "\(side.rawValue)/\(name)" }

    // Tenant cluster
    package static let tenantAccess = Input(.tenant, "access")
    package static let tenantVersion = Input(.tenant, "version")
    package static let tenantDiscovery = Input(.tenant, "discovery.kubelb.k8c.io")
    package static let tenantServices = Input(.tenant, Service.self)
    package static let tenantEndpointSlices = Input(.tenant, EndpointSlice.self)
    package static let tenantNodes = Input(.tenant, Node.self)
    package static let tenantPods = Input(.tenant, Pod.self)
    package static let tenantDeployments = Input(.tenant, Deployment.self)
    package static let tenantEvents = Input(.tenant, Event.self)
    package static let tenantLeases = Input(.tenant, Lease.self)
    package static let tenantNamespaces = Input(.tenant, Namespace.self)
    package static let tenantCalicoControllers = Input(.tenant, KubeControllersConfiguration.self)
    /// Only those of Istio and Cilium.
    package static let tenantConfigMaps = Input(.tenant, ConfigMap.self)
    package static let tenantNetworkPolicies = Input(.tenant, NetworkPolicy.self)
    /// The last lines of the CCM's logs: the second round.
    package static let ccmLogs = Input(.tenant, "logs")
    /// What the CCM's pods count: the second round.
    package static let ccmMetrics = Input(.tenant, "metrics.ccm")

    // Layer 7
    package static let tenantIngresses = Input(.tenant, Ingress.self)
    package static let tenantIngressClasses = Input(.tenant, IngressClass.self)
    package static let tenantGateways = Input(.tenant, Gateway.self)
    package static let tenantGatewayClasses = Input(.tenant, GatewayClass.self)
    package static let tenantHTTPRoutes = Input(.tenant, HTTPRoute.self)
    package static let tenantGRPCRoutes = Input(.tenant, GRPCRoute.self)
    package static let tenantTCPRoutes = Input(.tenant, TCPRoute.self)
    package static let tenantTLSRoutes = Input(.tenant, TLSRoute.self)
    package static let tenantSecurityPolicies = Input(.tenant, SecurityPolicy.self)
    package static let tenantUDPRoutes = Input(.tenant, UDPRoute.self)
    package static let tenantBackendTLSPolicies = Input(.tenant, BackendTLSPolicy.self)
    package static let tenantBackendTrafficPolicies = Input(.tenant, BackendTrafficPolicy.self)
    package static let tenantClientTrafficPolicies = Input(.tenant, ClientTrafficPolicy.self)
    package static let tenantReferenceGrants = Input(.tenant, ReferenceGrant.self)
    /// Only those of the Gateway API.
    package static let tenantCustomResourceDefinitions = Input(.tenant, CustomResourceDefinition.self)
    package static let tenantWAFPolicies = Input(.tenant, TenantWAFPolicy.self)
    package static let tenantSecrets = Input(.tenant, SecretMetadata.self)
    package static let tenantSyncSecrets = Input(.tenant, SyncSecret.self)
    package static let tenantResourceQuotas = Input(.tenant, ResourceQuota.self)
    package static let managementIngresses = Input(.management, Ingress.self)
    package static let managementIngressClasses = Input(.management, IngressClass.self)
    package static let managementGateways = Input(.management, Gateway.self)
    package static let managementSecurityPolicies = Input(.management, SecurityPolicy.self)
    package static let managementBackendTrafficPolicies = Input(.management, BackendTrafficPolicy.self)
    package static let managementClientTrafficPolicies = Input(.management, ClientTrafficPolicy.self)
    package static let managementGatewayClasses = Input(.management, GatewayClass.self)
    package static let managementHTTPRoutes = Input(.management, HTTPRoute.self)
    package static let managementGRPCRoutes = Input(.management, GRPCRoute.self)
    package static let managementSecrets = Input(.management, SecretMetadata.self)
    package static let admissionPolicies = Input(.management, ValidatingAdmissionPolicy.self)
    package static let admissionPolicyBindings = Input(.management, ValidatingAdmissionPolicyBinding.self)
    package static let admissionWebhooks = Input(.management, ValidatingWebhookConfiguration.self)
    /// What may keep the API server from accepting objects.
    package static let admission = [admissionPolicies, admissionPolicyBindings, admissionWebhooks]
    package static let certificates = Input(.management, Certificate.self)
    package static let issuers = Input(.management, Issuer.self)
    package static let clusterIssuers = Input(.management, ClusterIssuer.self)
    package static let certificateRequests = Input(.management, CertificateRequest.self)
    package static let acmeOrders = Input(.management, ACMEOrder.self)
    package static let acmeChallenges = Input(.management, ACMEChallenge.self)
    /// What cert-manager says of a certificate that it has not issued.
    package static let issuance = [issuers, clusterIssuers, certificateRequests, acmeOrders, acmeChallenges]

    /// The same in the tenant cluster, of Certificates for the CCM.
    package static let tenantIssuance = [
        Input(.tenant, Certificate.self), Input(.tenant, Issuer.self), Input(.tenant, ClusterIssuer.self),
        Input(.tenant, CertificateRequest.self), Input(.tenant, ACMEOrder.self), Input(.tenant, ACMEChallenge.self),
    ]

    /// The objects of Layer 7 in the tenant cluster. A check of theirs judges those that could be read.
    package static let routeSources = RouteKind.allCases.map { $0.input(.tenant) }
    /// What the manager makes of them in the management cluster.
    package static let generatedRoutes = RouteKind.allCases.map { $0.input(.management) }

    /// Addresses of Services as they answer where the tool runs: only where probes were asked for.
    package static let probes = Input(.tenant, "probes")

    // Management cluster
    package static let managementAccess = Input(.management, "access")
    package static let managementVersion = Input(.management, "version")
    package static let managementDiscovery = Input(.management, "discovery.kubelb.k8c.io")
    package static let loadBalancers = Input(.management, LoadBalancer.self)
    package static let addresses = Input(.management, Addresses.self)
    package static let tenants = Input(.management, Tenant.self)
    package static let tenantStates = Input(.management, TenantState.self)
    package static let configs = Input(.management, Config.self)
    package static let routes = Input(.management, Route.self)
    package static let syncSecrets = Input(.management, SyncSecret.self)
    package static let managementServices = Input(.management, Service.self)
    package static let managementEndpointSlices = Input(.management, EndpointSlice.self)
    package static let managementDeployments = Input(.management, Deployment.self)
    package static let managementDaemonSets = Input(.management, DaemonSet.self)
    package static let managementPods = Input(.management, Pod.self)
    package static let managementNodes = Input(.management, Node.self)
    package static let managementEvents = Input(.management, Event.self)
    package static let managementLeases = Input(.management, Lease.self)
    package static let managementNamespaces = Input(.management, Namespace.self)
    package static let customResourceDefinitions = Input(.management, CustomResourceDefinition.self)
    // Of the Enterprise Edition.
    package static let tunnels = Input(.management, Tunnel.self)
    package static let wafPolicies = Input(.management, WAFPolicy.self)
    package static let insights = Input(.management, Insight.self)
    package static let resourceQuotas = Input(.management, ResourceQuota.self)
    package static let networkPolicies = Input(.management, NetworkPolicy.self)
    /// MetalLB's, in clusters that use it.
    package static let addressPools = Input(.management, IPAddressPool.self)
    package static let layerTwoAdvertisements = Input(.management, L2Advertisement.self)
    package static let bgpAdvertisements = Input(.management, BGPAdvertisement.self)
    /// Cilium's, in clusters that use it.
    package static let ciliumPools = Input(.management, CiliumLoadBalancerIPPool.self)
    package static let ciliumLayerTwoPolicies = Input(.management, CiliumL2AnnouncementPolicy.self)
    package static let ciliumBGPConfigs = Input(.management, CiliumBGPClusterConfig.self)
    package static let ciliumBGPAdvertisements = Input(.management, CiliumBGPAdvertisement.self)
    /// The AWS Load Balancer Controller's.
    package static let targetGroupBindings = Input(.management, TargetGroupBinding.self)
    /// Calico's.
    package static let bgpConfigurations = Input(.management, BGPConfiguration.self)
    package static let kubeControllersConfigurations = Input(.management, KubeControllersConfiguration.self)
    package static let globalNetworkPolicies = Input(.tenant, GlobalNetworkPolicy.self)
    /// Istio's.
    package static let tenantPeerAuthentications = Input(.tenant, PeerAuthentication.self)
    package static let peerAuthentications = Input(.management, PeerAuthentication.self)
    package static let authorizationPolicies = Input(.management, AuthorizationPolicy.self)
    package static let configMaps = Input(.management, ConfigMap.self)
    package static let serviceAccounts = Input(.management, ServiceAccount.self)
    package static let roles = Input(.management, Role.self)
    package static let roleBindings = Input(.management, RoleBinding.self)
    /// The last lines of the manager's logs: the second round. Those of Envoy: where its statistics show that it is in trouble.
    package static let managerLogs = Input(.management, "logs")
    /// What the manager's and the tenant's Envoy pods count, and which nodes those see: the second round.
    package static let managerMetrics = Input(.management, "metrics.manager")
    package static let envoyMetrics = Input(.management, "metrics.envoy")
    package static let envoyHosts = Input(.management, "metrics.envoyHosts")

    /// The inputs that fix which tenant and which CCM are looked at: every check depends on them.
    package static let scope: [Input] = [.tenantDeployments, .tenantPods, .tenantServices, .loadBalancers]

    /// The right that this read needs; nil for what anybody may read.
    package var right: MissingRight? {
        switch name {
        case "access", "version", "discovery.kubelb.k8c.io", Input.probes.name: nil
        case "logs": MissingRight(verb: "get", resource: "pods/log")
        case _ where isMetrics: MissingRight(verb: "get", resource: "pods/proxy")
        case SecretMetadata.fileName: MissingRight(verb: "list", resource: SecretMetadata.resource)
        default: MissingRight(verb: "list", resource: name)
        }
    }

    /// Numbers of pods, of whichever page.
    package var isMetrics: Bool { name.hasPrefix("metrics.") }

    /// Whether it only confirms or sharpens what objects decide: nobody has to grant it.
    package var isConfirming: Bool { isMetrics || name == "logs" || isOnRequest }

    /// Whether it is there only where somebody asked for it: without, a check that needs it has nothing to say and lacks
    /// nothing.
    package var isOnRequest: Bool { self == .probes }
}
