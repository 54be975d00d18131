import KubeLB
import Kubernetes
import Topology

/// KLC-C006: the tenant's name is written with its prefix.
struct C006PrefixedName: Check {
    let documentation = CheckDocumentation(
        code: "C006",
        title: "--cluster-name is written with the prefix \"tenant-\"",
        severity: .info,
        inputs: [.tenantDeployments],
        meaning: """
            A tenant's namespace is its name with "tenant-" before it. The CCM adds the prefix where --cluster-name lacks it \
            and leaves the value as it is where, as here, it has it.
            """,
        impact: "None, as long as the Tenant's own name does not begin with \"tenant-\".",
        mending: "Nothing needs to be done.",
        examples: [
            .fires(
                .info, "with the prefix",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=tenant-acme"))}}"),
            .silent("without", "{}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, let written = settings.clusterName, !settings.convertsIngressOnly,
            written.hasPrefix(KubeLBNames.tenantPrefix)
        else { return [] }
        let name = KubeLBNames.tenantName(forNamespace: written)
        return [
            Finding(
                .info, "The CCM's --cluster-name=\(written) has the prefix already: it names Tenant \(name)",
                objects: topology.deployment(of: topology.ccm).value.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [Evidence("CCM argument --cluster-name", written)])
        ]
    }
}
