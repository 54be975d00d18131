/// Names that KubeLB's controllers use (KubeLB after v1.4.3, its source and charts).
package enum KubeLBNames {
    package static let group = "kubelb.k8c.io"
    package static let apiVersion = "v1alpha1"
    /// What the management cluster has to serve of the group for Layer 4.
    package static let requiredResources = ["loadbalancers", "addresses", "tenants", "configs"]
    /// The management namespace of the manager, its Config and its Lease; the CCM's by the documentation.
    package static let namespace = "kubelb"
    package static let tenantPrefix = "tenant-"

    package static let originNamespaceLabel = "kubelb.k8c.io/origin-ns"
    package static let originNameLabel = "kubelb.k8c.io/origin-name"
    /// On Routes: `Ingress.networking.k8s.io`.
    package static let originKindLabel = "kubelb.k8c.io/origin-resource-kind"
    package static let tenantLabel = "kubelb.k8c.io/tenant"
    package static let managedByLabel = "kubelb.k8c.io/managed-by"
    package static let loadBalancerNameLabel = "kubelb.k8c.io/lb-name"
    package static let loadBalancerNamespaceLabel = "kubelb.k8c.io/lb-namespace"
    package static let appNameLabel = "app.kubernetes.io/name"
    package static let appManagedByLabel = "app.kubernetes.io/managed-by"
    package static let appInstanceLabel = "app.kubernetes.io/instance"

    /// On Services in the tenant cluster, on LoadBalancers and on Tenants.
    package static let cleanupFinalizer = "kubelb.k8c.io/cleanup"
    package static let legacyServiceFinalizer = "kubelb.k8c.io/lb-finalizer"
    package static let legacyLoadBalancerFinalizer = "kubelb.k8c.io/cleanup-envoy-proxy"
    /// Set by the service controllers of cloud providers and by others that follow them.
    package static let foreignServiceFinalizer = "service.kubernetes.io/load-balancer-cleanup"

    package static let proxyProtocolAnnotation = "kubelb.k8c.io/proxy-protocol"
    package static let wildcardDomainAnnotation = "kubelb.k8c.io/request-wildcard-domain"
    package static let cliGeneratedAnnotation = "kubelb.k8c.io/cli-generated"
    package static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

    package static let loadBalancerClass = "kubelb"
    /// The class of Ingresses and Gateways that the CCM takes, and the only name of a Gateway that it takes.
    package static let ingressClass = "kubelb"
    package static let gatewayClass = "kubelb"
    /// The DaemonSet of the proxy in the tenant cluster (Enterprise Edition 1.5), in KubeLB's namespace.
    package static let tenantProxy = "kubelb-tenant-envoy"
    package static let gatewayName = "kubelb"
    /// On Ingresses, before `spec.ingressClassName`; the CCM does not read it.
    package static let legacyIngressClassAnnotation = "kubernetes.io/ingress.class"
    /// On HTTPRoutes and GRPCRoutes that the CCM made of an Ingress: `<name>.<namespace>` of it.
    package static let sourceIngressLabel = "kubelb.k8c.io/source-ingress"
    package static let conversionStatusAnnotation = "kubelb.k8c.io/conversion-status"
    package static let hostnameFinalizer = "kubelb.k8c.io/cleanup-hostname"
    package static let defaultAddresses = "default"
    package static let ccmAppName = "kubelb-ccm"
    package static let managerAppName = "kubelb-manager"
    package static let envoyAppName = "kubelb-envoy-proxy"
    package static let ccmLease = "19f32e7b.ccm.kubelb.k8c.io"
    package static let managerLease = "19f32e7b.kubelb.k8c.io"
    package static let controlPlaneService = "envoycp"
    package static let controlPlanePort = 8001
    /// In the CCM's namespace, mounted at `/home/nonroot/.kube`; the CCM reads the key below.
    package static let ccmKubeconfigSecret = "kubelb-cluster"
    package static let kubeconfigKey = "kubelb"
    /// In the tenant's namespace: what the manager issues for the CCM.
    package static let issuedKubeconfigSecret = "kubelb-ccm-kubeconfig"
    /// ServiceAccount, Role, RoleBinding and Secret of the CCM in the tenant's namespace.
    package static let ccmIdentity = "kubelb-ccm"

    /// `demo` → `tenant-demo`, as the CCM does with `--cluster-name`; a name that has the prefix stays as it is.
    package static func tenantNamespace(forClusterName name: String) -> String {
        name.hasPrefix(tenantPrefix) ? name : tenantPrefix + name
    }

    package static func tenantName(forNamespace namespace: String) -> String {
        namespace.hasPrefix(tenantPrefix) ? String(namespace.dropFirst(tenantPrefix.count)) : namespace
    }

    package static func envoyServiceName(forLoadBalancer name: String) -> String {
        "envoy-" + name
    }

    package static func envoyWorkloadName(forTenantNamespace namespace: String) -> String {
        "envoy-" + namespace
    }

    /// The NodePort Service that the CCM makes of a ClusterIP Service.
    package static func nodePortCopy(ofService name: String) -> String { name + "-nodeport" }

    /// The name of what the manager makes of a Route: `<namespace>-<name>`, and of a Gateway its own. Nil from 60 characters
    /// on, where the manager cuts it off and adds digits of a hash.
    package static func generatedName(_ kind: RouteKind, namespace: String, name: String) -> String? {
        if kind == .gateway { return name }
        return whole("\(namespace)-\(name)")
    }

    /// The name of a backend Service in the tenant's namespace (KubeLB v1.3 and later): `<namespace>-<route>-<service>`.
    package static func backendServiceName(namespace: String, route: String, service: String) -> String? {
        whole("\(namespace)-\(route)-\(service)")
    }

    private static func whole(_ name: String) -> String? { name.utf8.count < 60 ? name : nil }
}
