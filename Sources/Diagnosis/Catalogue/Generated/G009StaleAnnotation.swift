import KubeLB
import Kubernetes
import Topology

/// KLC-G009: the generated object has an annotation that was removed from its source.
struct G009StaleAnnotation: Check {
    let documentation = CheckDocumentation(
        code: "G009",
        title: "A removed annotation is still set on the generated object",
        severity: .warning,
        inputs: [.routes, .tenants, .configs],
        optionalInputs: Input.generatedRoutes + [.managementDeployments, .managementPods, .tenantStates],
        judgesManagementAlone: true,
        meaning: """
            The manager adds annotations to those of the generated object, and never removes one. An annotation that was \
            removed from the object in the tenant cluster stays in effect in the management cluster. That the manager wrote \
            the annotation is known from managedFields or, without them, from the annotations that it propagates now.
            """,
        impact:
            "A redirect, a rewrite or a DNS record stays in effect although it was removed, or external-dns still skips the object.",
        mending: "Remove the annotation from the generated object manually.",
        examples: [
            .firesOnRoutes(.warning, "an annotation was removed from the Ingress", "\(propagateAll)\(stale)"),
            .firesOnRoutes(
                .warning, "KubeLB wrote it, and the Config no longer propagates it", writtenBy("kubelb-manager")),
            .firesOnRoutes(
                .warning, "external-dns still skips the Ingress", "\(propagateAll)\(optedOut)"),
            .silentOnRoutes(
                "external-dns skips the Ingress, as its source asks",
                """
                \(propagateAll)\(optedOut)
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {\(optOut): none}}}}}
                """),
            .silentOnRoutes("somebody else wrote it", writtenBy("kubectl")),
            .silentOnRoutes(
                "the Ingress still has it",
                "\(propagateAll)\(stale)tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {\(redirect): /new}}}}}"
            ),
            .silentOnRoutes("KubeLB does not propagate it, and who wrote it is unknown", "management:\n\(stale)"),
            .silentOnRoutes(
                "a default annotation of the Config",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {propagateAllAnnotations: true,
                    defaultAnnotations: {ingress: {\(redirect): /new}}}}}
                \(stale)
                """),
            .silentOnRoutes("no object has annotations", RouteExamples.grpcRoute),
            .silentOnRoutes("the Config cannot be read", "management:\n  configs.kubelb.k8c.io: forbidden\n\(stale)"),
        ])

    private static let redirect = "nginx.ingress.kubernetes.io/permanent-redirect"
    private static let propagateAll = """
        management:
          configs.kubelb.k8c.io: {kubelb/default: {spec: {propagateAllAnnotations: true}}}

        """
    private static let stale =
        "  ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(redirect): /new}}}}\n"

    private static let optOut = "external-dns.alpha.kubernetes.io/controller"
    /// Who served the Ingress owns the annotation, too, by an update of the status.
    private static let optedOut = """
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(optOut): none},
            managedFields: [{manager: nginx-ingress-controller, operation: Update, subresource: status, fieldsV1: {
            "f:metadata": {"f:annotations": {"f:\(optOut)": {}}}}}]}}}
        """

    /// The generated Ingress with the annotation of a writer, beside what the manager wrote.
    private static func writtenBy(_ manager: String) -> String {
        """
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(redirect): /new},
          managedFields: [{manager: kubelb-manager, operation: Update, fieldsV1: {"f:metadata": {"f:ownerReferences": {}
          \(manager == "kubelb-manager" ? annotation : "")}}}, {manager: kubectl, operation: Update, fieldsV1: {"f:metadata": {
          "f:labels": {}\(manager == "kubelb-manager" ? "" : annotation)}}}]}}}}
        """
    }

    private static let annotation = #", "f:annotations": {"f:\#(redirect)": {}}"#

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = topology.tenantObject.value, topology.config.unknown == nil else { return [] }
        let config = topology.config.value
        let filter = AnnotationPropagation(
            tenant: tenant, config: config, hasPatterns: topology.has(.annotationPatterns))
        let defaults = Set(
            [tenant.annotationSettings.defaults, config?.annotationSettings.defaults ?? [:]].flatMap(\.values).flatMap(
                \.keys))
        return topology.takenRoutes.filter(\.ownsGenerated).compactMap { exposure in
            guard let generated = exposure.generated.value else { return nil }
            let source = exposure.source.metadata.annotations
            let writers = generated.metadata.managedFields
            let stale = generated.metadata.annotations.filter { name, value in
                guard source[name] == nil, !defaults.contains(name), ControllerAnnotations.isInstruction(name) else {
                    return false
                }
                // The settings may have changed since; who wrote it is the better proof. Writing a status sets no annotation.
                let owners = writers.filter { $0.subresource.isEmpty && $0.annotations.contains(name) }
                return owners.isEmpty
                    ? filter.copies(name, value: value)
                    : owners.allSatisfy { $0.paths.contains("metadata.ownerReferences") }
            }.keys.sorted()
            guard let first = stale.first else { return nil }
            return context.finding(
                .warning,
                "\(ServiceWords.list(stale)) on \(generated.reference) \(stale.count == 1 ? "is" : "are") no longer on "
                    + "\(exposure.source.reference), but still in effect: KubeLB never removes annotations"
                    + Self.effect(of: stale, generated),
                of: exposure, objects: [generated.reference(on: .management)],
                evidence: stale.prefix(4).map {
                    Evidence(
                        "\(generated.reference): metadata.annotations[\($0)]", generated.metadata.annotations[$0] ?? "")
                },
                remedies: [
                    .fix(
                        "remove it from the generated object",
                        context.kubectl("annotate", generated.reference(on: .management), "\(first)-"))
                ])
        }
    }

    /// What an annotation that takes an object away from external-dns does to its hosts.
    private static func effect(of stale: [String], _ generated: RouteSource) -> String {
        let isLeftOut = stale.contains { name in
            name.hasPrefix("external-dns.") && name.hasSuffix("/controller")
                && generated.metadata.annotations[name] != "dns-controller"
        }
        let hosts = generated.spec.hosts
        guard isLeftOut else { return "" }
        return ", so external-dns skips it and updates no DNS record"
            + (hosts.isEmpty ? "" : " of \(ServiceWords.list(hosts, limit: 3))")
    }
}

/// Annotations that configure controllers of the management cluster.
enum ControllerAnnotations {
    private static let prefixes = [
        "nginx.ingress.kubernetes.io/", "cert-manager.io/", "acme.cert-manager.io/",
        "external-dns.alpha.kubernetes.io/", "traefik.ingress.kubernetes.io/", "haproxy.org/",
        "alb.ingress.kubernetes.io/", "kubernetes.io/tls-acme", "external-dns.kubernetes.io/",
        "haproxy-ingress.github.io/", "ingress.cilium.io/",
    ]

    static func isInstruction(_ name: String) -> Bool { prefixes.contains { name.hasPrefix($0) } }
}
