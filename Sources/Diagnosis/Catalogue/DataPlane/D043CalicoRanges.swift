import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D043: Calico advertises other addresses than that of the Service.
struct D043CalicoRanges: Check {
    let documentation = CheckDocumentation(
        code: "D043",
        title: "Calico does not advertise the address",
        severity: .error,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementDaemonSets],
        optionalInputs: [.managementDeployments, .bgpConfigurations, .addressPools],
        judgesManagementAlone: true,
        meaning: """
            MetalLB can assign addresses while Calico advertises them by BGP: its speakers are then not installed. Calico \
            advertises only addresses within serviceLoadBalancerIPs of its BGPConfiguration, and the address of the envoy Service \
            is in none of these ranges; or it has none, and advertises other addresses of Services.
            """,
        impact: "The Service has an address, but no router knows where to send traffic for it.",
        mending: "Add the range of the address to serviceLoadBalancerIPs of the BGPConfiguration.",
        examples: [
            .fires(.error, "it advertises the range of another pool", calico("198.51.100.128/26")),
            .silent("it advertises the range of the address", calico("198.51.100.0/25")),
            .fires(
                .error, "it advertises external IPs only",
                calico(nil, others: "serviceExternalIPs: [{cidr: 203.0.113.0/28}]")),
            .silent("it advertises no addresses of Services", calico(nil)),
            .silent("its list of external IPs is empty", calico(nil, others: "serviceExternalIPs: []")),
            .silent(
                "MetalLB's speakers announce the address",
                calico("198.51.100.128/26", also: ", \(BalancerExamples.speaker(ready: 2))")),
            .silent("Calico is not installed", calico("198.51.100.128/26", label: "other")),
            .silent(
                "another implementation assigned the address",
                calico("198.51.100.128/26", mark: "kube-vip.io/vipHost: mgmt-a")),
        ])

    private static func calico(
        _ range: String?, others: String? = nil, label: String = "calico-node", also: String = "",
        mark: String = "metallb.io/ip-allocated-from-pool: main"
    ) -> String {
        """
        management:
          deployments.apps: {\(BalancerExamples.controller(ready: 1))}
          daemonsets.apps: {kube-system/calico-node: {metadata: {labels: {k8s-app: \(label)}}, spec: {
            selector: {matchLabels: {k8s-app: \(label)}}}, status: {desiredNumberScheduled: 2, numberReady: 2}}\(also)}
          bgpconfigurations.crd.projectcalico.org: {default: {spec: {asNumber: 64512\(
            range.map { ", serviceLoadBalancerIPs: [{cidr: \($0)}]" } ?? "")\(others.map { ", \($0)" } ?? "")}}}
          ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.0/27]}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {\(mark)}},
            status: {loadBalancer: {ingress: [{ip: 198.51.100.10}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let agents = topology.list(.management, DaemonSet.self).whole(),
            agents.contains(where: { SystemComponent.calico.includes(labels: $0.state.selector) }),
            !topology.loadBalancerWorkloads.contains(where: { $0.role == .announcer && $0.implementation == .metalLB }),
            let settings = topology.list(.management, BGPConfiguration.self).whole()?.first(where: {
                $0.metadata.name == BGPConfiguration.defaultName
            }),
            // Without any it is not meant to advertise addresses of Services.
            settings.loadBalancerAddresses?.isEmpty == false || !settings.otherAddresses.isEmpty
        else { return [] }
        let ranges = settings.loadBalancerAddresses ?? []
        let balancers = LoadBalancers(context)
        let pools = topology.list(.management, IPAddressPool.self).value?.items ?? []
        return context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, balancers.implementation(of: carried.envoy) == .metalLB else {
                return nil
            }
            let left = carried.envoy.ingress.compactMap(\.ip).filter { !Self.covers(ranges, $0) }
            guard let address = left.first else { return nil }
            let number = AddressRange.number(address)
            let pool = pools.first { pool in number.map(pool.contains) ?? false }
            return finding(carried, address, ranges, settings, pool, context)
        }
    }

    /// Whether an address is in one of the ranges; also if a range may be of its family and cannot be compared.
    private static func covers(_ ranges: [String], _ address: String) -> Bool {
        guard let number = AddressRange.number(address) else { return ranges.contains { $0.contains(":") } }
        return ranges.contains { AddressRange($0)?.contains(number) ?? !$0.contains(":") }
    }

    private func finding(
        _ carried: CarriedService, _ address: String, _ ranges: [String], _ settings: BGPConfiguration,
        _ pool: IPAddressPool?, _ context: CheckContext
    ) -> Finding {
        let object = ObjectReference(.management, settings)
        let number = AddressRange.number(address)
        let block = pool?.addresses.first { text in
            text.contains("/") && number.map { AddressRange(text)?.contains($0) == true } == true
        }
        let own = block ?? address + (address.contains(":") ? "/128" : "/32")
        let words = ranges.isEmpty ? "not set" : ServiceWords.list(ranges)
        let others = settings.otherAddresses.sorted { $0.key < $1.key }
        let entry: JSONValue = ["cidr": .string(own)]
        let isList = settings.loadBalancerAddresses != nil
        return Finding(
            .error,
            "Calico does not advertise \(address), the address of \(carried.service.reference): "
                + "serviceLoadBalancerIPs of \(object.description) "
                + (ranges.isEmpty
                    ? "is not set, and it has \(ServiceWords.list(others.map(\.key))) only"
                    : "has \(words) only" + (pool.map { ", not the range of pool \($0.metadata.name)" } ?? "")),
            resource: carried.exposure.resource, objects: carried.references + [object],
            evidence: [
                settings.evidence("spec.serviceLoadBalancerIPs", words),
                carried.envoy.evidence("status.loadBalancer.ingress", address),
                Evidence("MetalLB's speakers", "none"),
            ]
                + others.map { settings.evidence("spec.\($0.key)", ServiceWords.list($0.value)) }
                + (pool.map { [$0.evidence("spec.addresses", ServiceWords.list($0.addresses))] } ?? []),
            remedies: [
                .fix(
                    "advertise the range" + (pool.map { ": all addresses of pool \($0.metadata.name)" } ?? ""),
                    context.patch(
                        object,
                        operations: [
                            [
                                "op": "add", "path": .string("/spec/serviceLoadBalancerIPs\(isList ? "/-" : "")"),
                                "value": isList ? entry : [entry],
                            ]
                        ])),
                .inspect("check what Calico advertises", context.kubectl("get", object, "-o yaml")),
            ])
    }
}
