import Documents
import KubeLB
import Kubernetes
import Topology
import Transport

/// KLC-D050: the nodes take addresses of Services for their own, and so also one that belongs to somebody else.
struct D050BoundAddress: Check {
    let documentation = CheckDocumentation(
        code: "D050",
        title: "Nodes in IPVS mode take the address of a load balancer for their own",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [
            .configMaps, .managementDaemonSets, .managementPods, .managementDeployments, .managementNodes, .tenants,
            .layerTwoAdvertisements, .bgpAdvertisements,
        ], judgesManagementAlone: true,
        meaning: """
            In IPVS mode kube-proxy binds every address in the status of a Service to each node (kube-ipvs0), unless its ipMode is \
            Proxy. Hetzner's cloud controller manager also writes the address that the load balancer has in the private network, \
            and the load balancer connects to the nodes from this address. The nodes take it for their own, so they never answer. \
            Without strictARP all nodes also answer ARP requests for these addresses, although MetalLB or kube-vip announces each \
            of them from one node (MetalLB, "Preparation").
            """,
        impact: """
            The load balancer has no healthy target. Without strictARP, traffic reaches one node or another, and connections may break.
            """,
        mending: """
            Keep the private address out of the status: set the annotation load-balancer.hetzner.cloud/disable-private-ingress, or \
            HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS for the whole cluster. For MetalLB and kube-vip set strictARP. Or run \
            kube-proxy in another mode.
            """,
        examples: [
            .fires(.error, "Hetzner's load balancer connects from its private address", balancer()),
            .fires(
                .error, "an annotation has it do so",
                balancer(annotations: "load-balancer.hetzner.cloud/use-private-ip: \"true\"", variables: "[]")),
            .fires(
                .error, "kube-proxy has its mode as an argument",
                balancer(map: "{}", arguments: "--proxy-mode=ipvs")),
            .fires(.error, "it has no public address", balancer(addresses: "{ip: 10.0.20.240}")),
            .fires(
                .warning, "it is unknown whether it connects from there", balancer(variables: "[]")),
            .fires(
                .warning, "another cloud writes both addresses",
                balancer(variables: "[]", provider: "other://", image: "other/cloud-controller-manager")),
            .fires(.warning, "all nodes answer ARP requests for what MetalLB announces", layerTwo()),
            .fires(
                .warning, "all nodes answer ARP requests for what kube-vip announces", kubeVIP(arp: true)),
            .silent("kube-vip uses BGP", kubeVIP(arp: false)),
            .silent("nodes answer ARP requests strictly", layerTwo(settings: "strictARP: true")),
            .silent("MetalLB announces by BGP, too", layerTwo(bgp: "metallb-system/all: {spec: {}}")),
            .silent(
                "whether MetalLB announces by BGP may not be read", layerTwo(bgp: nil)),
            .silent(
                "another cloud has private addresses only",
                balancer(
                    addresses: "{ip: 10.0.20.240}", variables: "[]", provider: "other://",
                    image: "other/cloud-controller-manager")),
            .silent("the status has the public address only", balancer(addresses: "{ip: 203.0.113.80}")),
            .silent(
                "its ipMode is Proxy",
                balancer(addresses: "{ip: 203.0.113.80, ipMode: Proxy}, {ip: 10.0.20.240, ipMode: Proxy}")),
            .silent("kube-proxy uses iptables", balancer(map: map(mode: "iptables"))),
            .silent("kube-proxy has no mode, which is iptables", balancer(map: map(mode: "\"\""))),
            .silent("its settings may not be read", balancer(map: "forbidden")),
            .silent("kube-proxy was removed, and its ConfigMap remained", balancer(label: "former")),
            .silent(
                "the annotation is set, and the controller has still to follow",
                balancer(annotations: "load-balancer.hetzner.cloud/disable-private-ingress: \"true\"")),
            .silent(
                "MetalLB assigned the address",
                balancer(annotations: "metallb.io/ip-allocated-from-pool: lan", addresses: "{ip: 10.0.20.240}")),
        ])

