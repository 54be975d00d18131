import KubeLB
import Kubernetes
import Topology

/// KLC-X008: KubeLB still serves an object that it no longer handles.
struct X008StillServed: Check {
    let documentation = CheckDocumentation(
        code: "X008",
        title: "KubeLB still serves an object that it no longer handles",
        severity: .warning,
        hop: .source,
        inputs: [.routes, .tenantDeployments],
        isLayerSeven: true,
        meaning: """
            The class or the parent of the object was changed after KubeLB had propagated it. The CCM reconciles only objects \
            that match its filters, so it neither updates nor removes the Route.
            """,
        impact:
            "The management cluster continues to serve the old version of the object, and its deletion will get stuck.",
        mending: "Revert the change and delete the object, or delete its Route and remove the finalizer.",
        examples: [
            .firesOnRoutes(
                .warning, "its class was changed",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx}}}}"),
            .firesOnRoutes(
                .warning, "it has a second parent",
                "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {parentRefs: [{name: kubelb}, {name: other}]}}}}"
            ),
            .firesOnRoutes(
                .warning, "the Enterprise Edition no longer maps the class of a Gateway",
                gateway("{gatewayClassName: public}", "EE")),
            .firesOnRoutes(
                .warning, "a Gateway with another name, from the time of the Enterprise Edition",
                second("CE")),
            .silentOnRoutes("every object matches"),
            .silentOnRoutes("the Enterprise Edition handles several Gateways", second("EE")),
            .silentOnRoutes(
                "the Enterprise Edition maps the class of a Gateway",
                gateway("{gatewayClassName: public}", "EE", mappings: "{source: public, target: eg}")),
            .silentOnRoutes(
                "the Route holds the class, which the chart of the Enterprise Edition lets the CCM handle",
                gateway("&spec {gatewayClassName: public}", "EE", route: "*spec")),
            .silentOnRoutes(
                "the edition is unknown, and the Route shows that the CCM handles Gateways with other names",
                second(nil)),
            .silentOnRoutes(
                "it is being deleted",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx},
                  metadata: {deletionTimestamp: '2026-11-22T11:59:50Z'}}}}
                """),
            .silentOnRoutes(
                "KubeLB never handled it",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx}, metadata: {finalizers: null}}}}
                management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: null}}
                """),
            .silentOnRoutes(
                "the CCM's controller for Ingresses is disabled",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment(
                    "--cluster-name=acme", "--enable-gateway-api=true", "--disable-ingress-controller=true"))}}
                """),
        ])

    private static func edition(_ edition: String?) -> String {
        edition.map { "tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: \($0)}}}}" }
            ?? "tenantstates.kubelb.k8c.io: forbidden\n  configs.kubelb.k8c.io: forbidden"
    }

    /// Gateway `shop/kubelb` with this spec, and its Route with its own or this one.
    private static func gateway(
        _ spec: String, _ edition: String, mappings: String = "", route: String = "{gatewayClassName: kubelb}"
    ) -> String {
        """
        tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: \(spec)}}}
        management:
          \(Self.edition(edition))
          tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {classMappings: [\(mappings)]}}}}
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000032: {spec: {source: {kubernetes: {
            resource: {spec: \(route)}}}}}}
        """
    }

    /// A Gateway `shop/internal`, which the CCM has propagated.
    private static func second(_ edition: String?) -> String {
        """
        tenant: {gateways.gateway.networking.k8s.io: {shop/internal: {
          metadata: {uid: 00000000-0000-4000-8000-000000000035, finalizers: [kubelb.k8c.io/cleanup]},
          spec: &spec {gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP}]}}}}
        management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {
          metadata: {finalizers: [kubelb.k8c.io/cleanup]}, spec: {source: {kubernetes: {resource: {kind: Gateway,
          metadata: {name: internal, namespace: shop}, spec: *spec}}}}}}}
        ---
        management:
          \(Self.edition(edition))
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.filter(\.isLeftBehind).map { exposure in
            let source = exposure.source
            let change =
                switch exposure.selection.value {
                case .otherClass:
                    "is no longer of a class that the CCM handles (its class is \(source.className ?? "not set"))"
                case .otherName:
                    "is not named \(KubeLBNames.gatewayName), so only the Enterprise Edition handles it"
                case .otherParents: "no longer has the one parent \(KubeLBNames.gatewayName)"
                default: "is no longer handled by the CCM"
                }
            let route = exposure.route.value
            return context.finding(
                .warning,
                "\(source.reference) \(change), but KubeLB still serves its old version"
                    + (route.map { " (\($0.reference))" } ?? ""),
                of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [
                    exposure.kind.hasParent
                        ? Evidence(
                            "\(source.reference): spec.parentRefs",
                            ServiceWords.list(source.spec.parentRefs.map(\.name)))
                        : Evidence("\(source.reference): class", source.className ?? "not set"),
                    Evidence(
                        "\(source.reference): metadata.finalizers",
                        ServiceWords.list(source.metadata.finalizers, limit: 4)),
                ],
                remedies: [
                    route.map {
                        .fix(
                            "delete its Route", context.kubectl("delete", ObjectReference(.management, $0)),
                            risk: .delete)
                    },
                    context.removeFinalizers(from: exposure.reference, source.metadata).map {
                        .then("remove the finalizer", $0, risk: .delete)
                    },
                ].compactMap(\.self))
        }
    }
}
