import KubeLB
import Kubernetes
import Topology

/// KLC-I002: an argument keeps the CCM from looking at objects of a kind.
struct I002ControllerOff: Check {
    let documentation = CheckDocumentation(
        code: "I002",
        title: "The CCM's controller for this kind is switched off",
        severity: .error,
        explains: [.eligibility],
        inputs: [.tenantDeployments],
        meaning: """
            The CCM has a controller for each kind: Ingress, Gateway, HTTPRoute and GRPCRoute. Its arguments switch them \
            off one by one, and without --enable-gateway-api only that for Ingresses runs. What nobody watches leaves no \
            trace.
            """,
        impact: "Objects of the kind are neither propagated nor, if they already were, updated or cleaned up.",
        mending: "Switch the controller on in the values of the CCM's Helm release.",
        examples: [])

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
        let kinds = exposures.map(\.kind.rawValue).uniqued().map { $0 + "s" }
        let isMissing = argument == "--enable-gateway-api"
        let names = ServiceWords.list(exposures.map { "\($0.source.reference)" })
        return Finding(
            .error,
            "The CCM runs \(isMissing ? "without" : "with") \(argument) and does not watch \(ServiceWords.list(kinds)): "
                + "nobody handles \(names)",
            objects: [context.reference(context.topology.ccm)] + exposures.prefix(5).map(\.reference),
            evidence: [Evidence("CCM: \(argument)", isMissing ? "not set" : "set")],
            remedies: [remedy(argument, exposures, context)])
    }

    private func remedy(_ argument: String, _ exposures: [RouteExposure], _ context: CheckContext) -> Remedy {
        let ccm = context.topology.ccm
        func set(_ name: String, _ value: HelmValue) -> Remedy {
            .fix("switch the controller on", context.set(name, value, of: ccm), risk: .restart)
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
