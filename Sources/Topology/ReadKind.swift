import KubeLB
import Kubernetes

/// A kind on a side that is read into every observation; one line each.
package struct ReadKind: Sendable {
    package let input: Input
    package let kind: any KubernetesObject.Type
    let read: @Sendable (BundleObservation, inout Observation) -> Void

    private init<Item: KubernetesObject>(_ side: ClusterSide, _ kind: Item.Type) {
        input = Input(side, kind)
        self.kind = kind
        read = { bundle, observation in observation.set(side, bundle.list(side, kind)) }
    }

    package static let all: [ReadKind] = [
        ReadKind(.tenant, Service.self),
        ReadKind(.tenant, EndpointSlice.self),
        ReadKind(.tenant, Node.self),
        ReadKind(.tenant, Pod.self),
        ReadKind(.tenant, Deployment.self),
        ReadKind(.tenant, Event.self),
        ReadKind(.tenant, Lease.self),
        ReadKind(.tenant, Namespace.self),
        ReadKind(.tenant, NetworkPolicy.self),
        ReadKind(.tenant, LoadBalancer.self),
        ReadKind(.tenant, Ingress.self),
        ReadKind(.tenant, IngressClass.self),
        ReadKind(.tenant, Gateway.self),
        ReadKind(.tenant, GatewayClass.self),
        ReadKind(.tenant, HTTPRoute.self),
        ReadKind(.tenant, GRPCRoute.self),
        ReadKind(.tenant, TCPRoute.self),
        ReadKind(.tenant, TLSRoute.self),
        ReadKind(.tenant, UDPRoute.self),
        ReadKind(.tenant, SecurityPolicy.self),
        ReadKind(.tenant, BackendTLSPolicy.self),
        ReadKind(.tenant, BackendTrafficPolicy.self),
        ReadKind(.tenant, ClientTrafficPolicy.self),
        ReadKind(.tenant, SecretMetadata.self),
        ReadKind(.tenant, SyncSecret.self),
        ReadKind(.tenant, ResourceQuota.self),
        ReadKind(.management, LoadBalancer.self),
        ReadKind(.management, Addresses.self),
        ReadKind(.management, Tenant.self),
        ReadKind(.management, TenantState.self),
        ReadKind(.management, Config.self),
        ReadKind(.management, Route.self),
        ReadKind(.management, SyncSecret.self),
        ReadKind(.management, Service.self),
        ReadKind(.management, EndpointSlice.self),
        ReadKind(.management, Deployment.self),
        ReadKind(.management, DaemonSet.self),
        ReadKind(.management, Pod.self),
        ReadKind(.management, Node.self),
        ReadKind(.management, Event.self),
        ReadKind(.management, Lease.self),
        ReadKind(.management, Namespace.self),
        ReadKind(.management, CustomResourceDefinition.self),
        ReadKind(.management, ResourceQuota.self),
        ReadKind(.management, NetworkPolicy.self),
        ReadKind(.management, IPAddressPool.self),
        ReadKind(.management, L2Advertisement.self),
        ReadKind(.management, BGPAdvertisement.self),
        ReadKind(.management, CiliumLoadBalancerIPPool.self),
        ReadKind(.management, CiliumL2AnnouncementPolicy.self),
        ReadKind(.management, CiliumBGPClusterConfig.self),
        ReadKind(.management, CiliumBGPAdvertisement.self),
        ReadKind(.management, TargetGroupBinding.self),
        ReadKind(.management, ConfigMap.self),
        ReadKind(.management, ServiceAccount.self),
        ReadKind(.management, Role.self),
        ReadKind(.management, RoleBinding.self),
        ReadKind(.management, Ingress.self),
        ReadKind(.management, IngressClass.self),
        ReadKind(.management, Gateway.self),
        ReadKind(.management, GatewayClass.self),
        ReadKind(.management, HTTPRoute.self),
        ReadKind(.management, GRPCRoute.self),
        ReadKind(.management, SecretMetadata.self),
        ReadKind(.management, ValidatingAdmissionPolicy.self),
        ReadKind(.management, ValidatingAdmissionPolicyBinding.self),
        ReadKind(.management, ValidatingWebhookConfiguration.self),
        ReadKind(.management, Certificate.self),
        ReadKind(.management, Issuer.self),
        ReadKind(.management, ClusterIssuer.self),
        ReadKind(.management, CertificateRequest.self),
        ReadKind(.management, ACMEOrder.self),
        ReadKind(.management, ACMEChallenge.self),
    ]
}
