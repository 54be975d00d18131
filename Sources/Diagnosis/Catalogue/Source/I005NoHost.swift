import KubeLB
import Kubernetes
import Topology

/// KLC-I005: an Ingress matches every host of a shared controller.
struct I005NoHost: Check {
    let documentation = CheckDocumentation(
        code: "I005",
        title: "The Ingress matches every host",
        severity: .warning,
        inputs: [],
        optionalInputs: [
            .tenantDeployments, .managementIngresses, .managementIngressClasses, .managementDeployments,
            .managementDaemonSets,
        ],
        meaning: """
            The Ingress has a rule without a host, or a default backend. KubeLB propagates both unchanged. In the \
            management cluster all tenants that use the same ingress controller share its address, so this Ingress \
            matches requests for every host that no other Ingress claims.
            """,
        impact:
            "The tenant's backend receives requests that are not meant for it, and the Ingress conflicts with those of others.",
        mending: "Set a host in every rule, and replace the default backend with such a rule.",
        examples: [
            .firesOnRoutes(
                .warning, "a rule without a host",
                """
                tenant: {ingresses.networking.k8s.io: {shop/any: {spec: {ingressClassName: kubelb, rules: [{http: {paths: [
                  {path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]}}}}
                """),
            .firesOnRoutes(
                .warning, "a default backend",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {
                  defaultBackend: {service: {name: api, port: {number: 80}}}}}}}
                """),
            .silentOnRoutes("every rule has a host"),
            .silentOnRoutes(
                "the ingress controller serves this tenant alone",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {
                  defaultBackend: {service: {name: api, port: {number: 80}}}}}}}
                management: {deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{
                  name: controller, image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1',
                  args: [/nginx-ingress-controller, --watch-namespace=tenant-acme]}]}}}}}}
                """),
            .silentOnRoutes(
                "an Ingress of another class",
                """
                tenant: {ingresses.networking.k8s.io: {shop/any: {spec: {ingressClassName: nginx,
                  defaultBackend: {service: {name: api, port: {number: 80}}}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.kind == .ingress }.compactMap { exposure in
            let source = exposure.source
            let open = source.spec.rules.contains { ($0.host ?? "").isEmpty }
            guard open || source.spec.defaultBackend != nil, !isAlone(exposure, context) else { return nil }
            let what = open ? "has a rule without a host" : "has a default backend"
            return context.finding(
                .warning,
                "\(source.reference) \(what), so it matches every host of the ingress controller in the management "
                    + "cluster, which tenants share",
                of: exposure,
                evidence: [
                    open
                        ? Evidence("\(source.reference): spec.rules[].host", "not set")
                        : Evidence("\(source.reference): spec.defaultBackend", "set")
                ],
                remedies: [.fix("set a host in every rule", context.kubectl("edit", exposure.reference))])
        }
    }

    /// Whether the controller that serves it looks into no other tenant's namespace.
    private func isAlone(_ exposure: RouteExposure, _ context: CheckContext) -> Bool {
        context.topology.servingController(of: exposure)?.watchedNamespaces(.ingress)
            == [exposure.tenantNamespace].compactMap(\.self)
    }
}
