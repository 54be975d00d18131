import KubeLB
import Kubernetes
import Topology

/// KLC-C004: the CCM is not told which tenant it works for.
struct C004NoClusterName: Check {
    let documentation = CheckDocumentation(
        code: "C004",
        title: "The CCM has no --cluster-name",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments],
        meaning: """
            --cluster-name sets the tenant, and with it the namespace of the management cluster that the CCM writes \
            to. The CCM's Deployment does not set it, or sets it to an empty value.
            """,
        impact: "The CCM exits at startup, so no Service is propagated.",
        mending: "Set the Helm value kubelb.tenantName of the chart kubelb-ccm to the tenant's name.",
        examples: [
            .fires(
                .error, "the argument is missing",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--node-address-type=ExternalIP"))}}"),
            .fires(
                .error, "the argument is empty",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name="))}}"),
            .silent(
                "a CCM that only converts Ingresses needs none",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--ingress-conversion-only=true"))}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, settings.clusterName == nil, !settings.convertsIngressOnly,
            let deployment = topology.deployment(of: topology.ccm).value
        else { return [] }
        let written = CCMArguments(context).value(of: "cluster-name") == nil ? "not set" : "empty"
        return [
            Finding(
                .error, "\(deployment.reference) runs the CCM without a tenant: --cluster-name is \(written)",
                objects: [ObjectReference(.tenant, deployment)],
                evidence: [Evidence("CCM: --cluster-name", written)],
                remedies: [
                    CCMRemedies.setTenantName(context)
                ])
        ]
    }
}
