import KubeLB
import Kubernetes
import Topology

extension ReadPlan {
    /// Lists of the management cluster that are whole once all tenants were read: one tenant with its own cluster needs no second
    /// read of them.
    static let wholeInFleet = Set<Input>(
        [
            .loadBalancers, .addresses, .tenantStates, .routes, .syncSecrets,
            Input(.management, ResourceQuota.self), Input(.management, NetworkPolicy.self),
            .managementDeployments, .managementDaemonSets, Input(.management, Ingress.self),
            Input(.management, IngressClass.self), Input(.management, Gateway.self),
            Input(.management, GatewayClass.self),
            Input(.management, HTTPRoute.self), Input(.management, GRPCRoute.self),
            Input(.management, Certificate.self),
            Input(.management, SecretMetadata.self), Input(.management, CustomResourceDefinition.self),
            Input(.management, TargetGroupBinding.self),
        ] + (announcements + ciliumKinds).map(\.input))

    /// What concerns any tenant in the management cluster, over all namespaces; the same requests for one tenant as for a
    /// thousand.
    func fleet(_ side: ClusterSide) -> [PlannedRead] {
        guard side == .management else { return [] }
        // Only some of the Deployments are among the basics.
        return managementBasics.filter { $0.input != .managementDeployments } + [
            PlannedRead(.management, LoadBalancer.self),
            PlannedRead(.management, Addresses.self),
            PlannedRead(.management, TenantState.self),
            PlannedRead(.management, Route.self),
            PlannedRead(.management, SyncSecret.self),
            PlannedRead(.management, ResourceQuota.self),
            PlannedRead(.management, NetworkPolicy.self),
            PlannedRead(.management, ServiceAccount.self, query(fields: Self.named(KubeLBNames.ccmIdentity))),
            PlannedRead(.management, Role.self, query(fields: Self.named(KubeLBNames.ccmIdentity))),
            PlannedRead(.management, RoleBinding.self, query(fields: Self.named(KubeLBNames.ccmIdentity))),
            PlannedRead(.management, ConfigMap.self, namespace: "kube-public", name: "cluster-info"),
            PlannedRead(.management, Service.self, .loadBalancerServices()),
            // Those that lead from generated objects to the tenants' Envoys.
            PlannedRead(.management, Service.self, .otherServices(labels: KubeLBNames.originNameLabel)),
            // Whoever serves a class: none may be taken for missing because it has other labels.
            PlannedRead(.management, Deployment.self, query()),
            PlannedRead(.management, Ingress.self, query()),
            PlannedRead(.management, IngressClass.self, query()),
            PlannedRead(.management, Gateway.self, query()),
            PlannedRead(.management, GatewayClass.self, query()),
            PlannedRead(.management, HTTPRoute.self, query()),
            PlannedRead(.management, GRPCRoute.self, query()),
            PlannedRead(.management, Certificate.self, query()),
            PlannedRead(.management, SecretMetadata.self, query()),
            PlannedRead(.management, Pod.self, query(labels: Self.envoyPods)),
            PlannedRead(.management, Event.self, query(fields: evidence.readsEvents ? nil : Self.warnings)),
            PlannedRead(.management, CustomResourceDefinition.self, query()),
        ] + Self.announcements + Self.ciliumKinds + [PlannedRead(.management, TargetGroupBinding.self)]
    }
}
