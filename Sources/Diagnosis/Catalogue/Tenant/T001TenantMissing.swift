import KubeLB
import Kubernetes
import Topology

/// KLC-T001: the tenant's Tenant does not exist.
struct T001TenantMissing: Check {
    let documentation = CheckDocumentation(
        code: "T001",
        title: "The Tenant does not exist",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenants],
        optionalInputs: [.managementNamespaces, .ccmLogs],
        causedBy: ["A004", "A005", "C005", "M004"],
        meaning: """
            The management cluster has no Tenant with the name of this tenant cluster. The manager creates the \
            tenant's namespace, its permissions and its Envoy only for an existing Tenant.
            """,
        impact:
            "No Service of the tenant cluster gets a load balancer; existing ones are no longer managed.",
        mending: "Create the Tenant, or correct the tenant name in the CCM.",
        examples: [
            .fires(.error, "the Tenant is gone", "management: {tenants.kubelb.k8c.io: {acme: null}}"),
            .fires(
                .error, "only another Tenant exists",
                "management: {tenants.kubelb.k8c.io: {acme: null, acme-2: {spec: {}, status: {phase: Ready}}}}"),
            .fires(
                .error, "its namespace is one of KubeLB v1.0, which knew no Tenants",
                """
                management:
                  namespaces: {tenant-acme: {metadata: {ownerReferences: null}}}
                  tenants.kubelb.k8c.io: {acme: null}
                """),
            .silent("the Tenants may not be read", "management: {tenants.kubelb.k8c.io: forbidden}"),
            .silent(
                "the Tenant is not Ready yet",
                "management: {tenants.kubelb.k8c.io: {acme: {status: {phase: Pending}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant, case .absent = topology.tenantObject else { return [] }
        let names = (topology.list(.management, Tenant.self).value?.items ?? []).map(\.metadata.name).sorted()
        return [
            Finding(
                .error, "Tenant \(tenant.name) does not exist in the management cluster",
                objects: [ObjectReference(.management, kind: Tenant.kind, name: tenant.name)],
                evidence: [
                    Evidence(
                        "Tenants of the management cluster", names.isEmpty ? "none" : NodeWords.list(names)),
                    Evidence("source of the tenant name", source(tenant.source)),
                ],
                remedies: TenantCommands.createForCCM(tenant.name, context) + [
                    .inspect("list the existing Tenants", context.listTenants)
                ])
        ]
    }

    private func source(_ source: TenantIdentity.Source) -> String {
        switch source {
        case .requested: "--tenant"
        case .clusterName: "the CCM's --cluster-name"
        case .loadBalancers: "the namespace with this cluster's LoadBalancers"
        }
    }
}
