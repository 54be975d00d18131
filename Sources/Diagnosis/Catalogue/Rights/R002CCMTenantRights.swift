import KubeLB
import Kubernetes
import Topology

/// KLC-R002: the CCM's ServiceAccount lacks rights in the tenant cluster.
struct R002CCMTenantRights: Check {
    let documentation = CheckDocumentation(
        code: "R002",
        title: "The CCM lacks permissions in the tenant cluster",
        severity: .error,
        hop: .ccm,
        inputs: [.tenantAccess],
        optionalInputs: [.tenantDeployments],
        meaning: """
            An access review shows that the CCM's ServiceAccount lacks permissions that it needs: to list and watch \
            nodes, and to update Services and their status.
            """,
        impact: "Node addresses, finalizers or external addresses are not written for any Service.",
        mending: "Let the CCM's chart create its ClusterRole and the binding (rbac.enabled=true).",
        examples: [
            .fires(
                .error, "the status of Services may not be updated",
                """
                tenant: {access: {reviews: [
                  {subject: ccm, verb: list, resource: nodes, allowed: true},
                  {subject: ccm, verb: update, resource: services, allowed: true},
                  {subject: ccm, verb: update, resource: services/status, allowed: false}]}}
                """),
            .silent(
                "it is our own identity that may not",
                "tenant: {access: {reviews: [{subject: self, verb: update, resource: services, allowed: false}]}}"),
            .silent(
                "a right that the CCM does not need",
                "tenant: {access: {reviews: [{subject: ccm, verb: delete, resource: nodes, allowed: false}]}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let access = context.topology.access(of: .tenant).value else { return [] }
        let missing = CCMRights.tenant.filter { right in
            access.reviews.contains { review in
                review.subject == "ccm" && !review.isAllowed && review.verb == right.verb
                    && review.resource == right.resource
            }
        }
        guard let first = missing.first else { return [] }
        let ccm = context.topology.ccm
        let named = context.topology.deployment(of: ccm).value?.state.template.serviceAccountName ?? ""
        let account = named.isEmpty ? KubeLBNames.ccmIdentity : named
        let rights = missing.map { "\($0.verb) \($0.resource)" }
        return [
            Finding(
                .error,
                "The CCM's ServiceAccount \(ccm.namespace)/\(account) is not allowed to \(rights.joined(separator: ", ")) "
                    + "in the tenant cluster",
                objects: [
                    ObjectReference(.tenant, kind: ServiceAccount.kind, namespace: ccm.namespace, name: account)
                ],
                evidence: rights.map { Evidence("access review of the CCM, tenant cluster: \($0)", "denied") },
                remedies: [
                    Remedy(
                        "let the chart create the ClusterRole and its binding",
                        command: CommonRemedies.ccmValue("rbac.enabled", "true", context)),
                    Remedy("then check the permission again", command: canI(first, account, context)),
                ])
        ]
    }

    private func canI(_ right: (verb: String, resource: String), _ account: String, _ context: CheckContext)
        -> ShellCommand
    {
        let parts = right.resource.split(separator: "/").map(String.init)
        let subresource: ShellWords = parts.count > 1 ? "--subresource=\(parts[1])" : ""
        let user = "system:serviceaccount:\(context.topology.ccm.namespace):\(account)"
        return context.kubectl(
            .tenant, "auth can-i \(right.verb) \(parts[0]) \(words: subresource) --all-namespaces --as=\(user)")
    }
}
