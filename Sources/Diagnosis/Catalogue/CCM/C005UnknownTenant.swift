import KubeLB
import Kubernetes
import Topology

/// KLC-C005: the CCM works for a tenant that the management cluster does not have.
struct C005UnknownTenant: Check {
    let documentation = CheckDocumentation(
        code: "C005",
        title: "The CCM's --cluster-name matches no Tenant",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments, .tenants],
        meaning: """
            The CCM's --cluster-name must be the name of a Tenant in the management cluster, with or without the \
            prefix "tenant-". No Tenant with that name exists.
            """,
        impact: """
            The CCM writes to a namespace that does not exist or that no manager manages, so no Service of this \
            cluster becomes reachable. With the permissions of another tenant, it also exits every two minutes.
            """,
        mending: "Correct the Helm value kubelb.tenantName of the CCM, or create the Tenant.",
        examples: [
            .fires(
                .error, "a name that is no Tenant's",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acne"))}}"),
            .fires(.error, "the Tenant is gone", "management: {tenants.kubelb.k8c.io: {acme: null}}"),
            .silent(
                "the name with its prefix",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=tenant-acme"))}}"),
            .silent("the Tenants may not be read", "management: {tenants.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, let written = settings.clusterName, !settings.convertsIngressOnly,
            // A reference to an environment variable says nothing about the name.
            !written.contains("$(")
        else { return [] }
        let namespace = KubeLBNames.tenantNamespace(forClusterName: written)
        let name = KubeLBNames.tenantName(forNamespace: namespace)
        let tenants = topology.list(.management, Tenant.self)
        guard case .absent = tenants.first(where: { $0.metadata.name == name }) else { return [] }
        let names = (tenants.value?.items ?? []).map(\.metadata.name)
        let deployment = topology.deployment(of: topology.ccm).value
        return [
            Finding(
                .error, message(written, name, names), objects: deployment.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [
                    Evidence("CCM: --cluster-name", written),
                    Evidence("Tenants of the management cluster", "\(names.count), none named \"\(name)\""),
                ],
                remedies: remedies(written, name, names, context))
        ]
    }

    /// The value of `--cluster-name` that was probably meant: a near name, or the prefix once more where the Tenant's own
    /// name begins with it.
    private func candidates(_ written: String, _ name: String, _ names: [String]) -> [String] {
        let near = NearNames.of(name, among: names)
        return names.contains(written) ? [KubeLBNames.tenantPrefix + written] : near
    }

    private func message(_ written: String, _ name: String, _ names: [String]) -> String {
        let text =
            "The CCM's --cluster-name=\(written) refers to Tenant \(name), which does not exist in the management cluster"
        let candidates = candidates(written, name, names)
        if names.contains(written) {
            return "\(text); for Tenant \(written) it must be \(candidates.joined())"
        }
        return candidates.isEmpty ? text : "\(text); similar names: \(candidates.joined(separator: ", "))"
    }

    private func remedies(
        _ written: String, _ name: String, _ names: [String], _ context: CheckContext
    ) -> [Remedy] {
        let candidates = candidates(written, name, names)
        let value = candidates.first.map { HelmValue($0) } ?? .variable("NAME", "the name of the Tenant")
        var remedies: [Remedy] = [
            .fix(
                "correct the name if \(candidates.first ?? "another Tenant") is meant",
                context.set("kubelb.tenantName", value, of: context.topology.ccm), risk: .restart)
        ]
        if let create = TenantCommands.create(name, context) { remedies.append(.fix("create the Tenant", create)) }
        return remedies + [.inspect("list the existing Tenants", context.listTenants)]
    }
}
