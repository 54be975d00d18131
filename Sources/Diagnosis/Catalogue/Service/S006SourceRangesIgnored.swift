import KubeLB
import Kubernetes
import Topology

/// KLC-S006: source ranges that nobody enforces.
struct S006SourceRangesIgnored: Check {
    let documentation = CheckDocumentation(
        code: "S006",
        title: "loadBalancerSourceRanges is set, but KubeLB does not enforce it",
        severity: .warning,
        inputs: [.tenantServices],
        optionalInputs: [.managementServices, .loadBalancers],
        meaning: """
            The Service restricts which addresses may connect (spec.loadBalancerSourceRanges). KubeLB ignores the \
            field: it is neither in the LoadBalancer nor in Envoy's configuration.
            """,
        impact: "The Service is open to anyone who can reach its address, contrary to its manifest.",
        mending: """
            Filter traffic at the entry: with a firewall in front of the address, or a NetworkPolicy for the Envoy \
            pods in the management cluster. Then remove the field so that nobody relies on it.
            """,
        examples: [
            .fires(
                .warning, "one network is to be let in",
                "tenant: {services: {shop/web: {spec: {loadBalancerSourceRanges: [192.0.2.0/24]}}}}"),
            .silent(
                "everybody is to be let in",
                "tenant: {services: {shop/web: {spec: {loadBalancerSourceRanges: [0.0.0.0/0, \"::/0\"]}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            let service = exposure.service
            guard let ranges = service.restrictingSourceRanges,
                // Somebody sees to it in the management cluster.
                exposure.envoyService.value?.restrictingSourceRanges.map(Set.init) != Set(ranges)
            else { return nil }
            let text = ServiceWords.list(ranges)
            let address = exposure.addresses.first.map { " \($0)" } ?? ""
            return Finding(
                .warning,
                "\(service.reference) restricts access to \(text), but KubeLB accepts traffic from any address",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [service.evidence("spec.loadBalancerSourceRanges", text)],
                remedies: [
                    .fix(
                        "filter traffic in front of the address\(address): with a firewall, or a NetworkPolicy for the Envoy pods"
                    ),
                    .then(
                        "remove the field, which has no effect",
                        context.patch(context.reference(exposure), ["spec": ["loadBalancerSourceRanges": .null]])),
                ])
        }
    }
}
