import KubeLB
import Kubernetes
import Topology

/// KLC-I008: an Ingress on which the CCM panics.
struct I008CCMPanics: Check {
    let documentation = CheckDocumentation(
        code: "I008",
        title: "The CCM panics on an Ingress",
        severity: .error,
        explains: [.wellFormed, .acceptedByCCM, .loadBalancer, .loadBalancerCurrent, .addressCopied],
        inputs: [.tenantDeployments, .tenantPods],
        meaning: """
            KubeLB up to v1.4.3 does not expect an Ingress rule without http, or a path whose backend is a resource instead \
            of a Service. It panics on such an Ingress when a Service of its namespace changes, and again at every start.
            """,
        impact: """
            The Ingress is not propagated, and when the CCM restarts for whatever reason it crash-loops, so that no \
            Service is handled either.
            """,
        mending: "Complete the rule with paths, or remove it.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let isRestarting = topology.restarting(topology.ccm) != nil || CCMState(context).isUp == false
        return topology.routeExposures.compactMap { exposure in
            guard exposure.isTaken, exposure.kind == .ingress, let malformation = exposure.malformation,
                malformation != .longName
            else { return nil }
            var finding = context.finding(
                .error,
                "\(exposure.source.reference): \(malformation.text), on which the CCM panics"
                    + (isRestarting
                        ? " at every start: it handles neither Ingresses nor Services"
                        : "; at its next restart it would crash-loop"),
                of: exposure, evidence: [Evidence("\(exposure.source.reference): spec.rules", malformation.text)],
                remedies: [
                    .fix(
                        "complete the rule with paths to a Service, or remove it",
                        context.kubectl("edit", exposure.reference))
                ])
            // Then it is about everything that the CCM does.
            if isRestarting { finding.resource = nil }
            return finding
        }
    }
}
