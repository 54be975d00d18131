import Kubernetes

/// Pods of a cluster itself that the path of a Service depends on, by the labels of their usual manifests: kubeadm, RKE2, GKE,
/// and the network plugins' own.
package struct SystemComponent: Sendable, Hashable {
    /// `kube-proxy`.
    package let title: String
    private let labels: [String: String]

    /// They serve node ports on each node, or carry the traffic from there to pods.
    package static let ofNodes =
        kubeProxy + [
            cilium, calico,
            SystemComponent(title: "Canal", labels: [label: "canal"]),
            SystemComponent(title: "kube-router", labels: [label: "kube-router"]),
            SystemComponent(title: "Flannel", labels: [label: "flannel"]),
            SystemComponent(title: "Flannel", labels: ["app": "flannel"]),
            SystemComponent(title: "the AWS VPC CNI", labels: [label: "aws-node"]),
            SystemComponent(title: "Antrea", labels: ["app": "antrea", "component": "antrea-agent"]),
            SystemComponent(title: "OVN-Kubernetes", labels: ["app": "ovnkube-node"]),
            SystemComponent(title: "Weave Net", labels: ["name": "weave-net"]),
        ]

    /// The title of kube-proxy.
    package static let kubeProxyTitle = "kube-proxy"

    package static let kubeProxy = [
        SystemComponent(title: kubeProxyTitle, labels: [label: "kube-proxy"]),
        SystemComponent(title: kubeProxyTitle, labels: ["component": "kube-proxy"]),
    ]

    package static let cilium = SystemComponent(title: "Cilium", labels: [label: "cilium"])

    package static let calico = SystemComponent(title: "Calico", labels: [label: "calico-node"])

    /// CoreDNS keeps the label of its predecessor.
    package static let dns = [
        SystemComponent(title: "DNS", labels: [label: "kube-dns"]),
        SystemComponent(title: "DNS", labels: [label: "coredns"]),
    ]

    /// The cache on each node to which kubelets point pods (Kubernetes, "Using NodeLocal DNSCache in Kubernetes Clusters").
    package static let nodeLocalDNS = SystemComponent(title: "node-local-dns", labels: [label: "node-local-dns"])

    private static let label = "k8s-app"

    /// A label selector for the most common ones: there is none for all.
    package static func selector(of components: [SystemComponent]) -> String {
        "\(label) in (\(components.compactMap { $0.labels[label] }.uniqued().joined(separator: ",")))"
    }

    package func includes(_ pod: Pod) -> Bool { pod.matches(labels) }

    /// The same by the labels of a pod template.
    package func includes(labels found: [String: String]) -> Bool { labels.allSatisfy { found[$0.key] == $0.value } }
}

extension Topology {
    /// Pods of some components that have not finished; none if they were not read.
    package func systemPods(_ side: ClusterSide, _ components: [SystemComponent]) -> [Pod] {
        let found = list(side, Pod.self).all { pod in
            !pod.isFinished && components.contains { $0.includes(pod) }
        }
        return (found.value ?? []).sorted { $0.metadata.path < $1.metadata.path }
    }

    /// Those that serve node ports on the tenant's nodes or carry the traffic from there, by the titles of their components.
    package var nodeComponents: [String: [Pod]] {
        Dictionary(grouping: systemPods(.tenant, SystemComponent.ofNodes)) { pod in
            SystemComponent.ofNodes.first { $0.includes(pod) }?.title ?? ""
        }
    }
}
