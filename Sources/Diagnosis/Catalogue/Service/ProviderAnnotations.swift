/// Annotations of Services by which implementations of load balancers are configured.
enum ProviderAnnotations {
    /// Annotations that begin so ask a load balancer for something.
    static let prefixes = [
        "cloud.google.com/",
        "eip.openelb.kubesphere.io/",
        "io.cilium/lb-ipam",
        "kube-vip.io/",
        "kubernetes.civo.com/",
        "kubernetes.digitalocean.com/load-balancer",
        "lb.kubesphere.io/",
        "lbipam.cilium.io/",
        "load-balancer.hetzner.cloud/",
        "loadbalancer.openstack.org/",
        "metallb.io/",
        "metallb.universe.tf/",
        "networking.gke.io/",
        "oci-network-load-balancer.oraclecloud.com/",
        "oci.oraclecloud.com/",
        "purelb.io/",
        "service.beta.kubernetes.io/",
        "service.kubernetes.io/",
    ]

    /// What begins so and has nothing to do with the load balancer that KubeLB puts in front of the Service: settings of
    /// kube-proxy and of Ingress controllers, and notes that a controller left for itself.
    static let unrelated: Set<String> = [
        "cloud.google.com/app-protocols",
        "cloud.google.com/backend-config",
        "cloud.google.com/neg",
        "cloud.google.com/neg-status",
        "kube-vip.io/vipHost",
        "kubernetes.digitalocean.com/load-balancer-id",
        "metallb.io/ip-allocated-from-pool",
        "metallb.universe.tf/ip-allocated-from-pool",
        "networking.gke.io/max-rate-per-endpoint",
        "purelb.io/allocated-by",
        "purelb.io/allocated-from",
        "service.kubernetes.io/headless",
        "service.kubernetes.io/topology-aware-hints",
        "service.kubernetes.io/topology-mode",
    ]

    /// Whether the annotation asks a load balancer for something.
    static func addressLoadBalancer(_ annotation: String) -> Bool {
        !unrelated.contains(annotation) && prefixes.contains { annotation.hasPrefix($0) }
    }
}
