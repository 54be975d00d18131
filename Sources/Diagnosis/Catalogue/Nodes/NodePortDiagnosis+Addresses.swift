import KubeLB
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// Whether Envoy and the addresses that are listed for the tenant have a family in common, where nothing else is known of its
    /// nodes.
    var familyOfListedAddresses: NodePortCause? {
        let listed = context.topology.defaultAddresses.value?.addresses ?? []
        let envoys = context.topology.envoys.map(\.pod)
        let envoy = AddressFamily.all(of: envoys.flatMap { $0.podIPs.isEmpty ? [$0.podIP ?? ""] : $0.podIPs })
        let nodes = AddressFamily.all(of: listed)
        guard listed.allSatisfy({ !AddressFamily.all(of: [$0]).isEmpty }), envoy.isDisjoint(with: nodes),
            let one = envoy.first, let other = nodes.first
        else { return nil }
        return NodePortCause(
            kind: .family,
            words: Self.disjoint(one, other),
            evidence: [
                Evidence("addresses of the Envoy pods", ServiceWords.list(envoys.flatMap(\.podIPs).uniqued())),
                Evidence(
                    "Addresses \(context.topology.tenantNamespace ?? "")/\(KubeLBNames.defaultAddresses): spec.addresses",
                    ServiceWords.list(listed)),
            ],
            remedies: Self.addFamily(one, other))
    }

    static func disjoint(_ envoy: AddressFamily, _ nodes: AddressFamily) -> String {
        "Envoy's pods have \(envoy.rawValue) addresses only, and the listed node addresses are \(nodes.rawValue) only"
    }

    static func addFamily(_ envoy: AddressFamily, _ nodes: AddressFamily) -> [Remedy] {
        [
            .fix("give the tenant's nodes \(envoy.rawValue) addresses, and let the CCM list those"),
            .fix("give the Envoy pods \(nodes.rawValue) addresses: make the management cluster dual-stack"),
        ]
    }

    /// kube-proxy leaves Services with certain labels to others.
    func foreignProxy(of targets: [NodePortTarget]) -> NodePortCause? {
        guard let service = targets.first?.exposure.service, let (label, value) = service.proxyLabel else { return nil }
        return NodePortCause(
            kind: .ignored,
            words:
                "\(service.reference) has the label \(label)=\(value), so kube-proxy ignores it and serves no node ports "
                + "for it",
            evidence: [service.evidence("metadata.labels[\(label)]", value)],
            remedies: [
                .fix(
                    "remove the label, unless another proxy is to serve the Service",
                    context.kubectl("label", ObjectReference(.tenant, service), "\(label)-"))
            ])
    }
}
