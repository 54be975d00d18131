import KubeLB
import Kubernetes
import Topology

/// KLC-I002: an argument keeps the CCM from watching objects of a kind.
struct I002ControllerOff: Check {
    let documentation = CheckDocumentation(
        code: "I002",
        title: "The CCM's controller for this kind is disabled",
        severity: .error,
        explains: [.eligibility],
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantIngressClasses, .tenantGatewayClasses],
        meaning: """
            The CCM has a controller for each kind: Ingress, Gateway, HTTPRoute and GRPCRoute. Its arguments disable them \
            individually, and without --enable-gateway-api only the Ingress controller runs. The CCM ignores objects of \
            the other kinds silently, without an event, a condition or a log line.
            """,
        impact: "Objects of the kind are not propagated; those that already were are neither updated nor cleaned up.",
        mending: "Enable the controller in the values of the CCM's Helm release.",
        examples: [
            .firesOnRoutes(
                .error, "the Ingress controller is disabled",
                CheckExample.ccm("--enable-gateway-api=true, --disable-ingress-controller=true")),
            .firesOnRoutes(
                .error, "the Gateway API is not enabled", CheckExample.ccm("--enable-secret-synchronizer=true")),
            .firesOnRoutes(
                .error, "the CCM only converts Ingresses",
                CheckExample.ccm("--enable-gateway-api=true, --enable-ingress-conversion, --ingress-conversion-only")),
            .silentOnRoutes("every controller runs"),
            .silentOnRoutes(
                "there is no object of the kind",
                CheckExample.ccm("--enable-gateway-api=true, --disable-grpcroute-controller=true")),
            .silentOnRoutes(
                "the only Ingress is being deleted",
                CheckExample.ccm(
                    "--enable-gateway-api=true, --disable-ingress-controller=true",
                    """
                    tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: "2026-11-22T11:59:00Z"}}}}
                    """)),
            .silentOnRoutes(
                "another controller serves the Ingress, and the CCM's class filter is off",
                CheckExample.ccm(
                    "--enable-gateway-api=true, --use-ingress-class=false, --disable-ingress-controller=true",
                    """
                    tenant:
                      ingresses.networking.k8s.io: {shop/site: null, shop/old: {spec: {ingressClassName: nginx}}}
                      ingressclasses.networking.k8s.io: {nginx: {spec: {controller: k8s.io/ingress-nginx}}}
                    """)),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        var affected: [String: [RouteExposure]] = [:]
        for exposure in context.topology.routeExposures where !exposure.isIgnored && !exposure.isTerminating {
            if case .controllerOff(let argument) = exposure.selection.value {
                affected[argument, default: []].append(exposure)
            }
        }
        return affected.sorted { $0.key < $1.key }.map { finding($0.key, $0.value, context) }
    }

    private func finding(_ argument: String, _ exposures: [RouteExposure], _ context: CheckContext) -> Finding {
        let kinds = exposures.map(\.kind.plural).uniqued()
        let isMissing = argument == "--enable-gateway-api"
        let names = ServiceWords.list(exposures.map { "\($0.source.reference)" })
        return Finding(
            .error,
            "The CCM runs \(isMissing ? "without" : "with") \(argument), so it does not watch \(ServiceWords.list(kinds)) "
                + "and ignores \(names)",
            objects: [context.reference(context.topology.ccm)] + exposures.prefix(5).map(\.reference),
            evidence: [Evidence("CCM: \(argument)", isMissing ? "not set" : "set")],
            remedies: [remedy(argument, exposures, context)])
    }

    private func remedy(_ argument: String, _ exposures: [RouteExposure], _ context: CheckContext) -> Remedy {
        let ccm = context.topology.ccm
        func set(_ name: String, _ value: HelmValue) -> Remedy {
            .fix("enable the controller", context.set(name, value, of: ccm), risk: .restart)
        }
        if argument == "--enable-gateway-api" { return set("kubelb.enableGatewayAPI", "true") }
        for kind in RouteKind.allCases where argument == "--disable-\(kind.controllerName)-controller" {
            // As the chart spells it: disableHTTPRouteController.
            return set("kubelb.disable\(kind.rawValue)Controller", "false")
        }
        return .fix(
            "remove the argument from the CCM's Deployment and from the Helm values that set it",
            context.kubectl("edit", context.reference(ccm)), risk: .restart)
    }
}
