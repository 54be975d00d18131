/// A kind as discovery describes it.
package struct ServedKind: Sendable, Hashable {
    /// Plural: `loadbalancers`.
    package let name: String
    /// Empty for the core group.
    package let group: String
    package private(set) var version: String
    package let kind: String
    package var shortNames: [String] = []
    package var isNamespaced = true
    /// Defined by a CustomResourceDefinition: the items of its lists have `kind` and `apiVersion`.
    package var isCustom = false

    /// As RBAC and the files of a bundle name it: `deployments.apps`.
    package var resource: String { group.isEmpty ? name : "\(name).\(group)" }
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The kind of this resource; nil if it is neither in `all` nor in `recorded`.
    package static func named(_ resource: String) -> ServedKind? { known[resource] }

    private static let known = Dictionary(
        (all + recorded).map { ($0.resource, $0) }, uniquingKeysWith: { first, _ in first })

    /// The same kind at another version of its group.
    func at(_ version: String) -> ServedKind {
        var kind = self
        kind.version = version
        return kind
    }

    init(
        _ name: String, _ group: String, _ version: String, _ kind: String, _ shortNames: [String] = [],
        isNamespaced: Bool = true, isCustom: Bool = false
    ) {
        self.name = name
        self.group = group
        self.version = version
        self.kind = kind
        self.shortNames = shortNames
        self.isNamespaced = isNamespaced
        self.isCustom = isCustom
    }

    private static func custom(
        _ group: String, _ version: String, _ name: String, _ kind: String, _ shortNames: [String] = [],
        isNamespaced: Bool = true
    ) -> ServedKind {
        ServedKind(name, group, version, kind, shortNames, isNamespaced: isNamespaced, isCustom: true)
    }

    private static func kubelb(_ name: String, _ kind: String, _ shortNames: [String] = [], isNamespaced: Bool = true)
        -> ServedKind
    {
        custom("kubelb.k8c.io", "v1alpha1", name, kind, shortNames, isNamespaced: isNamespaced)
    }

    private static func gateway(
        _ name: String, _ kind: String, _ shortNames: [String] = [], version: String = "v1", isNamespaced: Bool = true
    ) -> ServedKind {
        custom("gateway.networking.k8s.io", version, name, kind, shortNames, isNamespaced: isNamespaced)
    }

    /// What every cluster of a sandbox serves, and what the flow of KubeLB's Layer 4 is made of.
    package static let all: [ServedKind] = [
        ServedKind("services", "", "v1", "Service", ["svc"]),
        ServedKind("pods", "", "v1", "Pod", ["po"]),
        ServedKind("nodes", "", "v1", "Node", ["no"], isNamespaced: false),
        ServedKind("namespaces", "", "v1", "Namespace", ["ns"], isNamespaced: false),
        ServedKind("events", "", "v1", "Event", ["ev"]),
        ServedKind("secrets", "", "v1", "Secret"),
        ServedKind("configmaps", "", "v1", "ConfigMap", ["cm"]),
        ServedKind("serviceaccounts", "", "v1", "ServiceAccount", ["sa"]),
        ServedKind("resourcequotas", "", "v1", "ResourceQuota", ["quota"]),
        ServedKind("persistentvolumeclaims", "", "v1", "PersistentVolumeClaim", ["pvc"]),
        ServedKind("cronjobs", "batch", "v1", "CronJob", ["cj"]),
        ServedKind("deployments", "apps", "v1", "Deployment", ["deploy"]),
        ServedKind("daemonsets", "apps", "v1", "DaemonSet", ["ds"]),
        ServedKind("replicasets", "apps", "v1", "ReplicaSet", ["rs"]),
        ServedKind("endpointslices", "discovery.k8s.io", "v1", "EndpointSlice"),
        ServedKind("leases", "coordination.k8s.io", "v1", "Lease"),
        ServedKind("networkpolicies", "networking.k8s.io", "v1", "NetworkPolicy", ["netpol"]),
        ServedKind("ingresses", "networking.k8s.io", "v1", "Ingress", ["ing"]),
        ServedKind("ingressclasses", "networking.k8s.io", "v1", "IngressClass", isNamespaced: false),
        ServedKind("clusterroles", "rbac.authorization.k8s.io", "v1", "ClusterRole", isNamespaced: false),
        ServedKind("clusterrolebindings", "rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", isNamespaced: false),
        ServedKind("roles", "rbac.authorization.k8s.io", "v1", "Role"),
        ServedKind("rolebindings", "rbac.authorization.k8s.io", "v1", "RoleBinding"),
        ServedKind(
            "customresourcedefinitions", "apiextensions.k8s.io", "v1", "CustomResourceDefinition", ["crd", "crds"],
            isNamespaced: false),
        kubelb("loadbalancers", "LoadBalancer", ["lb"]),
        kubelb("addresses", "Addresses"),
        kubelb("tenants", "Tenant", isNamespaced: false),
        kubelb("tenantstates", "TenantState"),
        kubelb("configs", "Config"),
        kubelb("routes", "Route"),
        kubelb("syncsecrets", "SyncSecret"),
        custom("metallb.io", "v1beta1", "ipaddresspools", "IPAddressPool"),
        custom("metallb.io", "v1beta1", "l2advertisements", "L2Advertisement"),
        custom("metallb.io", "v1beta1", "bgpadvertisements", "BGPAdvertisement"),
    ]

    /// Kinds of Layer 7: served only if a bundle contains them, and at the versions that its lists and discovery have.
    package static let recorded: [ServedKind] = [
        gateway("gatewayclasses", "GatewayClass", ["gc"], isNamespaced: false),
        gateway("gateways", "Gateway", ["gtw"]),
        gateway("httproutes", "HTTPRoute"),
        gateway("grpcroutes", "GRPCRoute"),
        gateway("referencegrants", "ReferenceGrant", ["refgrant"], version: "v1beta1"),
        kubelb("tunnels", "Tunnel"),
        kubelb("wafpolicies", "WAFPolicy", isNamespaced: false),
        kubelb("tenantwafpolicies", "TenantWAFPolicy"),
        kubelb("insights", "Insight"),
        custom("elbv2.k8s.aws", "v1beta1", "targetgroupbindings", "TargetGroupBinding"),
        custom(
            "cilium.io", "v2", "ciliumloadbalancerippools", "CiliumLoadBalancerIPPool", ["ippools"], isNamespaced: false
        ),
        custom(
            "cilium.io", "v2alpha1", "ciliuml2announcementpolicies", "CiliumL2AnnouncementPolicy", ["l2announcement"],
            isNamespaced: false),
        custom(
            "cilium.io", "v2", "ciliumbgpclusterconfigs", "CiliumBGPClusterConfig", ["cbgpcluster"], isNamespaced: false
        ),
        custom(
            "cilium.io", "v2", "ciliumbgpadvertisements", "CiliumBGPAdvertisement", ["cbgpadvert"], isNamespaced: false),
        custom("crd.projectcalico.org", "v1", "bgpconfigurations", "BGPConfiguration", isNamespaced: false),
        custom(
            "crd.projectcalico.org", "v1", "kubecontrollersconfigurations", "KubeControllersConfiguration",
            isNamespaced: false),
        custom("crd.projectcalico.org", "v1", "globalnetworkpolicies", "GlobalNetworkPolicy", isNamespaced: false),
        custom("security.istio.io", "v1beta1", "peerauthentications", "PeerAuthentication", ["pa"]),
        custom("security.istio.io", "v1beta1", "authorizationpolicies", "AuthorizationPolicy", ["ap"]),
        custom("cert-manager.io", "v1", "certificates", "Certificate", ["cert", "certs"]),
        custom("cert-manager.io", "v1", "certificaterequests", "CertificateRequest", ["cr", "crs"]),
        custom("cert-manager.io", "v1", "issuers", "Issuer"),
        custom("cert-manager.io", "v1", "clusterissuers", "ClusterIssuer", isNamespaced: false),
        custom("acme.cert-manager.io", "v1", "orders", "Order"),
        custom("acme.cert-manager.io", "v1", "challenges", "Challenge"),
        ServedKind(
            "validatingadmissionpolicies", "admissionregistration.k8s.io", "v1", "ValidatingAdmissionPolicy",
            isNamespaced: false),
        ServedKind(
            "validatingadmissionpolicybindings", "admissionregistration.k8s.io", "v1",
            "ValidatingAdmissionPolicyBinding", isNamespaced: false),
        ServedKind(
            "validatingwebhookconfigurations", "admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration",
            isNamespaced: false),
        ServedKind("events", "events.k8s.io", "v1", "Event", ["ev"]),
    ]

    /// What a live cluster of this side serves: KubeLB's kinds and the address pools are the management cluster's.
    package static func live(_ side: ServedSide) -> [ServedKind] {
        switch side {
        case .management: all
        case .tenant: all.filter { !$0.isCustom || $0.name == "syncsecrets" }
        }
    }
}
