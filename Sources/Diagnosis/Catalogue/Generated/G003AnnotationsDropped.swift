import KubeLB
import Kubernetes
import Topology

/// KLC-G003: annotations that configure a controller are not propagated to the generated object.
struct G003AnnotationsDropped: Check {
    let documentation = CheckDocumentation(
        code: "G003",
        title: "Annotations are not propagated to the generated object",
        severity: .warning,
        inputs: [.routes, .tenants, .configs],
        optionalInputs: Input.generatedRoutes + [.managementDeployments, .managementPods, .tenantStates],
        judgesManagementAlone: true,
        meaning: """
            The manager copies an annotation to the generated object only if propagatedAnnotations or \
            propagateAllAnnotations of the Tenant or Config allow it. By default it copies none, and \
            nothing reports that.
            """,
        impact: """
            Settings of the ingress controller, certificates of cert-manager and DNS records of external-dns do not take \
            effect.
            """,
        mending: "Add the annotations to propagatedAnnotations of the Tenant or the Config.",
        examples: [
            .firesOnRoutes(.warning, "nothing is propagated by default", annotated),
            .firesOnRoutes(
                .warning, "a Gateway and its routes ask external-dns for records",
                """
                \(RouteExamples.grpcRoute)tenant:
                  gateways.gateway.networking.k8s.io: {shop/kubelb: &annotated {metadata: {annotations: {
                    external-dns.alpha.kubernetes.io/ttl: '60'}}}}
                  httproutes.gateway.networking.k8s.io: {shop/app: *annotated}
                  grpcroutes.gateway.networking.k8s.io: {shop/rpc: *annotated}
                """),
            .firesOnRoutes(
                .warning, "the Config denies what it propagates otherwise",
                """
                \(annotated)
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {propagateAllAnnotations: true,
                    deniedAnnotations: ['nginx.ingress.kubernetes.io/*']}}}
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: 'quay.io/kubermatic/kubelb-manager:v1.5.0'}]}}}
                """),
            .firesOnRoutes(
                .warning, "DNS records are managed by KubeLB, which is disabled for the tenant",
                managedDNS("EE")),
            .firesOnRoutes(
                .warning, "KubeLB may manage DNS records only for other hosts",
                managedDNS("EE", "{disable: false, allowedDomains: ['*.example.org']}")),
            .silentOnRoutes(
                "KubeLB may manage DNS records for the host",
                managedDNS("EE", "{disable: false, allowedDomains: ['**']}")),
            .silentOnRoutes("the same, in the Community Edition", managedDNS("CE")),
            .silentOnRoutes(
                "the Config propagates it",
                "\(annotated)\nmanagement: {configs.kubelb.k8c.io: {kubelb/default: {spec: {propagatedAnnotations: {\(bodySize): ''}}}}}"
            ),
            .silentOnRoutes(
                "somebody has set it on the generated Ingress",
                "\(annotated)\n\(RouteExamples.generatedIngress("metadata: {annotations: {\(bodySize): 8m}}"))"),
            .silentOnRoutes(
                "an annotation that no controller reads",
                "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {example.com/team: shop}}}}}"
            ),
            .silentOnRoutes(
                "the Tenant cannot be read", "\(annotated)\nmanagement: {tenants.kubelb.k8c.io: forbidden}"),
        ])

    private static let bodySize = "nginx.ingress.kubernetes.io/proxy-body-size"
    private static let annotated =
        "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {\(bodySize): 8m}}}}}"

    private static func managedDNS(_ edition: String, _ settings: String = "{disable: true}") -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {kubelb.k8c.io/manage-dns: 'true'}}}}}
        management:
          tenants.kubelb.k8c.io: {acme: {spec: {dns: \(settings)}}}
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: \(edition)}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = topology.tenantObject.value else { return [] }
        let filter = AnnotationPropagation(
            tenant: tenant, config: topology.config.value, hasPatterns: topology.has(.annotationPatterns))
        return switchedOff(context)
            + topology.takenRoutes.compactMap { exposure in
                let annotations = exposure.source.metadata.annotations
                let dropped = annotations.filter { name, value in
                    ControllerAnnotations.isInstruction(name) && !filter.copies(name, value: value)
                        && exposure.generated.value?.metadata.annotations[name] == nil
                }.keys.sorted()
                guard !dropped.isEmpty, exposure.route.value != nil else { return nil }
                let denied = dropped.lazy.compactMap { name in filter.pattern(denying: name).map { (name, $0) } }.first
                let denying: ObjectReference =
                    filter.isDenialTenantsOwn ? ObjectReference(.management, tenant) : .config
                let isReplaced = dropped.allSatisfy {
                    filter.isExcludedByReplacement($0, value: annotations[$0] ?? "")
                }
                let why =
                    isReplaced
                    ? "propagatedAnnotations of the Tenant replace those of the Config, which allow \(dropped.count == 1 ? "it" : "them")"
                    : "neither the Tenant nor the Config allows \(dropped.count == 1 ? "it" : "them")"
                let object: ObjectReference = filter.isTenantsOwn ? ObjectReference(.management, tenant) : .config
                return context.finding(
                    .warning,
                    "\(dropped.count == 1 ? "Annotation" : "Annotations") \(ServiceWords.list(dropped)) of \(exposure.source.reference) "
                        + "\(dropped.count == 1 ? "is" : "are") not propagated to the management cluster: "
                        + (denied == nil
                            ? why
                            : "deniedAnnotations of \(denying) excludes \(denied?.0 ?? "") (\(denied?.1 ?? ""))"),
                    of: exposure,
                    evidence: dropped.prefix(6).map {
                        Evidence("\(exposure.source.reference): metadata.annotations[\($0)]", annotations[$0] ?? "")
                    },
                    remedies: [
                        denied.map {
                            .fix("remove \($0.1) from spec.deniedAnnotations", context.kubectl("edit", denying))
                        }
                            ?? .fix(
                                "propagate them",
                                context.patch(
                                    object,
                                    [
                                        "spec": [
                                            "propagatedAnnotations": .object(
                                                .init(members: dropped.map { ($0, .string("")) }))
                                        ]
                                    ]))
                    ])
            }
    }

    /// Annotations with which the Enterprise Edition manages DNS records and certificates, while that is disabled.
    private func switchedOff(_ context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.flatMap { exposure in
            IdleAutomation.Subject.allCases.compactMap { subject in
                IdleAutomation.of(exposure, subject, context).map { idle in
                    let source = exposure.source.reference
                    return context.finding(
                        .warning, "Annotation \(idle.annotation) of \(source) has no effect: \(idle.reason)",
                        of: exposure, objects: [idle.object],
                        evidence: [
                            Evidence("\(source): metadata.annotations[\(idle.annotation)]", "true"), idle.evidence,
                        ],
                        remedies: [
                            .fix(
                                "allow it, or create the record or certificate yourself",
                                context.kubectl("edit", idle.object))
                        ])
                }
            }
        }
    }
}
