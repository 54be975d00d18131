import KubeLB
import Kubernetes
import Topology

/// KLC-C015: the CCM only converts Ingresses.
struct C015IngressOnly: Check {
    let documentation = CheckDocumentation(
        code: "C015",
        title: "The CCM only converts Ingresses",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantServices, .tenantDeployments],
        meaning: """
            With --ingress-conversion-only=true, the CCM only converts Ingresses to Gateway API objects inside the \
            tenant cluster. It does not connect to the management cluster at all.
            """,
        impact: "No Service of type LoadBalancer is propagated.",
        mending:
            "Disable the standalone mode of the Ingress conversion in the CCM's Helm values, or remove the argument.",
        examples: [
            .fires(
                .error, "a Service waits",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--ingress-conversion-only=true"))}
                  services: {shop/web: {status: {loadBalancer: null}}}
                """),
            .fires(
                .info, "no Service needs it",
                """
                tenant:
                  deployments.apps: {\(CCMExamples.deployment("--ingress-conversion-only=true"))}
                  services: {shop/web: null}
                """),
            .silent(
                "switched off",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--ingress-conversion-only=false"))}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, settings.convertsIngressOnly else { return [] }
        let waiting = topology.exposures.count { $0.isTaken && ($0.addresses.isEmpty || $0.hasFinalizer) }
        let note =
            waiting == 0
            ? ""
            : "; \(waiting) Service\(waiting == 1 ? "" : "s") of type LoadBalancer \(waiting == 1 ? "needs" : "need") it"
        return [
            Finding(
                waiting == 0 ? .info : .error,
                "The CCM runs with --ingress-conversion-only=true and does not propagate Services\(note)",
                objects: topology.deployment(of: topology.ccm).value.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [Evidence("CCM: --ingress-conversion-only", "true")],
                remedies: waiting == 0
                    ? []
                    : [
                        .fix(
                            "remove the argument from the CCM's Deployment and from the Helm values that set it",
                            context.kubectl("edit", context.reference(topology.ccm)), risk: .restart)
                    ])
        ]
    }
}
