import Characters
import KubeLB
import Kubernetes
import Topology

/// That the nodes are machines of a cloud, and nothing in the cluster creates its load balancers: Kubernetes itself no longer
/// does (KEP-2395; the last in-tree providers were removed with 1.31).
struct MissingCloudProvider {
    private let provider: Provider
    private let node: Node
    private let version: ReleaseVersion
    private let argument: String?

    private struct Provider {
        /// At the beginning of `spec.providerID`.
        let scheme: String
        let name: String
        let controller: String
    }

    private static let providers = [
        Provider(scheme: "azure://", name: "Azure", controller: "cloud-provider-azure"),
        Provider(scheme: "aws://", name: "AWS", controller: "cloud-provider-aws or the AWS Load Balancer Controller"),
        Provider(scheme: "gce://", name: "Google Cloud", controller: "cloud-provider-gcp"),
        Provider(scheme: "openstack://", name: "OpenStack", controller: "openstack-cloud-controller-manager"),
        Provider(scheme: "vsphere://", name: "vSphere", controller: "cloud-provider-vsphere, or MetalLB or kube-vip"),
        Provider(scheme: "hcloud://", name: "Hetzner Cloud", controller: "hcloud-cloud-controller-manager"),
        Provider(scheme: "digitalocean://", name: "DigitalOcean", controller: "digitalocean-cloud-controller-manager"),
        Provider(scheme: "oci://", name: "Oracle Cloud", controller: "oci-cloud-controller-manager"),
    ]
    private static let withoutProviders = ReleaseVersion(1, 31, 0)

    /// nil if something may create load balancers, or if that is not known. Clouds that manage the control plane run it where
    /// nobody sees it, so the pods of the control plane have to be visible.
    init?(_ context: CheckContext) {
        let topology = context.topology
        guard let version = topology.kubernetesRelease(of: .management),
            let nodes = topology.list(.management, Node.self).whole(),
            let pods = topology.list(.management, Pod.self).whole(),
            let manager = pods.first(where: Self.isControllerManager), topology.loadBalancerWorkloads.isEmpty,
            !pods.contains(where: Self.mayBeController)
        else { return nil }
        let argument = manager.spec.containers.lazy.compactMap { $0.value(ofFlag: "cloud-provider") }.first
        guard version >= Self.withoutProviders || argument == "external" else { return nil }
        for node in nodes {
            guard let provider = Self.providers.first(where: { node.providerID.hasPrefix($0.scheme) }) else { continue }
            self.provider = provider
            self.node = node
            self.version = version
            self.argument = argument
            return
        }
        return nil
    }

    private static func isControllerManager(_ pod: Pod) -> Bool {
        pod.metadata.namespace == "kube-system" && pod.metadata.labels["component"] == "kube-controller-manager"
    }

    /// By its name or an image: manifests name cloud controllers in many ways.
    private static func mayBeController(_ pod: Pod) -> Bool {
        let names = [pod.metadata.name] + pod.spec.containers.map(\.image)
        return names.contains { name in
            ["cloud-controller", "cloud-provider", "load-balancer", "loadbalancer", "metallb", "kube-vip", "/cpi/"]
                .contains { name.containsBytes(of: $0) }
        }
    }

    var sentence: String {
        let reason =
            version >= Self.withoutProviders
            ? "Kubernetes has had no cloud providers of its own since 1.31 (here \(version))"
            : "kube-controller-manager leaves that to an external program (--cloud-provider=external)"
        return
            "The nodes are machines of \(provider.name), but no cloud controller manager is installed to create load balancers: "
            + reason
    }

    var evidence: [Evidence] {
        [
            node.evidence("spec.providerID", String(node.providerID.prefix(80))),
            Evidence("cloud controller managers among the pods of the management cluster", "none"),
        ] + (argument.map { [Evidence("kube-controller-manager: --cloud-provider", $0)] } ?? [])
    }

    var remedies: [Remedy] {
        [
            .fix(
                "install the external cloud controller manager of \(provider.name): \(provider.controller). Services that already have "
                    + "an address keep it, but nothing maintains it until then")
        ]
    }
}
