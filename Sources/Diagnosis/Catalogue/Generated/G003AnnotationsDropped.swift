import KubeLB
import Kubernetes
import Topology

/// KLC-G003: annotations that configure a controller do not reach the generated object.
struct G003AnnotationsDropped: Check {
    let documentation = CheckDocumentation(
        code: "G003",
        title: "Annotations are not propagated to the generated object",
        severity: .warning,
        inputs: [.routes, .tenants, .configs],
        optionalInputs: [.managementDeployments, .tenantStates],
        judgesManagementAlone: true,
        meaning: """
            The manager copies an annotation to the generated object only if propagatedAnnotations or \
            propagateAllAnnotations of the Tenant or Config allow it. By default nothing passes, and nothing says so.
            """,
        impact: """
            Settings of the ingress controller, certificates from cert-manager and records from external-dns do not take \
            effect.
            """,
        mending: "Allow the annotations in propagatedAnnotations of the Tenant or the Config.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = topology.tenantObject.value else { return [] }
        let filter = AnnotationPropagation(
            tenant: tenant, config: topology.config.value, hasPatterns: topology.has(.annotationPatterns))
        return topology.takenRoutes.compactMap { exposure in
            let annotations = exposure.source.metadata.annotations
            let dropped = annotations.filter { name, value in
                ControllerAnnotations.isInstruction(name) && !filter.copies(name, value: value)
                    && exposure.generated.value?.metadata.annotations[name] == nil
            }.keys.sorted()
            guard !dropped.isEmpty, exposure.route.value != nil else { return nil }
            let denied = dropped.first { filter.pattern(denying: $0) != nil }
            let object: ObjectReference = filter.isTenantsOwn ? ObjectReference(.management, tenant) : .config
            return context.finding(
                .warning,
                "\(dropped.count == 1 ? "Annotation" : "Annotations") \(ServiceWords.list(dropped)) of \(exposure.source.reference) "
                    + "\(dropped.count == 1 ? "does" : "do") not reach the management cluster: "
                    + (denied == nil
                        ? "neither Tenant nor Config propagates \(dropped.count == 1 ? "it" : "them")"
                        : "deniedAnnotations excludes \(denied ?? "")"),
                of: exposure,
                evidence: dropped.prefix(6).map {
                    Evidence("\(exposure.source.reference): metadata.annotations[\($0)]", annotations[$0] ?? "")
                },
                remedies: [
                    .fix(
                        "propagate them",
                        context.patch(
                            object,
                            [
                                "spec": [
                                    "propagatedAnnotations": .object(.init(members: dropped.map { ($0, .string("")) }))
                                ]
                            ]))
                ])
        }
    }
}
