import KubeLB
import Kubernetes
import Topology

/// KLC-T012: `allowedRoutes` by namespace means something else in the management cluster.
struct T012SameNamespace: Check {
    let documentation = CheckDocumentation(
        code: "T012",
        title: "allowedRoutes from Same does not keep other namespaces out",
        severity: .warning,
        inputs: [.tenantGateways, .tenantHTTPRoutes, .routes],
        isLayerSeven: true,
        meaning: """
            All namespaces of a tenant are one namespace in the management cluster, where the Gateway's controller evaluates \
            allowedRoutes. A listener that admits only routes of its own namespace (from: Same, the default) admits those of \
            all namespaces of the tenant.
            """,
        impact: "A route of another namespace can take over hosts or paths of the Gateway.",
        mending: "Do not rely on from: Same to separate namespaces; say from: All if it is meant.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let taken = context.topology.takenRoutes
        return taken.filter { $0.kind == .gateway }.compactMap { gateway in
            let listeners = gateway.source.spec.listeners
            guard !listeners.isEmpty, listeners.allSatisfy({ $0.allowsRoutesFrom == "Same" }) else { return nil }
            let own = gateway.source.metadata.namespace
            let foreign = taken.filter { route in
                route.kind.hasParent && route.parent?.resource == gateway.resource
                    && route.source.metadata.namespace != own
                    && route.generatedStatus?.parents.contains { $0.condition("Accepted")?.status == "True" } == true
            }
            guard !foreign.isEmpty else { return nil }
            return context.finding(
                .warning,
                "\(ServiceWords.list(foreign.map(\.source.reference))) of another namespace is attached to \(gateway.source.reference), "
                    + "although its listeners admit only routes of namespace \(own) (allowedRoutes from: Same): in the management "
                    + "cluster all namespaces of the tenant are one",
                of: gateway, objects: foreign.prefix(5).map(\.reference),
                evidence: [Evidence("\(gateway.source.reference): allowedRoutes.namespaces.from", "Same")],
                remedies: [
                    .fix(
                        "say from: All if that is meant; otherwise remove the route",
                        context.kubectl("edit", gateway.reference))
                ])
        }
    }
}
