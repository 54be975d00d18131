import Kubernetes

/// Who removes a finalizer, by its name.
package enum FinalizerOwner {
    /// Whether one of KubeLB's controllers sets and removes it.
    package static func isKubeLB(_ finalizer: String) -> Bool { finalizer.hasPrefix(KubeLBNames.group + "/") }

    /// The controller, for a sentence; nil for a finalizer of an unknown one.
    ///
    /// Sources: the documentation of Kubernetes ("Finalizers", "Garbage collecting load balancers"), of the AWS Load
    /// Balancer Controller, GKE, OpenELB and Rancher.
    package static func name(of finalizer: String) -> String? {
        if isKubeLB(finalizer) { return "KubeLB" }
        if let known = exact[finalizer] { return known }
        return domains.first { finalizer.hasPrefix($0.prefix) }?.owner
    }

    private static let exact = [
        KubeLBNames.foreignServiceFinalizer: "the cloud controller or load-balancer implementation",
        "foregroundDeletion": "the garbage collector of kube-controller-manager",
        "orphan": "the garbage collector of kube-controller-manager",
        "kubernetes": "the namespace controller of kube-controller-manager",
    ]

    private static let domains: [(prefix: String, owner: String)] = [
        ("service.k8s.aws/", "the AWS Load Balancer Controller"),
        ("elbv2.k8s.aws/", "the AWS Load Balancer Controller"),
        ("networking.gke.io/", "GKE"), ("finalizer.lb.kubesphere.io/", "OpenELB"),
        ("controller.cattle.io/", "Rancher"), ("wrangler.cattle.io/", "Rancher"),
        ("kubermatic.k8c.io/", "Kubermatic Kubernetes Platform"), ("argocd.argoproj.io/", "Argo CD"),
        ("finalizers.fluxcd.io", "Flux"), ("crossplane.io/", "Crossplane"),
    ]
}
