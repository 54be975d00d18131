import KubeLB
import Kubernetes
import Topology

/// KLC-G002: the GatewayClass of a generated Gateway is missing, or its controller does not run.
struct G002GatewayClass: Check {
    let documentation = CheckDocumentation(
        code: "G002",
        title: "Nobody serves the GatewayClass of the generated Gateway",
        severity: .error,
        explains: [.servedClass, .address],
        inputs: [.routes, .managementGateways, .managementGatewayClasses, .tenants, .configs],
        optionalInputs: [.managementDeployments, .managementDaemonSets],
        judgesManagementAlone: true,
        meaning: """
            A Gateway that shows "Waiting for controller" is looked after by nobody. In the management cluster that means: \
            its GatewayClass does not exist, or the controller of the class does not run. (A Gateway that KubeLB did not \
            take shows the same in the tenant cluster.)
            """,
        impact: "The Gateway gets no address, and none of its routes is served.",
        mending: "Set spec.gatewayAPI.class of the Tenant or Config to a class that is served, or run its controller.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let gateways = context.topology.takenRoutes.filter { $0.kind == .gateway && $0.ownsGenerated }
        var findings: [Finding] = []
        var seen: Set<String> = []
        for exposure in gateways {
            guard let serving = context.topology.servingController(of: exposure),
                let generated = exposure.generated.value
            else { continue }
            if serving.problem != nil {
                findings.append(ServedClass(exposure, generated, serving, context).finding)
            } else if let accepted = serving.accepted, accepted.status != "True", let name = serving.className,
                seen.insert(name).inserted
            {
                findings.append(unaccepted(name, accepted, exposure, context))
            }
        }
        return findings
    }

    /// Envoy Gateway 1.8 programs Gateways of a class that it has not accepted all the same.
    private func unaccepted(
        _ name: String, _ accepted: Condition, _ exposure: RouteExposure, _ context: CheckContext
    ) -> Finding {
        let object = ObjectReference(.management, kind: GatewayClass.kind, name: name)
        let isWaiting = accepted.status == "Unknown"
        let isProgrammed = exposure.generatedStatus?.condition("Programmed")?.status == "True"
        var finding = Finding(
            isProgrammed ? .warning : .error,
            isWaiting
                ? "GatewayClass \(name) of the management cluster is not accepted by any controller (Accepted is Unknown): its controller does not run"
                : "GatewayClass \(name) of the management cluster is not accepted by its controller: \(accepted.reason): \(accepted.message)",
            objects: [object],
            evidence: [
                Evidence(
                    "GatewayClass \(name): status.conditions[Accepted]", "\(accepted.status) (\(accepted.reason))",
                    at: accepted.lastTransitionTime)
            ],
            remedies: [
                .fix(
                    isWaiting
                        ? "run the controller of the class" : "correct what the condition names, such as parametersRef",
                    context.kubectl("get", object, "-o yaml"))
            ])
        if !isProgrammed { finding.resource = exposure.resource }
        return finding
    }
}
