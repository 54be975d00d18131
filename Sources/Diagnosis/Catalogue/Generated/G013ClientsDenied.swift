import KubeLB
import Kubernetes
import Topology

/// KLC-G013: ingress-nginx denies clients because of an annotation that the tenant has not set.
struct G013ClientsDenied: Check {
    let documentation = CheckDocumentation(
        code: "G013",
        title: "ingress-nginx denies clients by an annotation of KubeLB's settings",
        severity: .warning,
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
            .tenants, .configs,
        ],
        judgesManagementAlone: true,
        meaning: """
            The generated Ingress has an annotation that limits clients by their addresses, such as whitelist-source-range, and \
            the Ingress of the tenant does not: defaultAnnotations of the Config or Tenant add it. ingress-nginx answers clients \
            from other addresses with 403, and logs "access forbidden by rule".
            """,
        impact: "Clients whose addresses are not allowed get 403.",
        mending: "Remove the annotation from defaultAnnotations, and from the generated Ingress.",
        examples: [
            .firesOnRoutes(.warning, "clients were denied by a default annotation", denied("generated")),
            .silentOnRoutes("the tenant has set the annotation", denied("source")),
            .silentOnRoutes("nobody was denied", annotated),
        ])

    private static let names = ["whitelist-source-range", "allowlist-source-range", "denylist-source-range"].map {
        "nginx.ingress.kubernetes.io/\($0)"
    }

    private static let annotated =
        "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(names[0]): 10.0.0.0/8}}}}}"

    private static func denied(_ place: String) -> String {
        let line =
            "[error] 32#32: *7 access forbidden by rule, client: 203.0.113.9, server: shop.example.com, request: \"GET / HTTP/1.1\""
        let source =
            place == "source"
            ? "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {\(names[0]): 10.0.0.0/8}}}}}\n---\n"
            : ""
        return "\(source)\(annotated)\n---\n\(IngressNGINXExamples.twice(line))"
    }

    /// A range may be meant to deny somebody.
    private static let fewest = 2

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                let name = Self.names.first(where: { generated.metadata.annotations[$0] != nil }),
                exposure.source.metadata.annotations[name] == nil
            else { return nil }
            let denied = context.topology.ingressErrors(of: exposure, containing: "access forbidden by rule")
            guard denied.count >= Self.fewest, let last = denied.first else { return nil }
            return context.finding(
                .warning,
                "ingress-nginx answered \(denied.count) requests to \(exposure.source.reference) with 403, because \(name) of the "
                    + "generated Ingress does not allow their clients; the tenant has not set that annotation, but "
                    + "\(origin(of: name, context).text)",
                of: exposure, objects: [generated.reference(on: .management)],
                evidence: [
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(name)]",
                        generated.metadata.annotations[name] ?? ""),
                    Evidence("\(last.source)", ServiceWords.excerpt(last.line.message), at: last.line.time),
                ],
                remedies: [
                    .fix(
                        "remove the annotation from defaultAnnotations",
                        context.kubectl("edit", origin(of: name, context).object)),
                    .then(
                        "remove it from the generated Ingress, because the manager does not",
                        context.kubectl("annotate", generated.reference(on: .management), "\(name)-")),
                ])
        }
    }

    private func origin(of name: String, _ context: CheckContext) -> (text: String, object: ObjectReference) {
        func sets(_ settings: AnnotationSettings?) -> Bool {
            settings?.defaults.values.contains { $0[name] != nil } == true
        }
        if let tenant = context.topology.tenantObject.value, sets(tenant.annotationSettings) {
            return ("defaultAnnotations of \(tenant.reference) has", ObjectReference(.management, tenant))
        }
        return sets(context.topology.config.value?.annotationSettings)
            ? ("defaultAnnotations of the Config has", .config) : ("somebody else has", .config)
    }
}
