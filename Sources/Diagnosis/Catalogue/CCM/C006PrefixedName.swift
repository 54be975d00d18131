import KubeLB
import Kubernetes
import Topology

/// KLC-C006: the tenant's name is written with its prefix.
struct C006PrefixedName: Check {
    let documentation = CheckDocumentation(
        code: "C006",
        title: """
            --cluster-name has the prefix "tenant-"
            """,
        severity: .info,
        inputs: [.tenantDeployments],
        meaning: """
            A tenant's namespace is its name prefixed with "tenant-". The CCM adds the prefix if --cluster-name lacks \
            it, and uses the value unchanged if, as here, it already has it.
            """,
        impact: """
            None, unless the Tenant's own name begins with "tenant-".
            """,
        mending: "No action is needed; the name works as it is.",
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
                .info, "The CCM's --cluster-name=\(written) already has the prefix: it refers to Tenant \(name)",
                objects: topology.deployment(of: topology.ccm).value.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [Evidence("CCM: --cluster-name", written)])
        ]
    }
}
