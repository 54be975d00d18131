import KubeLB
import Kubernetes
import Topology

/// KLC-P006: the status of the generated object is not copied back.
struct P006StatusNotSynced: Check {
    let documentation = CheckDocumentation(
        code: "P006",
        title: "The status is not copied back to the tenant cluster",
        severity: .error,
        explains: [.addressCopied],
        hop: .sourceStatus,
        inputs: [.routes, .tenantDeployments],
        optionalInputs: Input.generatedRoutes + [
            .ccmLogs, .tenantReferenceGrants, .tenants, .configs, .tenantStates,
        ],
        causedBy: RouteCauses.ccm + ServiceCauses.manager + ["I009"],
        meaning: """
            The manager copies the status of the generated object to the Route, and the CCM copies it from there to the \
            object in the tenant cluster. The three differ. If the CCM handles objects of a class that another controller \
            serves, both write the status in turn.
            """,
        impact:
            "The tenant sees no address or an old one. Tools that wait for the status, such as external-dns, do nothing.",
        mending: "Get the CCM and the manager running. If both are, touch the object.",
        examples: [
            .firesOnRoutes(.error, "the CCM has not copied the address", notCopied),
            .firesOnRoutes(
                .error, "the CCM logs why it has not copied the address",
                """
                \(notCopied)
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",
                  "msg":"Reconciler error","controller":"ingress-controller","namespace":"shop","name":"site",
                  "error":"admission webhook \\"validate.example.com\\" denied the request"}'}
                """),
            .firesOnRoutes(
                .error, "the manager has not copied a new address to the Route",
                RouteExamples.generatedIngress("status: {loadBalancer: {ingress: [{ip: 198.51.100.21}]}}")),
            .firesOnRoutes(
                .warning, "another controller writes the status, too, because the CCM handles every class",
                """
                tenant:
                  ingresses.networking.k8s.io: {shop/site: {metadata: {managedFields: [{manager: haproxy-ingress,
                    operation: Update, subresource: status, time: '2026-11-22T11:59:50Z',
                    fieldsV1: {'f:status': {'f:loadBalancer': {}}}}]}, spec: {ingressClassName: haproxy},
                    status: {loadBalancer: {ingress: [{ip: 10.0.0.9}]}}}}
                management:
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {managedFields: [{
                    manager: kubelb-ccm, operation: Update, time: '2026-11-22T10:00:05Z', fieldsV1: {'f:spec': {}}}]},
                    spec: {source: {kubernetes: {resource: {spec: {ingressClassName: haproxy}}}}}}}
                ---
                \(CheckExample.ccm("--use-ingress-class=false, --enable-gateway-api=true"))
                """),
            .firesOnRoutes(
                .warning, "the same, 20 seconds after the Ingress was created",
                "now: '2026-11-22T10:00:20Z'\n\(notCopied)"),
            .silentOnRoutes("the status has been copied", RouteExamples.grpcRoute),
            .silentOnRoutes(
                "nothing is generated",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {status: null}}}
                management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null}}
                """),
            .silentOnRoutes(
                "the manager has not accepted the Route",
                "\(notCopied)\n\(RouteExamples.ingressRoute("metadata: {finalizers: null}"))"),
            .silentOnRoutes(
                "the CCM of the Enterprise Edition reports that no ReferenceGrant allows a backend",
                EnterpriseExamples.grantMissing
                    + """
                    \n---
                    tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {status: {parents: [{parentRef: {name: kubelb},
                      conditions: [{type: ResolvedRefs, status: 'False', reason: RefNotPermitted}]}]}}}}
                    """),
            .silentOnRoutes("Routes cannot be read", "\(notCopied)\nmanagement: {routes.kubelb.k8c.io: forbidden}"),
        ])

    private static let notCopied = "tenant: {ingresses.networking.k8s.io: {shop/site: {status: null}}}"

    func findings(in context: CheckContext) -> [Finding] {
        let enforcement = GrantEnforcement(context)
        return context.topology.takenRoutes.compactMap { exposure in
            // The CCM then writes a condition of its own (KLC-E003).
            guard enforcement?.refusesAny(of: exposure) != true, exposure.hasFinalizer,
                let route = exposure.route.value, route.isAccepted,
                let status = exposure.generatedStatus, status.essence != exposure.source.status.essence
            else { return nil }
            // Nothing to copy: KLC-P004 reports it.
            if case .absent = exposure.generated { return nil }
            if let other = otherWriter(of: exposure, route) {
                return contested(exposure, route, status, by: other, context)
            }
            let isBehind = exposure.ownsGenerated && route.generated?.status.essence != status.essence
            let (severity, note) = context.routeSymptom(since: exposure.lastChange)
            let said = isBehind ? nil : ControllerErrors(context.topology.ccm, context).last(of: exposure)
            let expected = words(status)
            let actual = words(exposure.source.status)
            return context.finding(
                severity,
                "The status of \(exposure.source.reference) differs from that of the \(exposure.kind.rawValue) in the management cluster: "
                    + "\(isBehind ? "the manager has not copied it to the Route" : "the CCM has not copied it from the Route")\(said.map { ": \($0.error.sentence)" } ?? note)",
                of: exposure, objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence("generated \(exposure.kind.rawValue): status", expected),
                    Evidence("\(exposure.source.reference): status", actual),
                ] + (said.map { [$0.error.evidence($0.source)] } ?? []),
                remedies: [
                    context.touch(exposure, "both controllers copy the status again"),
                    context.log(of: isBehind ? context.topology.manager : context.topology.ccm),
                ])
        }
    }

    /// Who else writes the status in the tenant cluster, last of all. The CCM is known by what it wrote in the Route.
    private func otherWriter(of exposure: RouteExposure, _ route: Route) -> ManagedFieldsEntry? {
        let ccm = Set(route.metadata.managedFields.filter(\.ownsSpec).map(\.manager))
        guard !ccm.isEmpty else { return nil }
        let writers = exposure.source.metadata.managedFields.filter { $0.subresource == "status" }
        guard let last = writers.max(by: { ($0.time?.milliseconds ?? 0) < ($1.time?.milliseconds ?? 0) }) else {
            return nil
        }
        return ccm.contains(last.manager) ? nil : last
    }

    private func contested(
        _ exposure: RouteExposure, _ route: Route, _ status: RoutingStatus, by other: ManagedFieldsEntry,
        _ context: CheckContext
    ) -> Finding {
        let kind = exposure.kind
        let argument = kind == .ingress ? "--use-ingress-class" : "--use-gateway-class"
        let settings = context.topology.settings.value
        let filters = kind == .ingress ? settings?.usesIngressClass : settings?.usesGatewayClass
        let isOpen = filters == false && !kind.hasParent
        let source = exposure.source
        return context.finding(
            .warning,
            "Two controllers write the status of \(source.reference): \(other.manager) and the CCM"
                + (isOpen
                    ? ", which handles \(kind.plural) of every class (\(argument)=false)"
                        + (source.className.map { ", also of class \($0)" } ?? "")
                    : ""),
            of: exposure, objects: [ObjectReference(.management, route)],
            evidence: [
                Evidence(
                    "\(source.reference): metadata.managedFields, subresource status", other.manager, at: other.time),
                Evidence("\(source.reference): status", words(source.status)),
                Evidence("generated \(kind.rawValue): status", words(status)),
            ],
            remedies: [
                isOpen
                    ? .fix(
                        "let the CCM handle only objects of class \(KubeLBNames.ingressClass)",
                        context.set(
                            kind == .ingress ? "kubelb.useIngressClass" : "kubelb.useGatewayClass", "true",
                            of: context.topology.ccm), risk: .restart)
                    : .fix("let only one of them handle the object, by its class"),
                .inspect(
                    "show the object", context.kubectl("get", exposure.reference, "-o yaml --show-managed-fields")),
            ])
    }

    private func words(_ status: RoutingStatus) -> String {
        let text = status.essence.sorted().prefix(4).joined(separator: "; ")
        return text.isEmpty ? "empty" : text
    }
}
