import KubeLB
import Kubernetes
import Topology

/// KLC-E001: the tenant has nearly as many LoadBalancers or Gateways as it may have.
struct E001LimitNear: Check {
    let documentation = CheckDocumentation(
        code: "E001",
        title: "The tenant's limit of LoadBalancers or Gateways is nearly reached",
        severity: .info,
        inputs: [.loadBalancers],
        optionalInputs: [.tenants, .tenantStates, .configs, .routes], judgesManagementAlone: true,
        meaning: """
            The Enterprise Edition serves no more LoadBalancers than spec.loadBalancer.limit of the Tenant allows, and no more \
            Gateways than spec.gatewayAPI.gateway.limit of the Tenant or Config. At least 80 % of them exist.
            """,
        impact: "When the limit is reached, further Services or Gateways get no address.",
        mending:
            "Raise the limit in the Tenant before it is needed, or delete Services or Gateways that are not needed.",
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
            .firesOnRoutes(
                .info, "one Gateway is allowed and one exists",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {gateway: {limit: 1}}}}}}"),
            .silentOnRoutes(
                "half of the limit of Gateways is used",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {gateway: {limit: 2}}}}}}"),
            .silent(
                "half of the limit is used",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 2}}}}}"),
            .silent(
                "no LoadBalancers are allowed",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {limit: 0}}}}}"),
            .silent("there is no limit"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        // For named objects no others are read.
        guard let tenant = context.diagnosedTenant, context.topology.isOfAllServices else { return [] }
        return [loadBalancers(tenant, context), gateways(tenant, context)].compactMap(\.self)
    }

    private func loadBalancers(_ tenant: TenantIdentity, _ context: CheckContext) -> Finding? {
        guard let all = context.topology.loadBalancers.value,
            let (source, limit) = T011LimitReached.limit(context.topology)
        else { return nil }
        let used = all.filter { $0.isAccepted && !$0.metadata.isBeingDeleted }.count
        return finding(tenant, LoadBalancer.kind, used, of: limit, source)
    }

    private func gateways(_ tenant: TenantIdentity, _ context: CheckContext) -> Finding? {
        guard let routes = context.topology.routes.value, let (source, limit) = EnterpriseLimit.ofGateways(context)
        else {
            return nil
        }
        let used = routes.filter {
            $0.source.kind == RouteKind.gateway.rawValue && $0.isAccepted && !$0.metadata.isBeingDeleted
        }.count
        return finding(tenant, Gateway.kind, used, of: limit, source)
    }

    private func finding(
        _ tenant: TenantIdentity, _ kind: String, _ used: Int, of limit: Int, _ source: String
    ) -> Finding? {
        guard limit > 0, Double(used) >= 0.8 * Double(limit) else { return nil }
        return Finding(
            .info, "Tenant \(tenant.name) has \(used) of \(ServiceWords.count(limit, kind)) that its limit allows",
            objects: [.tenant(tenant.name)],
            evidence: [Evidence(source, "\(limit)"), Evidence("\(kind)s that the manager has accepted", "\(used)")])
    }
}