    private static func map(mode: String, _ settings: String = "mode: x") -> String {
        """
        {kube-system/kube-proxy: {data: {config.conf: "apiVersion: kubeproxy.config.k8s.io/v1alpha1\\nipvs:\\n  \(settings)\\n\
        kind: KubeProxyConfiguration\\nmode: \(mode.replacing("\"", with: "\\\""))\\n"}}}
        """
    }

    private static func balancer(
        annotations: String = "load-balancer.hetzner.cloud/location: nbg1",
        addresses: String = "{ip: 203.0.113.80, ipMode: VIP}, {ip: 10.0.20.240, ipMode: VIP}",
        variables: String = #"[{name: HCLOUD_LOAD_BALANCERS_USE_PRIVATE_IP, value: "true"}]"#,
        map: String = Self.map(mode: "ipvs"), arguments: String = "--v=2", label: String = "kube-proxy",
        provider: String = "hcloud://", image: String = "hetznercloud/hcloud-cloud-controller-manager"
    ) -> String {
        """
        management:
          configmaps: \(map)
          nodes: {mgmt-a: {spec: {providerID: "\(provider)1"}}}
          daemonsets.apps: {kube-system/kube-proxy: {spec: {selector: {matchLabels: {k8s-app: \(label)}}, template: {spec: {
            containers: [{name: kube-proxy, image: "registry.k8s.io/kube-proxy:v1.36.2", args: ["\(arguments)"]}]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}}
          deployments.apps: {kube-system/ccm: {spec: {replicas: 1, selector: {matchLabels: {app: ccm}}, template: {spec: {
            containers: [{name: ccm, image: "docker.io/\(image):v1.27.0", env: \(variables)}]}}},
            status: {replicas: 1, readyReplicas: 1}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {\(annotations)}},
            status: {loadBalancer: {ingress: [\(addresses)]}}}}
        """
    }

    private static let proxy = """
        kube-system/kube-proxy: {spec: {selector: {matchLabels: {k8s-app: kube-proxy}}}, status: {numberReady: 2}}
        """

    private static func layerTwo(settings: String = "strictARP: false", bgp: String? = "") -> String {
        """
        management:
          configmaps: \(map(mode: "ipvs", settings))
          daemonsets.apps: {\(proxy), \(BalancerExamples.speaker(ready: 2))}
          deployments.apps: {\(BalancerExamples.controller(ready: 1))}
          l2advertisements.metallb.io: {metallb-system/all: {spec: {}}}
          bgpadvertisements.metallb.io: \(bgp.map { "{\($0)}" } ?? "forbidden")
          \(BalancerExamples.served)
        """
    }

    private static func kubeVIP(arp: Bool) -> String {
        """
        management:
          configmaps: \(map(mode: "ipvs"))
          daemonsets.apps: {\(proxy), kube-system/kube-vip-ds: {spec: {selector: {matchLabels: {app: vip}}, template: {spec: {
            containers: [{name: kube-vip, image: "ghcr.io/kube-vip/kube-vip:v0.9.2", env: [
              {name: vip_arp, value: "\(arp)"}]}]}}}, status: {desiredNumberScheduled: 2, numberReady: 2}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {annotations: {kube-vip.io/vipHost: mgmt-a}}}}
        """
    }

    private static let hiding = "load-balancer.hetzner.cloud/disable-private-ingress"
    private static let hidingVariable = "HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS"
    private static let connecting = "load-balancer.hetzner.cloud/use-private-ip"
    private static let connectingVariable = "HCLOUD_LOAD_BALANCERS_USE_PRIVATE_IP"

