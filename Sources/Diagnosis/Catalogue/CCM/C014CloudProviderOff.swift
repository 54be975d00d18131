import KubeLB
import Kubernetes
import Topology

/// KLC-C014: the CCM takes endpoint addresses from the Services' own status.
struct C014CloudProviderOff: Check {
    let documentation = CheckDocumentation(
        code: "C014",
        title: "The CCM runs with --enable-cloud-provider=false",
        severity: .warning,
        inputs: [.tenantDeployments],
        meaning: """
            With --enable-cloud-provider=false, the CCM leaves the status of Services to another load balancer and \
            uses the addresses in it as endpoints instead of the nodes' addresses.
            """,
        impact: """
            A Service that gets no address from another controller has no endpoints in KubeLB, and KubeLB's own \
            address does not appear in the Service's status.
            """,
        mending: "Remove the argument, unless another load balancer serves the tenant cluster on purpose.",
        examples: [
            .fires(
                .warning, "switched off",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--enable-cloud-provider=false"))}}"
            ),
            .silent(
                "said to be on",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme", "--enable-cloud-provider=true"))}}"
            ),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, !settings.isCloudProviderEnabled, !settings.convertsIngressOnly
        else {
            return []
        }
        let taken = topology.takenExposures
        let without = taken.count { $0.addresses.isEmpty }
        let note = without == 0 ? "" : "; \(without) of \(taken.count) Services have none"
        return [
            Finding(
                taken.isEmpty ? .info : .warning,
                "The CCM runs with --enable-cloud-provider=false: endpoints are the addresses in the status of each Service\(note)",
                objects: topology.deployment(of: topology.ccm).value.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [Evidence("CCM: --enable-cloud-provider", "false")],
                remedies: [
                    .fix(
                        "remove the argument from the CCM's Deployment, unless it is intended",
                        context.kubectl("edit", context.reference(topology.ccm)), risk: .restart)
                ])
        ]
    }
}
