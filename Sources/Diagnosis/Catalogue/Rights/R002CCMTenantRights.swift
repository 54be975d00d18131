import KubeLB
import Kubernetes
import Topology

/// KLC-R002: the CCM's ServiceAccount lacks rights in the tenant cluster.
struct R002CCMTenantRights: Check {
    let documentation = CheckDocumentation(
        code: "R002",
        title: "The CCM lacks permissions in the tenant cluster",
        severity: .error,
        explains: Gate.all(of: .propagated),
        hop: .ccm,
        inputs: [],
        optionalInputs: [.tenantAccess, .tenantDeployments, .tenantPods, .ccmLogs],
        meaning: """
            An access review or the CCM's log shows that its ServiceAccount may not do what it needs to: get and update its \
            Lease, list and watch nodes and Services, update Services and their status.
            """,
        impact: """
            Node addresses, finalizers or external addresses are never written, for any Service. Without its Lease the CCM \
            never becomes the leader and starts no controller, although its pod is Ready.
            """,
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
            .fires(
                .error, "its log shows that it may not get its Lease",
                """
                tenant:
                  access: {reviews: null}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}
                  services: {shop/web: {metadata: {finalizers: []}, status: {loadBalancer: null}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: 'E1122 11:59:40.104217       1 leaderelection.go:452] "Error retrieving
                  lease lock" err="leases.coordination.k8s.io \\"19f32e7b.ccm.kubelb.k8c.io\\" is forbidden: User
                  \\"system:serviceaccount:kubelb:kubelb-ccm\\" cannot get resource \\"leases\\" in API group
                  \\"coordination.k8s.io\\" in the namespace \\"kubelb\\""'}
                """),
            .fires(
                .error, "an access review denies to list Services",
                "tenant: {access: {reviews: [{subject: ccm, verb: list, resource: services, allowed: false}]}}"),
            .fires(
                .error, "its log shows that its watch of Services ended and may not begin again",
                """
                tenant:
                  access: {reviews: null}
                  services: {shop/web: {metadata: {finalizers: []}, status: {loadBalancer: null}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:40.000Z",
                  "logger":"controller-runtime.cache.UnhandledError","msg":"Failed to watch","type":"*v1.Service",
                  "error":"failed to list *v1.Service: services is forbidden: User
                  \\"system:serviceaccount:kubelb:kubelb-ccm\\" cannot list resource \\"services\\" in API group \\"\\" at
                  the cluster scope"}'}
                """),
            .silent(
                "it is our own identity that may not",
                "tenant: {access: {reviews: [{subject: self, verb: update, resource: services, allowed: false}]}}"),
            .silent(
                "a right that the CCM does not need",
                "tenant: {access: {reviews: [{subject: ccm, verb: delete, resource: nodes, allowed: false}]}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let reviewed = reviewed(context)
        return reviewed.isEmpty ? logged(context) : reviewed
    }

    private func account(_ context: CheckContext) -> String {
        let named =
            context.topology.deployment(of: context.topology.ccm).value?.state.template.serviceAccountName ?? ""
        return named.isEmpty ? KubeLBNames.ccmIdentity : named
    }

    /// What the API server refused the CCM, by its log.
    private func logged(_ context: CheckContext) -> [Finding] {
        let ccm = context.topology.ccm
        let account = account(context)
        let user = "system:serviceaccount:\(ccm.namespace):\(account)"
        var rights: [(verb: String, resource: String)] = []
        var evidence: [Evidence] = []
        for (source, line) in CCMState(context).standingLines {
            guard case .forbidden(user, let verb, let resource, _) = line.signature,
                !rights.contains(where: { $0 == (verb, resource) })
            else { continue }
            rights.append((verb, resource))
            evidence.append(context.evidence(source, line))
        }
        guard let first = rights.first else { return [] }
        let neverLeads = rights.contains { $0.resource == Lease.resource }
        return [
            finding(
                rights.map { "\($0.verb) \($0.resource)" }, first, account, evidence,
                neverLeads ? ", so it never becomes the leader and starts no controller" : "", context)
        ]
    }

    /// What access reviews say of the CCM's ServiceAccount.
    private func reviewed(_ context: CheckContext) -> [Finding] {
        guard let access = context.topology.access(of: .tenant).value else { return [] }
        let missing = CCMRights.tenant.filter { right in
            access.reviews.contains { review in
                review.subject == "ccm" && !review.isAllowed && review.verb == right.verb
                    && review.resource == right.resource
            }
        }
        guard let first = missing.first else { return [] }
        let rights = missing.map { "\($0.verb) \($0.resource)" }
        return [
            finding(
                rights, first, account(context),
                rights.map { Evidence("access review of the CCM, tenant cluster: \($0)", "denied") }, "", context)
        ]
    }

    private func finding(
        _ rights: [String], _ first: (verb: String, resource: String), _ account: String, _ evidence: [Evidence],
        _ consequence: String, _ context: CheckContext
    ) -> Finding {
        let ccm = context.topology.ccm
        let reference = ObjectReference(
            .tenant, kind: ServiceAccount.kind, namespace: ccm.namespace, name: account)
        return Finding(
            .error,
            "The CCM's ServiceAccount \(ccm.namespace)/\(account) is not allowed to \(rights.joined(separator: ", ")) "
                + "in the tenant cluster\(consequence)",
            objects: [reference],
            evidence: evidence,
            remedies: [
                .fix(
                    HelmRelease(of: ccm).isBehindImage
                        ? "upgrade the Helm release to the version of the image, whose chart creates the roles that this CCM needs"
                        : "let the chart restore the CCM's ClusterRole and its binding, or its Role for the Lease",
                    context.set("rbac.enabled", "true", of: ccm)),
                context.canI(
                    .tenant, first.verb, first.resource, as: "system:serviceaccount:\(ccm.namespace):\(account)"),
            ])
    }
}