    func findings(in context: CheckContext) -> [Finding] {
        let mode = KubeProxyMode(context)
        let nodes = context.topology.list(.management, Node.self).value?.items ?? []
        let controller = WithheldAddress.controller(context)
        let tenant = context.topology.tenantObject.value
        let announcers = LayerTwoAnnouncers(context)
        guard let mode, mode.name == "ipvs" else { return [] }
        let balancers = LoadBalancers(context)
        let announced = mode.isARPStrict ? nil : announcers.finding(mode, balancers, context)
        let isHetzner = controller != nil || nodes.contains { $0.providerID.hasPrefix("hcloud://") }
        let bound = context.carriedServices.compactMap { carried -> Finding? in
            let envoy = carried.envoy
            guard envoy.isLoadBalancer, balancers.implementation(of: envoy) ?? .cloudController == .cloudController,
                envoy.metadata.annotations[Self.hiding].flatMap(Bool.init(goText:)) != true
            else { return nil }
            let bound = envoy.ingress.filter { !$0.isProxied }.compactMap(\.ip)
            let own = bound.filter { IPAddress($0)?.isPrivate == true }
            // Only Hetzner's is known to connect from an address of its status.
            guard let address = own.first, isHetzner || own.count < bound.count else { return nil }
            return finding(carried, address, mode, isHetzner: isHetzner, controller, tenant, context)
        }
        return bound + (announced.map { [$0] } ?? [])
    }

    private func finding(
        _ carried: CarriedService, _ address: String, _ mode: KubeProxyMode, isHetzner: Bool,
        _ controller: LoadBalancerWorkload?, _ tenant: Tenant?, _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let annotated = envoy.metadata.annotations[Self.connecting].flatMap(Bool.init(goText:))
        let variable = controller?.state.template.containers.lazy.compactMap { $0.switches[Self.connectingVariable] }
            .first
        let connects = isHetzner && (annotated ?? variable) == true
        var evidence = [
            envoy.evidence("status.loadBalancer.ingress", ServiceWords.addresses(envoy.ingress.addresses)),
            mode.evidence,
        ]
        if let annotated {
            evidence.append(envoy.evidence("metadata.annotations[\(Self.connecting)]", "\(annotated)"))
        } else if let controller, let variable {
            evidence.append(Evidence("\(controller.reference): env \(Self.connectingVariable)", "\(variable)"))
        }
        return Finding(
            connects ? .error : .warning,
            "\(carried.service.reference): kube-proxy of the management cluster runs in IPVS mode and binds \(address), the "
                + "private address of the load balancer, to every node. "
                + (connects
                    ? "The load balancer connects from this address, so the nodes never answer its health checks"
                    : "If the load balancer connects from this address, the nodes never answer its health checks"),
            resource: carried.exposure.resource, objects: carried.references, evidence: evidence, confidence: .likely,
            remedies: (isHetzner ? hide(envoy, controller, tenant, context) : [])
                + [.fix("run kube-proxy of the management cluster in another mode, such as nftables or iptables")])
    }

    /// Keeps the private address out of the status, with the provider's settings.
    private func hide(
        _ envoy: Service, _ controller: LoadBalancerWorkload?, _ tenant: Tenant?, _ context: CheckContext
    ) -> [Remedy] {
        // Those of the Tenant replace those of the Config.
        let owner = tenant.flatMap { $0.annotationSettings.defaults.isEmpty ? nil : ObjectReference(.management, $0) }
        let change: JSONValue = [
            "spec": ["defaultAnnotations": ["service": .object(JSONObject(members: [(Self.hiding, "true")]))]]
        ]
        return [
            .fix(
                "keep the private address out of the status: set \(Self.hiding) in defaultAnnotations of the "
                    + (owner == nil ? "Config" : "Tenant"), context.patch(owner ?? .config, change))
        ]
            + (controller.map {
                [
                    .fix(
                        "or set \(Self.hidingVariable) of the cloud controller manager, for all Services of the cluster",
                        context.kubectl("set env", $0.object, "\("\(Self.hidingVariable)=true")"), risk: .restart)
                ]
            } ?? [])
    }
}
