import KubeLB
import Kubernetes
import Topology

/// KLC-M014: Ingress or the Gateway API is disabled in the management cluster.
struct M014LayerSevenDisabled: Check {
    let documentation = CheckDocumentation(
        code: "M014",
        title: "Ingress or the Gateway API is disabled in the management cluster",
        severity: .error,
        explains: [.acceptedByManager, .backendServices, .generated],
        inputs: [.routes, .configs, .tenants, .managementDeployments],
        judgesManagementAlone: true, isLayerSeven: true,
        meaning: """
            The manager handles Routes of Ingresses unless spec.ingress.disable of the Config or the Tenant is set, and \
            those of the Gateway API only with --enable-gateway-api and without spec.gatewayAPI.disable. It reports this only \
            in its log, with the same message for its argument and for the Config; nothing shows it in the tenant cluster. Up \
            to v1.4.3, objects that were generated before keep their address, but lose their backends.
            """,
        impact:
            "Ingresses, or Gateways and routes, are not served. Requests to those that have an address fail with HTTP 503.",
        mending: "Enable it again, unless it was disabled on purpose.",
        examples: [
            .firesOnRoutes(
                .error, "Ingress is disabled for the tenant",
                "\(waiting(31))  tenants.kubelb.k8c.io: {acme: {spec: {ingress: {disable: true}}}}"),
            .firesOnRoutes(
                .error, "the Gateway API is disabled for all tenants",
                "\(waiting(32))  configs.kubelb.k8c.io: {kubelb/default: {spec: {gatewayAPI: {disable: true}}}}"),
            .firesOnRoutes(
                .error, "the manager runs without --enable-gateway-api",
                """
                \(waiting(33))  deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                    image: 'quay.io/kubermatic/kubelb-manager:v1.4.3'}]}}}}}
                """),
            .silentOnRoutes(
                "both are enabled, and the manager has not accepted a Route for another reason", waiting(31)),
            .silentOnRoutes(
                "Ingress is disabled for the tenant, and only a Gateway waits",
                "\(waiting(32))  tenants.kubelb.k8c.io: {acme: {spec: {ingress: {disable: true}}}}"),
            .silent("the Gateway API is disabled, and nobody uses it"),
        ])

    /// A Route that the manager has not accepted, by the end of its name.
    private static func waiting(_ uid: Int) -> String {
        """
        management:
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(uid): {metadata: {finalizers: null}}}

        """
    }

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
        let effect =
            hasServed
            ? "; the address of \(names) remains, but without backends"
            : ", so \(names) \(affected.count == 1 ? "gets" : "get") no address"
        switch cause {
        case .managerArgument:
            return Finding(
                .error, "\(what) is disabled: the manager runs without --enable-gateway-api\(effect)",
                objects: [context.reference(context.topology.manager)],
                evidence: [Evidence("manager: --enable-gateway-api", "not set")],
                remedies: [
                    .fix(
                        "enable the Gateway API in the manager",
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
