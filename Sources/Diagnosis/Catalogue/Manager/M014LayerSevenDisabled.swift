import KubeLB
import Kubernetes
import Topology

/// KLC-M014: Ingress or the Gateway API is switched off on the side of the manager.
struct M014LayerSevenDisabled: Check {
    let documentation = CheckDocumentation(
        code: "M014",
        title: "Ingress or the Gateway API is disabled in the management cluster",
        severity: .error,
        explains: [.acceptedByManager, .backendServices, .generated],
        inputs: [.routes, .configs, .tenants, .managementDeployments],
        isLayerSeven: true,
        meaning: """
            The manager handles Routes of Ingresses unless spec.ingress.disable of the Config or the Tenant is set, and \
            those of the Gateway API only with --enable-gateway-api and without spec.gatewayAPI.disable. It says so only in \
            its log, with the same words for its argument and for the Config; the tenant sees nothing of it. Up to v1.4.3 \
            what was made before stays, with its address, but without backends.
            """,
        impact: "Ingresses, or Gateways and routes, are not served; those that have an address answer with 503.",
        mending: "Enable it again, unless it was disabled on purpose.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        return [[RouteKind.ingress], [.gateway, .httpRoute, .grpcRoute]].compactMap { kinds in
            let affected = topology.takenRoutes.filter { exposure in
                kinds.contains(exposure.kind) && exposure.route.value.map { !$0.isAccepted } == true
            }
            guard let first = kinds.first, !affected.isEmpty, let cause = topology.disabling(first) else { return nil }
            return finding(first, cause, affected, context)
        }
    }

    private func finding(
        _ kind: RouteKind, _ cause: RouteDisabling, _ affected: [RouteExposure], _ context: CheckContext
    ) -> Finding {
        let what = kind == .ingress ? "Ingress" : "The Gateway API"
        let field = kind == .ingress ? "ingress" : "gatewayAPI"
        let names = ServiceWords.list(affected.map(\.source.reference))
        let hasServed = affected.contains { $0.route.value?.generated?.name.isEmpty == false }
        let effect = hasServed ? "; \(names) kept the address, but lost the backends" : "; \(names) waits for it"
        switch cause {
        case .managerArgument:
            return Finding(
                .error, "\(what) is off: the manager runs without --enable-gateway-api\(effect)",
                objects: [context.reference(context.topology.manager)],
                evidence: [Evidence("manager: --enable-gateway-api", "not set")],
                remedies: [
                    .fix(
                        "let the manager handle the Gateway API",
                        context.set("kubelb.enableGatewayAPI", "true", of: context.topology.manager), risk: .restart)
                ])
        case .config(let config): return disabled(what, field, config, "for all tenants", effect, context)
        case .tenant(let tenant):
            return disabled(what, field, tenant, "for tenant \(tenant.metadata.name)", effect, context)
        }
    }

    private func disabled(
        _ what: String, _ field: String, _ object: some KubernetesObject, _ scope: String, _ effect: String,
        _ context: CheckContext
    ) -> Finding {
        Finding(
            .error, "\(what) is disabled \(scope): spec.\(field).disable of \(object.reference) is true\(effect)",
            objects: [ObjectReference(.management, object)],
            evidence: [Evidence("\(object.reference): spec.\(field).disable", "true")],
            remedies: [
                .fix(
                    "enable it",
                    context.patch(
                        ObjectReference(.management, object), ["spec": .object([field: ["disable": false]])]))
            ])
    }
}
