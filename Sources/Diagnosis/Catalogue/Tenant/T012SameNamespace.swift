import KubeLB
import Kubernetes
import Topology

/// KLC-T012: `allowedRoutes` from `Same` allows routes of all namespaces of the tenant.
struct T012SameNamespace: Check {
    let documentation = CheckDocumentation(
        code: "T012",
        title: "allowedRoutes from Same does not exclude other namespaces",
        severity: .warning,
        inputs: [.routes],
        optionalInputs: [.managementHTTPRoutes, .managementGRPCRoutes],
        judgesManagementAlone: true, isLayerSeven: true,
        meaning: """
            All namespaces of a tenant share one namespace in the management cluster, where the Gateway's controller \
            evaluates allowedRoutes. A listener that allows only routes of its own namespace (from: Same, the default) \
            therefore allows those of all namespaces of the tenant.
            """,
        impact: "A route of another namespace can take over hosts or paths of the Gateway.",
        mending:
            "Do not rely on from: Same to separate namespaces. If routes of all namespaces are intended, set from: All.",
        examples: [
            .firesOnRoutes(
                .warning, "an HTTPRoute of another namespace", "\(route("HTTPRoute", "httproutes"))\(listeners("Same"))"
            ),
            .firesOnRoutes(
                .warning, "a GRPCRoute of another namespace", "\(route("GRPCRoute", "grpcroutes"))\(listeners("Same"))"),
            .silentOnRoutes("only routes of its own namespace", listeners("Same")),
            .silentOnRoutes(
                "the listener allows routes of all namespaces", "\(route("HTTPRoute", "httproutes"))\(listeners("All"))"
            ),
            .silentOnRoutes(
                "the Gateway has not accepted the route",
                "\(route("HTTPRoute", "httproutes", accepted: "False"))\(listeners("Same"))"),
        ])

    private static func listeners(_ from: String) -> String {
        """
        tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: http, port: 80, protocol: HTTP,
          allowedRoutes: {namespaces: {from: \(from)}}}]}}}}
        """
    }

    /// A route of namespace `blog` at the Gateway of namespace `shop`.
    private static func route(_ kind: String, _ resource: String, accepted: String = "True") -> String {
        """
        tenant: {\(resource).gateway.networking.k8s.io: {blog/app: {metadata: {uid: 00000000-0000-4000-8000-000000000035,
          finalizers: [kubelb.k8c.io/cleanup]}, spec: &spec {parentRefs: [{name: kubelb, namespace: shop}]}}}}
        management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {
          spec: {source: {kubernetes: {resource: {kind: \(kind), metadata: {name: app, namespace: blog}, spec: *spec}}}},
          status: {resources: {route: {generatedName: blog-app, status: {parents: [{parentRef: {name: kubelb},
            conditions: [{type: Accepted, status: '\(accepted)', reason: Accepted}]}]}}}}}}}
        ---

        """
    }

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
                "\(ServiceWords.list(foreign.map(\.source.reference))) \(foreign.count == 1 ? "is" : "are") attached to \(gateway.source.reference), "
                    + "although its listeners allow only routes of namespace \(own) (allowedRoutes from: Same): all namespaces of "
                    + "the tenant share one namespace in the management cluster",
                of: gateway, objects: foreign.prefix(5).map(\.reference),
                evidence: [Evidence("\(gateway.source.reference): allowedRoutes.namespaces.from", "Same")],
                remedies: [
                    .fix(
                        "set from: All if this is intended; otherwise remove the route",
                        context.kubectl("edit", gateway.reference))
                ])
        }
    }
}
