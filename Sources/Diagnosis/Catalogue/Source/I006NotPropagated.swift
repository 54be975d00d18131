import KubeLB
import Kubernetes
import Topology

/// KLC-I006: an object that acts on a Gateway or route stays in the tenant cluster.
struct I006NotPropagated: Check {
    let documentation = CheckDocumentation(
        code: "I006",
        title: "KubeLB does not propagate a policy or route of this kind",
        severity: .warning,
        inputs: [],
        optionalInputs: [
            .tenantSecurityPolicies, .tenantTCPRoutes, .tenantTLSRoutes, .tenantStates, .configs,
        ],
        meaning: """
            KubeLB passes Ingresses, Gateways, HTTPRoutes and GRPCRoutes on. TCPRoutes and TLSRoutes pass only in its \
            Enterprise Edition, a SecurityPolicy of Envoy Gateway never. Such an object stays in the tenant cluster, where \
            nobody acts on it.
            """,
        impact: "What it should do does not happen: requests pass without authentication, or are not routed.",
        mending: "Create it in the tenant's namespace of the management cluster, against the generated names.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let isEnterprise = context.topology.isEnterprise
        return uncarried(SecurityPolicy.self, context)
            + (isEnterprise ? [] : uncarried(TCPRoute.self, context) + uncarried(TLSRoute.self, context))
    }

    private func uncarried<Item: UncarriedObject>(_ kind: Item.Type, _ context: CheckContext) -> [Finding] {
        (context.topology.list(.tenant, kind).value?.items ?? []).compactMap { item in
            let target = context.topology.takenRoutes.first { exposure in
                item.targets.contains { reference in
                    reference.name == exposure.source.metadata.name
                        && (reference.kind.isEmpty
                            ? exposure.kind == .gateway : reference.kind == exposure.kind.rawValue)
                        && (reference.namespace ?? item.metadata.namespace) == exposure.source.metadata.namespace
                }
            }
            guard let target else { return nil }
            return context.finding(
                .warning,
                "\(item.reference) acts on \(target.source.reference), but KubeLB does not propagate \(Item.kind) objects: "
                    + "it has no effect",
                of: target, objects: [ObjectReference(.tenant, item)],
                evidence: [Evidence("\(item.reference): target", target.source.reference)],
                remedies: [
                    .fix(
                        "create it in the management cluster, with the names that the objects have there",
                        context.kubectl("get", ObjectReference(.tenant, item), "-o yaml"))
                ])
        }
    }
}
