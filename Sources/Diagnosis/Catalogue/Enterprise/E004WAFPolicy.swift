import KubeLB
import Kubernetes
import Topology

/// KLC-E004: a WAF policy is not in force.
struct E004WAFPolicy: Check {
    let documentation = CheckDocumentation(
        code: "E004",
        title: "A WAF policy is not in force",
        severity: .warning,
        inputs: [.tenantStates],
        optionalInputs: [.wafPolicies, .tenantWAFPolicies, .configs],
        meaning: """
            The Enterprise Edition reports in the condition Valid of a WAFPolicy, and in the condition Accepted of a \
            TenantWAFPolicy, whether it applies the policy. Only HTTPRoutes and GRPCRoutes can have one.
            """,
        impact: "Requests are not filtered, or the routes that require the policy are not served.",
        mending: "Fix what the condition reports.",
        examples: [
            .fires(.warning, "a policy of the tenant is refused", policy("Accepted", "'False'")),
            .fires(
                .warning, "a policy of the management cluster is not valid",
                """
                management:
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: null}
                  configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: v1.5.0, edition: EE}}}}
                  wafpolicies.kubelb.k8c.io: {base: {status: {conditions: [{type: Valid, status: 'False',
                    reason: ParseError, message: unknown directive}]}}}
                """),
            .silent("the policy is accepted", policy("Accepted", "'True'")),
            .silent("the Community Edition"),
        ])

    private static func policy(_ type: String, _ status: String) -> String {
        """
        tenant: {tenantwafpolicies.kubelb.k8c.io: {shop/app: {status: {conditions: [{type: \(type), status: \(status),
          reason: TenantWAFLimitExceeded, message: at most 5 policies are allowed}]}}}}
        management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.topology.isEnterprise else { return [] }
        return refused(WAFPolicy.self, .management, "Valid", context)
            + refused(TenantWAFPolicy.self, .tenant, "Accepted", context)
    }

    private func refused<Item: EnterpriseObject>(
        _ kind: Item.Type, _ side: ClusterSide, _ type: String, _ context: CheckContext
    ) -> [Finding] {
        (context.topology.list(side, kind).value?.items ?? []).compactMap { policy in
            guard let condition = policy.conditions.first(where: { $0.type == type }), condition.status == "False"
            else {
                return nil
            }
            return EnterpriseCondition(policy, condition).finding(
                "\(policy.reference) is not in force", on: side, context)
        }
    }
}
