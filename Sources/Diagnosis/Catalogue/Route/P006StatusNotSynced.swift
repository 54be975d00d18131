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
        optionalInputs: Input.generatedRoutes + [.ccmLogs],
        causedBy: RouteCauses.ccm + ServiceCauses.manager,
        meaning: """
            The manager copies the status of the generated object to the Route, and the CCM copies it from there to the \
            object in the tenant cluster. The three differ.
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
                .warning, "the same, 20 seconds after the Ingress was created",
                "now: '2026-11-22T10:00:20Z'\n\(notCopied)"),
            .silentOnRoutes("the status has been copied", RouteExamples.grpcRoute),
            .silentOnRoutes(
                "the manager has not accepted the Route",
                "\(notCopied)\n\(RouteExamples.ingressRoute("metadata: {finalizers: null}"))"),
            .silentOnRoutes("Routes cannot be read", "\(notCopied)\nmanagement: {routes.kubelb.k8c.io: forbidden}"),
        ])

    private static let notCopied = "tenant: {ingresses.networking.k8s.io: {shop/site: {status: null}}}"

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.hasFinalizer, let route = exposure.route.value, route.isAccepted,
                let status = exposure.generatedStatus, status.essence != exposure.source.status.essence
            else { return nil }
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

    private func words(_ status: RoutingStatus) -> String {
        let text = status.essence.sorted().prefix(4).joined(separator: "; ")
        return text.isEmpty ? "empty" : text
    }
}
