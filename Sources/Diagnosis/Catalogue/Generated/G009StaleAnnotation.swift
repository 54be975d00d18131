import KubeLB
import Kubernetes
import Topology

/// KLC-G009: an annotation outlives its source on the generated object.
struct G009StaleAnnotation: Check {
    let documentation = CheckDocumentation(
        code: "G009",
        title: "An annotation that was removed still acts on the generated object",
        severity: .warning,
        inputs: [.routes, .tenants, .configs],
        optionalInputs: [.managementIngresses, .managementGateways, .managementDeployments, .tenantStates],
        judgesManagementAlone: true,
        meaning: """
            The manager merges annotations into those that the generated object has, and never removes one. An annotation that \
            was removed from the object in the tenant cluster goes on acting in the management cluster.
            """,
        impact: "A redirect, a rewrite or a record that somebody removed stays.",
        mending: "Remove the annotation from the generated object by hand.",
        examples: [])

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
            let stale = generated.metadata.annotations.filter { name, value in
                source[name] == nil && !defaults.contains(name) && filter.copies(name, value: value)
                    && ControllerAnnotations.isInstruction(name)
            }.keys.sorted()
            guard let first = stale.first else { return nil }
            return context.finding(
                .warning,
                "\(ServiceWords.list(stale)) on \(generated.reference) \(stale.count == 1 ? "is" : "are") no longer on "
                    + "\(exposure.source.reference), but still acts: KubeLB never removes an annotation",
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
}

/// Annotations by which controllers of the management cluster take instructions.
enum ControllerAnnotations {
    private static let prefixes = [
        "nginx.ingress.kubernetes.io/", "cert-manager.io/", "acme.cert-manager.io/",
        "external-dns.alpha.kubernetes.io/", "traefik.ingress.kubernetes.io/", "haproxy.org/",
        "alb.ingress.kubernetes.io/", "kubernetes.io/tls-acme", "external-dns.kubernetes.io/",
        "haproxy-ingress.github.io/", "ingress.cilium.io/",
    ]

    static func isInstruction(_ name: String) -> Bool { prefixes.contains { name.hasPrefix($0) } }
}
