import KubeLB
import Kubernetes
import Topology

/// KLC-G016: a policy for a generated object has no effect, or fails its requests.
struct G016PolicyRefused: Check {
    let documentation = CheckDocumentation(
        code: "G016",
        title: "Envoy Gateway does not accept a policy of a generated object",
        severity: .error,
        inputs: [.routes],
        optionalInputs: [
            .managementSecurityPolicies, .managementBackendTrafficPolicies, .managementClientTrafficPolicies,
            .managementGateways,
            .managementHTTPRoutes,
        ],
        judgesManagementAlone: true,
        meaning: """
            A SecurityPolicy, BackendTrafficPolicy or ClientTrafficPolicy in the tenant's namespace of the management cluster refers to a \
            Gateway or route that KubeLB generates, and Envoy Gateway reports in its status that it does not accept the policy. The \
            conditions of the route itself do not show that.
            """,
        impact: """
            Envoy Gateway answers every request with 500 if it is a SecurityPolicy, so that nobody gets past it. What other policies ask \
            for is not done.
            """,
        mending: """
            Fix what the condition names. Secrets that KubeLB synchronizes have other names in the management cluster than in the tenant \
            cluster: the UID of the SyncSecret.
            """,
        examples: [
            .firesOnRoutes(
                .error, "a SecurityPolicy refers to a Secret that does not exist", policy("securitypolicies", "False")),
            .firesOnRoutes(
                .warning, "a BackendTrafficPolicy cannot be applied", policy("backendtrafficpolicies", "False")),
            .silentOnRoutes("the policy is accepted", policy("securitypolicies", "True")),
            .silentOnRoutes("the policy is for another route", policy("securitypolicies", "False", target: "other")),
        ])

    private static func policy(_ resource: String, _ accepted: String, target: String = "shop-app") -> String {
        """
        management: {\(resource).gateway.envoyproxy.io: {tenant-acme/login: {spec: {targetRefs: [
          {group: gateway.networking.k8s.io, kind: HTTPRoute, name: \(target)}]}, status: {ancestors: [{conditions: [
            {type: Accepted, status: '\(accepted)', reason: Invalid, message: 'OIDC: secret tenant-acme/oidc-client does not exist.',
              lastTransitionTime: "2026-11-22T11:00:00Z"}]}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let exposures = context.topology.takenRoutes.filter { $0.kind != .ingress && $0.ownsGenerated }
        guard !exposures.isEmpty else { return [] }
        return refused(SecurityPolicy.self, exposures, context) + refused(BackendTrafficPolicy.self, exposures, context)
            + refused(ClientTrafficPolicy.self, exposures, context)
    }

    private func refused<Policy: UncarriedObject>(
        _ kind: Policy.Type, _ exposures: [RouteExposure], _ context: CheckContext
    ) -> [Finding] {
        (context.topology.inTenantNamespace(kind).value ?? []).flatMap { policy -> [Finding] in
            guard let refusal = policy.conditions.first(where: { $0.type == "Accepted" && $0.status == "False" }) else {
                return []
            }
            return exposures.compactMap { exposure in
                guard let generated = exposure.generated.value,
                    policy.hasTarget(exposure.kind.rawValue, generated.metadata.name)
                else { return nil }
                return finding(exposure, policy, refusal, context)
            }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ policy: some UncarriedObject, _ refusal: Condition, _ context: CheckContext
    ) -> Finding {
        let blocks = policy is SecurityPolicy
        return context.finding(
            blocks ? .error : .warning,
            "\(policy.reference), which is for \(exposure.source.reference), is not accepted (\(refusal.reason)): "
                + ServiceWords.clause(ServiceWords.excerpt(refusal.message))
                + (blocks ? ". Envoy Gateway answers its requests with 500" : ""),
            of: exposure, objects: [ObjectReference(.management, policy)],
            evidence: [
                Evidence(
                    "\(policy.reference): status.ancestors[].conditions[Accepted]",
                    "False (\(refusal.reason): \(refusal.message))", at: refusal.lastTransitionTime)
            ],
            remedies: [.fix("fix or delete the policy", context.kubectl("edit", ObjectReference(.management, policy)))])
    }
}
