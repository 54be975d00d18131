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
            .tenantSecurityPolicies, .tenantTCPRoutes, .tenantTLSRoutes, .tenantUDPRoutes, .tenantBackendTLSPolicies,
            .tenantBackendTrafficPolicies, .tenantClientTrafficPolicies, .tenantStates, .configs,
        ],
        meaning: """
            KubeLB propagates Ingresses, Gateways, HTTPRoutes and GRPCRoutes. It propagates TCPRoutes, TLSRoutes, UDPRoutes, \
            and Envoy Gateway's BackendTrafficPolicies and ClientTrafficPolicies only in its Enterprise Edition, and never a \
            BackendTLSPolicy or a SecurityPolicy of Envoy Gateway. Such an object stays in the tenant cluster, where no \
            controller acts on it.
            """,
        impact:
            "It has no effect: requests are served without authentication, limits or TLS to the backend, or are not routed.",
        mending:
            "Create it in the tenant's namespace of the management cluster, with the names of the generated objects.",
        examples: [
            .firesOnRoutes(
                .warning, "a SecurityPolicy for an HTTPRoute",
                """
                tenant: {securitypolicies.gateway.envoyproxy.io: {shop/login: {spec: {targetRefs: [
                  {group: gateway.networking.k8s.io, kind: HTTPRoute, name: app}]}}}}
                """),
            .firesOnRoutes(
                .warning, "a TCPRoute of the Gateway",
                """
                tenant: {tcproutes.gateway.networking.k8s.io: {shop/db: {spec: {parentRefs: [{name: kubelb}]}}}}
                """),
            .firesOnRoutes(
                .warning, "a TLSRoute of the Gateway in another namespace",
                """
                tenant: {tlsroutes.gateway.networking.k8s.io: {blog/db: {spec: {parentRefs: [{name: kubelb, namespace: shop}]}}}}
                """),
            .firesOnRoutes(
                .warning, "a BackendTrafficPolicy for an HTTPRoute",
                """
                tenant: {backendtrafficpolicies.gateway.envoyproxy.io: {shop/limits: {spec: {targetRefs: [
                  {group: gateway.networking.k8s.io, kind: HTTPRoute, name: app}]}}}}
                """),
            .firesOnRoutes(
                .warning, "a BackendTLSPolicy for the Service of a route",
                """
                tenant: {backendtlspolicies.gateway.networking.k8s.io: {shop/api: {spec: {targetRefs: [
                  {group: '', kind: Service, name: api}]}}}}
                """),
            .silentOnRoutes(
                "a BackendTLSPolicy for a Service that no route uses",
                """
                tenant: {backendtlspolicies.gateway.networking.k8s.io: {shop/db: {spec: {targetRefs: [
                  {group: '', kind: Service, name: db}]}}}}
                """),
            .silentOnRoutes(
                "a ClientTrafficPolicy for the Gateway with the Enterprise Edition",
                """
                tenant: {clienttrafficpolicies.gateway.envoyproxy.io: {shop/limits: {spec: {targetRefs: [
                  {group: gateway.networking.k8s.io, kind: Gateway, name: kubelb}]}}}}
                management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}
                """),
            .silentOnRoutes(
                "a TCPRoute with the Enterprise Edition",
                """
                tenant: {tcproutes.gateway.networking.k8s.io: {shop/db: {spec: {parentRefs: [{name: kubelb}]}}}}
                management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}
                """),
            .silentOnRoutes(
                "a TCPRoute with an unknown edition",
                """
                tenant: {tcproutes.gateway.networking.k8s.io: {shop/db: {spec: {parentRefs: [{name: kubelb}]}}}}
                management: {tenantstates.kubelb.k8c.io: forbidden, configs.kubelb.k8c.io: forbidden}
                """),
            .silentOnRoutes(
                "a SecurityPolicy for a Gateway that KubeLB does not manage",
                """
                tenant: {securitypolicies.gateway.envoyproxy.io: {shop/login: {spec: {targetRef:
                  {group: gateway.networking.k8s.io, kind: Gateway, name: internal}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        // Nothing is reported while the edition is unknown.
        let isEnterprise =
            context.topology.isEnterprise
            || (context.topology.tenantState.unknown != nil && context.topology.config.unknown != nil)
        let never = uncarried(SecurityPolicy.self, context) + uncarried(BackendTLSPolicy.self, context)
        guard !isEnterprise else { return never }
        return never + uncarried(TCPRoute.self, context) + uncarried(TLSRoute.self, context)
            + uncarried(UDPRoute.self, context) + uncarried(BackendTrafficPolicy.self, context)
            + uncarried(ClientTrafficPolicy.self, context)
    }

    private func uncarried<Item: UncarriedObject>(_ kind: Item.Type, _ context: CheckContext) -> [Finding] {
        (context.topology.list(.tenant, kind).value?.items ?? []).compactMap { item in
            let target = context.topology.takenRoutes.first { exposure in
                item.targets.contains { reference in
                    if reference.kind == Service.kind {
                        return exposure.kind.hasParent
                            && exposure.backends.contains {
                                $0.name == reference.name && $0.namespace == item.metadata.namespace
                            }
                    }
                    return reference.name == exposure.source.metadata.name
                        && (reference.kind.isEmpty
                            ? exposure.kind == .gateway : reference.kind == exposure.kind.rawValue)
                        && (reference.namespace ?? item.metadata.namespace) == exposure.source.metadata.namespace
                }
            }
            guard let target else { return nil }
            return context.finding(
                .warning,
                "\(item.reference) targets \(target.source.reference), but KubeLB does not propagate \(Item.kind) objects, "
                    + "so it has no effect",
                of: target, objects: [ObjectReference(.tenant, item)],
                evidence: [Evidence("\(item.reference): target", target.source.reference)],
                remedies: [
                    .fix("create it in the management cluster, with the names of the generated objects"),
                    .inspect("show the object", context.kubectl("get", ObjectReference(.tenant, item), "-o yaml")),
                ])
        }
    }
}
