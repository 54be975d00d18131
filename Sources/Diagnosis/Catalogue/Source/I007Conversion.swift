import KubeLB
import Kubernetes
import Topology

/// KLC-I007: the routes that KubeLB converted an Ingress to no longer match it.
struct I007Conversion: Check {
    let documentation = CheckDocumentation(
        code: "I007",
        title: "The conversion of an Ingress is incomplete or outdated",
        severity: .warning,
        inputs: [.tenantDeployments],
        meaning: """
            With --enable-ingress-conversion the CCM converts Ingresses to HTTPRoutes, each of them once. It does not \
            apply later changes of the Ingress to the routes, and does not delete the routes with the Ingress.
            """,
        impact: "Requests are routed as the Ingress was when it was converted, not as it is now.",
        mending: """
            Change the route itself, or remove the annotation kubelb.k8c.io/conversion-status, so that the Ingress is \
            converted again. Delete routes whose Ingress no longer exists.
            """,
        examples: [
            .firesOnRoutes(
                .warning, "the converted Ingress no longer exists",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                  kubelb.k8c.io/source-ingress: old.shop}}}}}
                """),
            .firesOnRoutes(
                .warning, "the Ingress has another host than its route",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                  kubelb.k8c.io/source-ingress: site.shop}}}}}
                """),
            .firesOnRoutes(
                .warning, "the Ingress was converted in part",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                  kubelb.k8c.io/conversion-status: partial, kubelb.k8c.io/conversion-warnings: unsupported annotation}}}}}
                """),
            .firesOnRoutes(
                .warning, "conversion without the Gateway API",
                CheckExample.ccm("--enable-ingress-conversion=true, --enable-secret-synchronizer=true")),
            .silentOnRoutes(
                "the route has the hosts and backends of its Ingress",
                """
                tenant:
                  httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                    kubelb.k8c.io/source-ingress: site.shop}}, spec: {hostnames: [shop.example.com]}}}
                management:
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {spec: {source: {kubernetes: {
                    resource: {spec: {hostnames: [shop.example.com]}}}}}}}
                """),
            .silentOnRoutes(
                "the CCM puts the hosts of converted Ingresses below another domain",
                CheckExample.ccm(
                    "--enable-gateway-api=true, --enable-secret-synchronizer=true, --conversion-domain-replace=example.com, "
                        + "--conversion-domain-suffix=gw.example.com",
                    """
                    tenant:
                      httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                        kubelb.k8c.io/source-ingress: site.shop}}, spec: {hostnames: [shop.gw.example.com]}}}
                    """)),
            .silentOnRoutes(
                "the Ingresses cannot be read",
                """
                tenant:
                  ingresses.networking.k8s.io: forbidden
                  httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                    kubelb.k8c.io/source-ingress: site.shop}}}}
                """),
            .silentOnRoutes(
                "the Ingress was converted",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                  kubelb.k8c.io/conversion-status: converted}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let exposures = context.topology.routeExposures
        let ingresses = Dictionary(
            exposures.filter { $0.kind == .ingress }.map { ($0.source.conversionName, $0) },
            uniquingKeysWith: { first, _ in first })
        let isComplete = context.topology.outcome(of: .tenantIngresses) == nil
        var findings: [Finding] = []
        var seen: Set<String> = []
        for exposure in exposures where exposure.kind.hasParent && !exposure.isTerminating {
            guard let origin = exposure.source.convertedFrom else { continue }
            guard let ingress = ingresses[origin] else {
                if isComplete { findings.append(leftover(exposure, origin, context)) }
                continue
            }
            guard seen.insert(origin).inserted else { continue }
            if let finding = outdated(ingress, context.topology.conversions(of: ingress), context) {
                findings.append(finding)
            }
        }
        return findings + exposures.filter { $0.kind == .ingress }.compactMap { unfinished($0, context) }
            + impossible(exposures, context)
    }

    /// The types of the Gateway API are known to the CCM only with `--enable-gateway-api`.
    private func impossible(_ exposures: [RouteExposure], _ context: CheckContext) -> [Finding] {
        guard let settings = context.topology.settings.value, settings.convertsIngress, !settings.convertsIngressOnly,
            !settings.enablesGatewayAPI, exposures.contains(where: { $0.kind == .ingress && $0.isTaken })
        else { return [] }
        return [
            Finding(
                .warning,
                "The CCM runs with --enable-ingress-conversion but without --enable-gateway-api, so it converts no Ingress",
                objects: [context.reference(context.topology.ccm)],
                evidence: [
                    Evidence("CCM: --enable-ingress-conversion", "set"),
                    Evidence("CCM: --enable-gateway-api", "not set"),
                ],
                remedies: [
                    .fix(
                        "enable the Gateway API in the CCM",
                        context.set("kubelb.enableGatewayAPI", "true", of: context.topology.ccm), risk: .restart)
                ])
        ]
    }

    private func leftover(_ exposure: RouteExposure, _ origin: String, _ context: CheckContext) -> Finding {
        context.finding(
            .warning,
            "\(exposure.source.reference) was converted from an Ingress that no longer exists (\(origin)), "
                + "and still serves its hosts",
            of: exposure,
            evidence: [
                Evidence("\(exposure.source.reference): metadata.labels[\(KubeLBNames.sourceIngressLabel)]", origin)
            ],
            remedies: [
                .fix("delete it if it is not needed", context.kubectl("delete", exposure.reference), risk: .delete)
            ])
    }

    private func outdated(_ ingress: RouteExposure, _ routes: [RouteExposure], _ context: CheckContext) -> Finding? {
        let settings = context.topology.settings.value
        let hosts = Set(ingress.source.spec.hosts.map { settings?.convertedHost($0) ?? $0 })
        let served = Set(routes.flatMap(\.source.spec.hosts))
        let wanted = Set(ingress.source.spec.backends.filter(\.isService).map(\.reference.name))
        let actual = Set(routes.flatMap(\.source.spec.backends).map(\.reference.name))
        guard hosts != served || wanted != actual else { return nil }
        let difference =
            hosts != served
            ? "it has host \(Self.names(hosts)), its route \(Self.names(served))"
            : "it sends traffic to \(Self.names(wanted)), its route to \(Self.names(actual))"
        let annotation = KubeLBNames.conversionStatusAnnotation
        return context.finding(
            .warning,
            "\(ingress.source.reference) was changed after its conversion, and KubeLB does not update its route: \(difference)",
            of: ingress, objects: routes.prefix(3).map(\.reference),
            evidence: [
                Evidence(
                    "\(ingress.source.reference): metadata.annotations[\(annotation)]",
                    ingress.source.metadata.annotations[annotation] ?? "not set"),
                Evidence("\(ingress.source.reference): hosts", hosts.sorted().joined(separator: ", ")),
            ]
                + routes.prefix(3).map {
                    Evidence("\($0.source.reference): spec.hostnames", $0.source.spec.hosts.joined(separator: ", "))
                },
            remedies: [
                .fix(
                    "remove the annotation, so that the CCM converts it again",
                    context.kubectl("annotate", ingress.reference, "\(annotation)-"))
            ])
    }

    private static func names(_ names: Set<String>) -> String {
        names.isEmpty ? "none" : ServiceWords.list(names.sorted())
    }

    private func unfinished(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let annotations = exposure.source.metadata.annotations
        guard let status = annotations[KubeLBNames.conversionStatusAnnotation],
            status == "pending" || status == "partial"
        else { return nil }
        let warnings = annotations[KubeLBNames.conversionStatusAnnotation.replacingSuffix("status", with: "warnings")]
        return context.finding(
            .warning,
            "The conversion of \(exposure.source.reference) is \(status)" + (warnings.map { ": \($0)" } ?? ""),
            of: exposure,
            evidence: [
                Evidence(
                    "\(exposure.source.reference): metadata.annotations[\(KubeLBNames.conversionStatusAnnotation)]",
                    status)
            ],
            remedies: [
                .fix(
                    "if it is to remain an Ingress, exclude it from the conversion",
                    context.kubectl("annotate", exposure.reference, "kubelb.k8c.io/skip-conversion=true")),
                context.log(of: context.topology.ccm),
            ])
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
    }
}
