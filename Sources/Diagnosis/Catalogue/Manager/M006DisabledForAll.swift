import KubeLB
import Kubernetes
import Topology

/// KLC-M006: Layer 4 is switched off for all tenants.
struct M006DisabledForAll: Check {
    let documentation = CheckDocumentation(
        code: "M006",
        title: "Load balancing is disabled for all tenants",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.configs],
        meaning: """
            spec.loadBalancer.disable of the Config is true. The manager removes what it created for every \
            LoadBalancer and creates nothing new; Tenants stay Ready, and their TenantState may not show it.
            """,
        impact: "No Service of any tenant is reachable. Services that had an address still show it.",
        mending: "Enable load balancing in the Config again, unless it was disabled on purpose.",
        examples: [
            .fires(
                .error, "the Config disables it",
                "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {loadBalancer: {disable: true}}}}}"),
            .silent(
                "a Config with another name disables it",
                "management: {configs.kubelb.k8c.io: {kubelb/other: {spec: {loadBalancer: {disable: true}}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let config = context.topology.config.value, config.loadBalancer.isDisabled else { return [] }
        return [
            Finding(
                .error,
                "\(config.reference) has load balancing disabled for all tenants: spec.loadBalancer.disable is true",
                objects: [ObjectReference(.management, config)],
                evidence: [config.evidence("spec.loadBalancer.disable", "true")],
                remedies: [
                    .fix(
                        "enable load balancing", context.patch(.config, ["spec": ["loadBalancer": ["disable": false]]]))
                ])
        ]
    }
}
