import KubeLB
import Kubernetes
import Topology

/// KLC-I007: what KubeLB made of an Ingress when it converted it no longer fits it.
struct I007Conversion: Check {
    let documentation = CheckDocumentation(
        code: "I007",
        title: "The conversion of an Ingress is unfinished or out of date",
        severity: .warning,
        inputs: [.tenantDeployments],
        meaning: """
            With --enable-ingress-conversion the CCM makes HTTPRoutes of Ingresses. After that it never looks at the \
            Ingress again, does not follow changes of it, and leaves the routes when the Ingress is deleted.
            """,
        impact: "Requests are served as the Ingress was, not as it is.",
        mending: """
            Change the route itself, or remove the annotation kubelb.k8c.io/conversion-status, so that the Ingress is \
            converted again. Delete routes whose Ingress is gone.
            """,
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let exposures = context.topology.routeExposures
        let ingresses = Dictionary(
            exposures.filter { $0.kind == .ingress }.map {
                ("\($0.source.metadata.name).\($0.source.metadata.namespace)", $0)
            },
            uniquingKeysWith: { first, _ in first })
        let isComplete = context.topology.outcome(of: .tenantIngresses) == nil
        var findings: [Finding] = []
        var seen: Set<String> = []
        for exposure in exposures where exposure.kind.hasParent && !exposure.isTerminating {
            guard let origin = exposure.source.metadata.labels[KubeLBNames.sourceIngressLabel] else { continue }
            guard let ingress = ingresses[origin] else {
                if isComplete { findings.append(leftover(exposure, origin, context)) }
                continue
            }
            let routes = exposures.filter { $0.source.metadata.labels[KubeLBNames.sourceIngressLabel] == origin }
            if seen.insert(origin).inserted, let finding = outdated(ingress, routes, context) {
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
                "The CCM is to convert Ingresses (--enable-ingress-conversion), but cannot without --enable-gateway-api: no "
                    + "Ingress is converted",
                objects: [context.reference(context.topology.ccm)],
                evidence: [
                    Evidence("CCM: --enable-ingress-conversion", "set"),
                    Evidence("CCM: --enable-gateway-api", "not set"),
                ],
                remedies: [
                    .fix(
                        "let the CCM handle the Gateway API",
                        context.set("kubelb.enableGatewayAPI", "true", of: context.topology.ccm), risk: .restart)
                ])
        ]
    }

    private func leftover(_ exposure: RouteExposure, _ origin: String, _ context: CheckContext) -> Finding {
        context.finding(
            .warning,
            "\(exposure.source.reference) was made by the conversion of an Ingress that no longer exists (\(origin)), "
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
        let hosts = Set(ingress.source.spec.hosts)
        let served = Set(routes.flatMap(\.source.spec.hosts))
        let wanted = Set(ingress.source.spec.backends.filter(\.isService).map(\.reference.name))
        let actual = Set(routes.flatMap(\.source.spec.backends).map(\.reference.name))
        guard hosts != served || wanted != actual else { return nil }
        let difference =
            hosts != served
            ? "it has \(ServiceWords.list(hosts.sorted())), its route \(ServiceWords.list(served.sorted()))"
            : "it sends to \(ServiceWords.list(wanted.sorted())), its route to \(ServiceWords.list(actual.sorted()))"
        let annotation = KubeLBNames.conversionStatusAnnotation
        return context.finding(
            .warning,
            "\(ingress.source.reference) was changed after its conversion, which KubeLB does not follow: \(difference)",
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
                    "if it shall stay as it is, exclude it from the conversion",
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
