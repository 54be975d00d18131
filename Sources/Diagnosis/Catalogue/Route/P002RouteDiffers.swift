import KubeLB
import Kubernetes
import Topology

/// KLC-P002: the Route is missing without a known reason, or is not what the CCM would write.
struct P002RouteDiffers: Check {
    let documentation = CheckDocumentation(
        code: "P002",
        title: "The Route is missing or out of date",
        severity: .error,
        explains: [.acceptedByCCM, .loadBalancer, .loadBalancerKept, .loadBalancerCurrent],
        inputs: [.tenantDeployments, .routes],
        causedBy: RouteCauses.ccm + ["R003", "T001", "T003", "P003", "M004"],
        meaning: """
            For each Ingress, Gateway and route that it takes, the CCM writes a Route into the tenant's namespace of the \
            management cluster, with the object and its Services. The Route is missing, or it holds something else.
            """,
        impact: "The management cluster does not know the object, or serves an old state of it.",
        mending: "Touch the object or restart the CCM; its log says why it cannot write the Route.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.malformation == nil else { return nil }
            let (severity, note) = context.symptom(since: exposure.lastChange)
            guard let problem = problem(exposure, context) else { return nil }
            return context.finding(
                severity, "\(problem.text)\(note)", of: exposure, objects: [exposure.routeReference].compactMap(\.self),
                evidence: [problem.evidence],
                remedies: [
                    context.touch(exposure, "the CCM writes the Route again"),
                    context.restart(context.topology.ccm, " so that it reconciles everything"),
                    context.log(of: context.topology.ccm),
                ])
        }
    }

    private func problem(_ exposure: RouteExposure, _ context: CheckContext) -> (text: String, evidence: Evidence)? {
        let source = exposure.source
        if !exposure.hasFinalizer {
            return (
                "The CCM has not picked up \(source.reference): it has no finalizer of KubeLB's",
                Evidence(
                    "\(source.reference): metadata.finalizers", ServiceWords.list(source.metadata.finalizers, limit: 4))
            )
        }
        switch exposure.route {
        case .absent:
            // What a backend or a name keeps back is said of it.
            if exposure.backends.contains(where: { [.headless, .longName].contains($0.defect) }) { return nil }
            return (
                "The CCM has accepted \(source.reference), but there is no Route \(exposure.tenantNamespace ?? "tenant-?")/\(source.metadata.uid)",
                Evidence("Route \(exposure.tenantNamespace ?? "tenant-?")/\(source.metadata.uid)", "not found")
            )
        case .present(let route):
            if route.source.spec != source.spec {
                return (
                    "\(route.reference) holds an old state of \(source.reference)",
                    Evidence(
                        "\(route.reference): spec.source.kubernetes.resource.spec", "differs from the object's spec")
                )
            }
            return nil
        case .forbidden, .failed, .notCollected: return nil
        }
    }
}
