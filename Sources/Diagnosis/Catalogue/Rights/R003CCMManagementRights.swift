import KubeLB
import Kubernetes
import Topology

/// KLC-R003: the identity with which the CCM works in the management cluster lacks rights there.
struct R003CCMManagementRights: Check {
    let documentation = CheckDocumentation(
        code: "R003",
        title: "The CCM lacks permissions in the tenant's management namespace",
        severity: .error,
        explains: Gate.all(of: .propagated),
        hop: .ccm,
        inputs: [],
        optionalInputs: [.managementAccess, .ccmLogs],
        causedBy: ["C001", "C003", "C005", "C009", "C010", "C011", "C019", "T001", "T006"],
        meaning: """
            The credentials in the CCM's management kubeconfig are valid, but they do not permit writing LoadBalancers \
            or Addresses in the tenant's namespace, or not even reading there. Either the Role kubelb-ccm in that \
            namespace is missing, or the credentials belong to a tenant other than the one in --cluster-name.
            """,
        impact: "No LoadBalancers and node addresses reach the management cluster; the CCM exits after two minutes.",
        mending: """
            Make sure that --cluster-name and the kubeconfig match. If they do, restart the manager: it recreates the \
            tenant's ServiceAccount, Role and RoleBinding.
            """,
        examples: [
            .fires(
                .error, "an access review denies it",
                """
                management: {access: {reviews: [
                  {subject: ccm, verb: create, resource: loadbalancers.kubelb.k8c.io, namespace: tenant-acme, allowed: false},
                  {subject: ccm, verb: update, resource: addresses.kubelb.k8c.io, namespace: tenant-acme, allowed: true}]}}
                """),
            .fires(
                .error, "the CCM's log shows it: the credentials are another tenant's",
                log(namespace: "tenant-acme", time: "2026-11-22T11:59:30.166Z")),
            .silent(
                "the log is about another namespace", log(namespace: "tenant-other", time: "2026-11-22T11:59:30.166Z")),
            .silent(
                "the log's last word about it is an hour old",
                log(namespace: "tenant-acme", time: "2026-11-22T11:00:00.166Z")),
            .silent(
                "the log's last word about it is two minutes old: a CCM at work would have tried again",
                log(namespace: "tenant-acme", time: "2026-11-22T11:58:00.166Z")),
            .silent(
                "an access review allows it by now",
                write(
                    user: "tenant-acme", time: "2026-11-22T11:59:50.166Z",
                    reviews: """
                        {subject: ccm, verb: create, resource: loadbalancers.kubelb.k8c.io, namespace: tenant-acme, allowed: true}
                        """)),
            .silent(
                "the CCM has written a LoadBalancer since",
                write(
                    user: "tenant-acme", time: "2026-11-22T11:59:30.166Z",
                    loadBalancer: """
                        {metadata: {managedFields: [{manager: ccm, operation: Update, time: "2026-11-22T11:59:40Z",
                          fieldsV1: {"f:spec": {"f:ports": {}}}}]}}
                        """)),
            .fires(
                .error, "a refused write ten seconds ago",
                write(user: "tenant-acme", time: "2026-11-22T11:59:50.166Z")),
            .silent(
                "the review is about another namespace",
                """
                management: {access: {reviews: [
                  {subject: ccm, verb: create, resource: loadbalancers.kubelb.k8c.io, namespace: default, allowed: false}]}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let denied = deniedReviews(context)
        let refusals = refusals(context)
        guard !denied.isEmpty || !refusals.isEmpty else { return [] }
        let topology = context.topology
        let namespace = topology.tenantNamespace ?? denied.first?.namespace ?? refusals.first?.namespace ?? "the tenant"
        let otherTenant = refusals.compactMap { Self.tenantNamespace(ofUser: $0.user) }.first { $0 != namespace }
        let rights = denied.map { "\($0.verb) \($0.resource)" } + refusals.map { "\($0.verb) \($0.resource)" }
        let list = rights.uniqued()
        let shown = list.prefix(3).joined(separator: ", ") + (list.count > 3 ? ", and \(list.count - 3) more" : "")
        let message =
            otherTenant.map {
                "The CCM for \(namespace) uses the credentials of \($0), which are not allowed to \(shown) there"
            } ?? "The CCM's management identity is not allowed to \(shown) in namespace \(namespace)"
        return [
            Finding(
                .error, message,
                objects: [ObjectReference(.management, kind: Namespace.kind, name: namespace)],
                evidence: denied.map {
                    Evidence(
                        "access review of the CCM, management cluster: \($0.verb) \($0.resource)",
                        "denied in \(namespace)")
                } + refusals.prefix(3).map(\.evidence),
                confidence: denied.isEmpty ? .likely : .certain,
                remedies: remedies(namespace: namespace, otherTenant: otherTenant, context)
            ).about(.tenant)
        ]
    }

    private func deniedReviews(_ context: CheckContext) -> [AccessReview] {
        let own = context.topology.tenantNamespace
        return (context.topology.access(of: .management).value?.reviews ?? []).filter { review in
            review.subject == "ccm" && !review.isAllowed && ["create", "update"].contains(review.verb)
                && [LoadBalancer.resource, Addresses.resource].contains(review.resource)
                && (own == nil || review.namespace == nil || review.namespace == own)
        }
    }

    /// A refusal that the CCM logged.
    private struct Refusal {
        let user: String
        let verb: String
        let resource: String
        let namespace: String
        let evidence: Evidence
    }

    private func refusals(_ context: CheckContext) -> [Refusal] {
        let own = context.topology.tenantNamespace
        return CCMState(context).standingLines.compactMap { source, line in
            guard case .forbidden(let user, let verb, let resource, let namespace) = line.signature,
                resource.hasSuffix("." + KubeLBNames.group), let namespace,
                own.map({ $0 == namespace }) ?? namespace.hasPrefix(KubeLBNames.tenantPrefix)
            else { return nil }
            return Refusal(
                user: user, verb: verb, resource: resource, namespace: namespace,
                evidence: context.evidence(source, line))
        }
    }

    /// `system:serviceaccount:tenant-demo:kubelb-ccm` → `tenant-demo`; nil for any other user.
    private static func tenantNamespace(ofUser user: String) -> String? {
        let parts = user.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount",
            parts[2].hasPrefix(KubeLBNames.tenantPrefix)
        else { return nil }
        return String(parts[2])
    }

    private func remedies(namespace: String, otherTenant: String?, _ context: CheckContext) -> [Remedy] {
        guard let otherTenant else {
            let user = "system:serviceaccount:\(namespace):\(KubeLBNames.ccmIdentity)"
            return [
                .fix(
                    "touch the Tenant so that the manager recreates its Role and RoleBinding",
                    CCMRemedies.touchTenant(context)),
                context.canI(.management, "create", LoadBalancer.resource, as: user, in: namespace),
            ]
        }
        let other = KubeLBNames.tenantName(forNamespace: otherTenant)
        return [
            .fix(
                "if this cluster is tenant \(other), set that name in the CCM",
                context.set("kubelb.tenantName", HelmValue(other), of: context.topology.ccm), risk: .restart),
            .fix(
                "if it is tenant \(KubeLBNames.tenantName(forNamespace: namespace)), copy the kubeconfig issued for it",
                CCMRemedies.copyKubeconfig(
                    from: ShellWord(namespace), to: CCMKubeconfig(context).object, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    /// The healthy pair without the LoadBalancer, so that the CCM's log is looked at, and one line in that log.
    private static func log(namespace: String, time: String) -> String {
        #"""
        tenant: {services: {shop/web: {metadata: {finalizers: null}, status: {loadBalancer: null}}}}
        management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
        logs:
          tenant/kubelb/kubelb-ccm-1/ccm.log: |
            {"level":"error","ts":"\#(time)","msg":"Failed to watch","error":"failed to list *v1alpha1.LoadBalancer: loadbalancers.kubelb.k8c.io is forbidden: User \"system:serviceaccount:tenant-demo:kubelb-ccm\" cannot list resource \"loadbalancers\" in API group \"kubelb.k8c.io\" in the namespace \"\#(namespace)\""}
        """#
    }

    /// A write that was refused, in the CCM's log.
    private static func write(
        user: String, time: String, loadBalancer: String = "null", reviews: String = ""
    ) -> String {
        #"""
        management: {access: {reviews: [\#(reviews)]}, loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: \#(loadBalancer)}}
        logs:
          tenant/kubelb/kubelb-ccm-1/ccm.log: |
            {"level":"error","ts":"\#(time)","msg":"Reconciler error","controller":"service-controller","namespace":"shop","name":"web","error":"loadbalancers.kubelb.k8c.io is forbidden: User \"system:serviceaccount:\#(user):kubelb-ccm\" cannot create resource \"loadbalancers\" in API group \"kubelb.k8c.io\" in the namespace \"tenant-acme\""}
        """#
    }
}
