import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-I001: an Ingress or Gateway does not have KubeLB's class, and no other controller serves it.
struct I001NotTaken: Check {
    let documentation = CheckDocumentation(
        code: "I001",
        title: "KubeLB does not manage the class of the Ingress or Gateway",
        severity: .error,
        explains: [.eligibility],
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantIngressClasses, .tenantGatewayClasses],
        meaning: """
            By default the CCM manages only Ingresses with spec.ingressClassName: kubelb and Gateways with \
            spec.gatewayClassName: kubelb. It does not read the annotation kubernetes.io/ingress.class. It ignores other \
            objects silently, without an event, a condition or a log line.
            """,
        impact: "The object gets no address, and no controller serves its hosts.",
        mending: "Set the class to kubelb, or install a controller for the class that the object names.",
        examples: [
            .firesOnRoutes(
                .error, "an Ingress of a class that does not exist",
                """
                tenant: {ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{host: old.example.com}]}}}}
                """),
            .firesOnRoutes(
                .error, "a Gateway of a class that does not exist",
                """
                tenant: {gateways.gateway.networking.k8s.io: {web/kubelb: {spec: {gatewayClassName: eg,
                  listeners: [{name: http, port: 80, protocol: HTTP}]}}}}
                """),
            .firesOnRoutes(
                .error, "the class is only in the annotation",
                """
                tenant: {ingresses.networking.k8s.io: {shop/old: {metadata: {annotations: {kubernetes.io/ingress.class: kubelb}},
                  spec: {rules: [{host: old.example.com}]}}}}
                """),
            .silentOnRoutes(
                "another controller in the tenant cluster serves the class",
                """
                tenant:
                  ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{host: old.example.com}]}}}
                  ingressclasses.networking.k8s.io: {nginx: {spec: {controller: k8s.io/ingress-nginx}}}
                """),
            .silentOnRoutes(
                "the IngressClasses cannot be read",
                """
                tenant:
                  ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{host: old.example.com}]}}}
                  ingressclasses.networking.k8s.io: forbidden
                """),
            .silentOnRoutes(
                "the CCM's class filter is off",
                CheckExample.ccm(
                    "--use-ingress-class=false, --enable-gateway-api=true",
                    """
                    tenant: {ingresses.networking.k8s.io: {shop/old: {spec: {ingressClassName: nginx, rules: [{host: old.example.com}]}}}}
                    """)),
            .silentOnRoutes(
                "KubeLB still has the Route of a Gateway whose class was changed",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {gatewayClassName: eg}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.compactMap { exposure in
            guard exposure.selection.value == .otherClass, !exposure.isIgnored, !exposure.isLeftBehind,
                !exposure.isTerminating
            else { return nil }
            return finding(exposure, context)
        }
    }

    private func finding(_ exposure: RouteExposure, _ context: CheckContext) -> Finding {
        let source = exposure.source
        let field = exposure.kind == .ingress ? "ingressClassName" : "gatewayClassName"
        let annotation = source.metadata.annotations[KubeLBNames.legacyIngressClassAnnotation]
        let problem: String
        switch (source.className, annotation) {
        case (let name?, _): problem = "has class \(name), which no controller in the tenant cluster serves"
        case (nil, let legacy?):
            problem =
                "has its class, \(legacy), only in the annotation \(KubeLBNames.legacyIngressClassAnnotation), "
                + "which KubeLB does not read"
        case (nil, nil): problem = "has no class"
        }
        var evidence = [Evidence("\(source.reference): spec.\(field)", source.className ?? "not set")]
        if let annotation {
            evidence.append(
                Evidence(
                    "\(source.reference): metadata.annotations[\(KubeLBNames.legacyIngressClassAnnotation)]",
                    annotation))
        }
        return Finding(
            .error, "\(source.reference) \(problem); the CCM manages only class \(KubeLBNames.ingressClass)",
            resource: exposure.resource, objects: [exposure.reference], evidence: evidence,
            remedies: [
                .fix(
                    "set KubeLB's class",
                    context.patch(exposure.reference, ["spec": .object([field: .string(KubeLBNames.ingressClass)])]))
            ])
    }
}
