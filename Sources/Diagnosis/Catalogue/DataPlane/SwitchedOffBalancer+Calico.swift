import Documents
import KubeLB
import Kubernetes
import Topology

extension SwitchedOffBalancer {
    /// Annotations by which a Service requests an address of Calico.
    private static let requests = [
        "projectcalico.org/ipv4pools", "projectcalico.org/ipv6pools", "projectcalico.org/loadBalancerIPs",
    ]

    /// Calico assigns addresses only to Services that request one, and this one does not (Calico, "Configure IP addresses for
    /// LoadBalancer Services"). nil if that is not so, or unknown.
    init?(unrequestedBy envoy: Service, _ context: CheckContext) {
        guard let settings = context.topology.calicoControllers(.management),
            settings.assignIPs == KubeControllersConfiguration.requestedServicesOnly,
            envoy.loadBalancerClass == nil,
            !Self.requests.contains(where: { envoy.metadata.annotations[$0] != nil })
        else { return nil }
        let change = settings.change(assignIPs: KubeControllersConfiguration.allServices)
        self.init(
            "Calico assigns addresses only to Services that request one by an annotation (assignIPs of "
                + "\(settings.reference) is \(KubeControllersConfiguration.requestedServicesOnly)), and this Service has none",
            [
                settings.evidence("spec.controllers.loadBalancer.assignIPs", settings.assignIPs ?? ""),
                envoy.evidence("metadata.annotations[\(Self.requests[0])]", "not set"),
            ],
            [
                .fix(
                    "let Calico assign addresses to all Services",
                    context.kubectl(
                        .management,
                        """
                        patch \(KubeControllersConfiguration.resource) \(settings.metadata.name) --type=merge \
                        -p \(json: change)
                        """)),
                .fix(
                    "let KubeLB request an address for each envoy Service: add \(Self.requests[0]) with the names of pools, such as "
                        + "[\"loadbalancer-ippool\"], to defaultAnnotations.service of the Config",
                    context.kubectl("edit", .config)),
                .inspect(
                    "list the pools, and what they may be used for",
                    context.kubectl(.management, "get ippools.crd.projectcalico.org -o yaml")),
            ])
    }
}

extension Topology {
    /// What the controllers of Calico do in a cluster; nil if it has none, or if that was not read.
    func calicoControllers(_ side: ClusterSide) -> KubeControllersConfiguration? {
        list(side, KubeControllersConfiguration.self).value?.items.first {
            $0.metadata.name == KubeControllersConfiguration.defaultName
        }
    }
}

extension KubeControllersConfiguration {
    /// The merge patch that sets which Services get addresses.
    func change(assignIPs: String) -> JSONValue {
        ["spec": ["controllers": ["loadBalancer": ["assignIPs": .string(assignIPs)]]]]
    }
}
