import KubeLB
import Kubernetes
import Topology

/// KLC-D031: Cilium has assigned an address that it does not announce.
struct D031CiliumNotAnnounced: Check {
    let documentation = CheckDocumentation(
        code: "D031",
        title: "Cilium does not announce the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [
            .ciliumLayerTwoPolicies, .ciliumBGPConfigs, .ciliumBGPAdvertisements, .managementNodes,
            .managementDeployments, .managementDaemonSets, .managementLeases, .managementPods, .configMaps,
            .managerLogs,
        ], judgesManagementAlone: true,
        meaning: """
            Cilium assigns addresses from its pools, but announces them only with a CiliumL2AnnouncementPolicy that sets \
            loadBalancerIPs, or with a CiliumBGPClusterConfig and a CiliumBGPAdvertisement that selects the Service. None \
            of those that exist covers this Service, or the policy names only interfaces that are none of Cilium's devices, \
            or the feature is switched off in Cilium's configuration, as after an upgrade \
            without the former Helm values, or BGP is configured only by CiliumBGPPeeringPolicy, which Cilium from 1.19 no longer \
            reads. Or the node that announces it does not renew its Lease, and no other node has taken it over.
            """,
        impact: "The Service has an address, but no router or neighbour knows where to send traffic for it.",
        mending: "Correct the policy, configuration or advertisement, or repair the agent, that the finding names.",
        examples: [
            .fires(
                .error, "the policy announces external IPs only",
                cilium(
                    "\(policies): {office: {spec: {externalIPs: true}}}",
                    class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .fires(
                .error, "there is no policy, and the class wants one",
                cilium("\(policies): {}", class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .fires(
                .error, "the policy is for other Services",
                cilium(
                    "\(policies): {office: {spec: {loadBalancerIPs: true, serviceSelector: {matchLabels: {color: blue}}}}}"
                )),
            .fires(
                .error, "the BGP configuration selects no node",
                cilium(
                    """
                    \(configs): {edge: {spec: {nodeSelector: {matchLabels: {bgp-policy: edge}}}}}
                      \(adverts): {services: {spec: {advertisements: [{advertisementType: Service,
                        service: {addresses: [LoadBalancerIP]}, selector: {}}]}}}
                    """)),
            .fires(
                .error, "no BGP advertisement is for load balancers",
                cilium(
                    """
                    \(configs): {edge: {spec: {}}}
                      \(adverts): {pods: {spec: {advertisements: [{advertisementType: PodCIDR}]}}}
                    """)),
            .fires(
                .error, "the node that announced it has stopped renewing the Lease",
                cilium(lease("11:20:00") + ciliumAgent, class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .fires(
                .error, "layer 2 is switched off in the configuration",
                cilium(
                    policies + every + agents()
                        + configuration(#"enable-l2-announcements: "false", enable-bgp-control-plane: "false""#))),
            .fires(
                .error, "the agents have started without layer 2, which is off by default",
                cilium(policies + every + agents() + configuration(#"enable-ipv4: "true""#))),
            .fires(
                .error, "the agents log that layer 2 is off",
                cilium(policies + every + agents()) + """

                    logs: {management/kube-system/cilium-1/cilium-agent.log: "time=2026-11-22T11:10:00Z level=info msg=\\"  \
                      --enable-l2-announcements='false'\\" subsys=daemon"}
                    """),
            .fires(
                .error, "the policy names an interface that is none of Cilium's devices",
                cilium(
                    policies + #": {vlan20: {spec: {loadBalancerIPs: true, interfaces: ['^enp1s0\.20$']}}}"# + agents()
                        + configuration(#"enable-l2-announcements: "true", devices: "enp1s0 enp2s0""#))),
            .fires(
                .error, "the devices that the agents log have other names than the interfaces of the policy",
                cilium(policies + #": {lan: {spec: {loadBalancerIPs: true, interfaces: ['^eth[0-9]+']}}}"# + agents())
                    + """

                    logs: {management/kube-system/cilium-1/cilium-agent.log: "time=2026-11-22T11:10:00Z level=info msg=\\"  \
                      --devices='enp+'\\" subsys=daemon"}
                    """),
            .silent(
                "Cilium has all devices whose names begin like the interface",
                cilium(
                    policies + #": {vlan20: {spec: {loadBalancerIPs: true, interfaces: ['^enp1s0\.20$']}}}"# + agents()
                        + configuration(#"enable-l2-announcements: "true", devices: enp+"#))),
            .silent(
                "Cilium detects its devices",
                cilium(
                    policies + #": {vlan20: {spec: {loadBalancerIPs: true, interfaces: ['^enp1s0\.20$']}}}"# + agents()
                        + configuration(#"enable-l2-announcements: "true""#))),
            .silent(
                "another policy announces it on a device",
                cilium(
                    policies
                        + #": {lan: {spec: {loadBalancerIPs: true, interfaces: [^enp1]}}, vlan20: {spec: {loadBalancerIPs: true, "#
                        + #"interfaces: ['^enp1s0\.20$']}}}"# + agents()
                        + configuration(#"enable-l2-announcements: "true", devices: enp1s0"#))),
            .fires(
                .error, "BGP is switched off in the configuration",
                cilium(
                    "\(configs): {edge: {spec: {}}}\n  \(adverts): \(advertised)" + agents()
                        + configuration(#"enable-bgp-control-plane: "false""#))),
            .fires(
                .error, "the class asks for BGP, for which Cilium 1.19 needs other objects",
                cilium("\(configs): {}" + agents("v1.19.1"), class: "io.cilium/bgp-control-plane")),
            .fires(
                .error, "no node holds the Lease",
                cilium(lease("11:20:00", holder: ""), class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "layer 2 is switched on",
                cilium(policies + every + agents() + configuration(#"enable-l2-announcements: "true""#))),
            .silent(
                "layer 2 is switched off, but BGP announces it",
                cilium(
                    policies + every + "\n  \(configs): {edge: {spec: {}}}\n  \(adverts): \(advertised)" + agents()
                        + configuration(#"enable-l2-announcements: "false", enable-bgp-control-plane: "true""#))),
            .silent(
                "it is switched off in the ConfigMap, but the agents still run as before",
                cilium(
                    policies + every + agents() + configuration(#"enable-l2-announcements: "false""#)
                        + "\n  \(lease("11:59:58"))")),
            .silent(
                "the ConfigMaps may not be read", cilium(policies + every + agents() + "\n  configmaps: forbidden")),
            .silent(
                "Cilium 1.18 may still read a CiliumBGPPeeringPolicy",
                cilium("\(configs): {}" + agents("v1.18.4"), class: "io.cilium/bgp-control-plane")),
            .silent(
                "a node renews the Lease",
                cilium(lease("11:59:58") + ciliumAgent, class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "a policy announces it",
                cilium(
                    "\(policies): {lb: {spec: {loadBalancerIPs: true}}}",
                    class: CiliumL2AnnouncementPolicy.loadBalancerClass)),
            .silent(
                "BGP advertises it",
                cilium(
                    """
                    \(configs): {edge: {spec: {}}}
                      \(adverts): {services: {spec: {advertisements: [{advertisementType: Service,
                        service: {addresses: [LoadBalancerIP]}, selector: {matchExpressions: [{key: x, operator: NotIn,
                        values: [y]}]}}]}}}
                    """)),
            .silent("nothing of Cilium announces addresses, so something else may", cilium("\(policies): {}")),
            .silent("another implementation assigned the address"),
        ])

    private static let policies = CiliumL2AnnouncementPolicy.resource
    private static let configs = CiliumBGPClusterConfig.resource
    private static let adverts = CiliumBGPAdvertisement.resource

    private static func cilium(_ objects: String, class name: String? = nil) -> String {
        """
        management:
          \(objects)
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {\(
            name.map { "spec: {loadBalancerClass: \($0)}, " } ?? "")
            metadata: {managedFields: [{manager: cilium-operator-generic, operation: Update, subresource: status,
              time: "2026-11-22T10:00:03Z", fieldsV1: {"f:status": {"f:loadBalancer": {}}}}]}}}
        """
    }

    private static let every = ": {lb: {spec: {loadBalancerIPs: true}}}"
    private static let advertised =
        "{services: {spec: {advertisements: [{advertisementType: Service, service: {addresses: [LoadBalancerIP]}, selector: {}}]}}}"

    private static func agents(_ version: String = "v1.18.4") -> String {
        """

          daemonsets.apps: {kube-system/cilium: {metadata: {labels: {k8s-app: cilium}}, spec: {selector: {matchLabels: {
            k8s-app: cilium}}, template: {spec: {containers: [{name: cilium-agent, image: "quay.io/cilium/cilium:\(version)"}]}}},
            status: {desiredNumberScheduled: 2, numberReady: 2}}}
          pods: {kube-system/cilium-1: {metadata: {labels: {k8s-app: cilium}}, status: {phase: Running}}}
        """
    }

    private static func configuration(_ data: String) -> String {
        "\n  configmaps: {kube-system/cilium-config: {data: {\(data)}}}"
    }

    private static func lease(_ renewed: String, holder: String = "mgmt-b") -> String {
        """
        leases.coordination.k8s.io: {kube-system/cilium-l2announce-tenant-acme-envoy-00000000-0000-4000-8000-000000000001: {
            spec: {holderIdentity: "\(holder)", leaseDurationSeconds: 15, renewTime: "2026-11-22T\(renewed).000000Z"}}}
        """
    }
    private static let ciliumAgent = """

          pods: {kube-system/cilium-7: {metadata: {labels: {k8s-app: cilium}}, spec: {nodeName: mgmt-b}, status: {phase: Running,
            conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:20:00Z"}],
            containerStatuses: [{name: cilium-agent, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let served = context.carriedServices.filter { $0.envoy.isLoadBalancer && !$0.envoy.ingress.isEmpty }
        guard !served.isEmpty else { return [] }
        let announcers = CiliumAnnouncers(context)
        let balancers = LoadBalancers(context)
        return served.compactMap { carried in
            guard balancers.implementation(of: carried.envoy) == .cilium,
                let gap = announcers.gap(for: carried.envoy) ?? announcers.lapsed(for: carried.envoy)
            else { return nil }
            return Finding(
                .error,
                "Cilium does not announce \(carried.envoy.ingress.addresses.joined(separator: ", ")), the address of "
                    + "\(carried.service.reference): \(gap.sentence)",
                resource: carried.exposure.resource, objects: carried.references + gap.objects,
                evidence: [
                    carried.envoy.evidence("spec.loadBalancerClass", carried.envoy.loadBalancerClass ?? "not set")
                ] + gap.evidence,
                remedies: gap.remedies)
        }
    }
}
