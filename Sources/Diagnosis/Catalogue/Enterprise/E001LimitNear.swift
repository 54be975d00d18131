import KubeLB
import Kubernetes
import Topology

/// KLC-E001: the tenant has nearly as many LoadBalancers as it may have.
struct E001LimitNear: Check {
    let documentation = CheckDocumentation(
        code: "E001",
        title: "The tenant's limit of LoadBalancers is nearly reached",
        severity: .info,
        inputs: [.loadBalancers],
        optionalInputs: [.tenants, .tenantStates], judgesManagementAlone: true,
        meaning: """
            The Enterprise Edition serves no more LoadBalancers than spec.loadBalancer.limit of the Tenant allows. At least \
            80 % of them exist.
            """,
        impact: "When the limit is reached, further Services get no address.",
        mending: "Raise the limit in the Tenant before it is needed, or delete Services that are not needed.",
        examples: [
            .fires(
                .info, "one is allowed and one exists",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 1}}}}}"),
            .fires(
                .info, "the TenantState shows the limit, and reading Tenants is forbidden",
                """
                management:
                  tenants.kubelb.k8c.io: forbidden
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {loadBalancer: {limit: 1}}}}
                """),
            .silent(
                "half of the limit is used",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 2}}}}}"),
            .silent(
                "no LoadBalancers are allowed",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 0}}}}}"),
            .silent("there is no limit"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant, topology.isOfAllServices,
            let loadBalancers = topology.loadBalancers.value, let (source, limit) = T011LimitReached.limit(topology),
            limit > 0
        else { return [] }
        let used = loadBalancers.filter { $0.isAccepted && !$0.metadata.isBeingDeleted }.count
        guard Double(used) >= 0.8 * Double(limit) else { return [] }
        return [
            Finding(
                .info,
                "Tenant \(tenant.name) has \(used) of \(ServiceWords.count(limit, "LoadBalancer")) that its limit allows",
                objects: [.tenant(tenant.name)],
                evidence: [
                    Evidence(source, "\(limit)"), Evidence("LoadBalancers that the manager has accepted", "\(used)"),
                ])
        ]
    }
}
