import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-I001: an Ingress or Gateway is not of the class that KubeLB takes, and nobody else serves it.
struct I001NotTaken: Check {
    let documentation = CheckDocumentation(
        code: "I001",
        title: "The Ingress or Gateway is not of the class that KubeLB takes",
        severity: .error,
        explains: [.eligibility],
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantIngressClasses, .tenantGatewayClasses],
        meaning: """
            The CCM takes only Ingresses with spec.ingressClassName: kubelb and Gateways with spec.gatewayClassName: \
            kubelb, unless its class filter is switched off. It does not read the annotation \
            kubernetes.io/ingress.class. What does not match leaves no trace: no event, no condition, no log line.
            """,
        impact: "The object gets no address, and nobody serves its hosts.",
        mending: "Set the class to kubelb, or install a controller for the class that the object names.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.compactMap { exposure in
            guard exposure.selection.value == .otherClass, !exposure.isIgnored, !exposure.isLeftBehind,
                !exposure.isTerminating
            else { return nil }
            return finding(exposure, context)
        }
    }

    private func finding(_ exposure: RouteExposure, _ context: CheckContext) -> Finding {
        let source = exposure.source
        let field = exposure.kind == .ingress ? "ingressClassName" : "gatewayClassName"
        let annotation = source.metadata.annotations[KubeLBNames.legacyIngressClassAnnotation]
        let problem: String
        switch (source.className, annotation) {
        case (let name?, _): problem = "is of class \(name), which nobody in the tenant cluster serves"
        case (nil, let legacy?):
            problem =
                "has its class, \(legacy), only in the annotation \(KubeLBNames.legacyIngressClassAnnotation), "
                + "which KubeLB does not read"
        case (nil, nil): problem = "has no class"
        }
        var evidence = [Evidence("\(source.reference): spec.\(field)", source.className ?? "not set")]
        if let annotation {
            evidence.append(
                Evidence(
                    "\(source.reference): metadata.annotations[\(KubeLBNames.legacyIngressClassAnnotation)]",
                    annotation))
        }
        return Finding(
            .error, "\(source.reference) \(problem); the CCM takes only class \(KubeLBNames.ingressClass)",
            resource: exposure.resource, objects: [exposure.reference], evidence: evidence,
            remedies: [
                .fix(
                    "give it KubeLB's class",
                    context.patch(exposure.reference, ["spec": .object([field: .string(KubeLBNames.ingressClass)])]))
            ])
    }
}
