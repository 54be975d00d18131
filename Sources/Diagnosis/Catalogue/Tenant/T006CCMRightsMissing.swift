import KubeLB
import Kubernetes
import Topology

/// KLC-T006: what the manager makes for the CCM in the tenant's namespace is missing, or does not permit what it should.
struct T006CCMRightsMissing: Check {
    let documentation = CheckDocumentation(
        code: "T006",
        title: "The CCM's account or permissions in the tenant namespace are missing",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.serviceAccounts, .roles, .roleBindings],
        optionalInputs: [.tenants],
        causedBy: ["C005", "M001", "M002", "M008", "T001", "T002", "T003"],
        meaning: """
            For every Tenant, the manager creates a ServiceAccount, a Role and a RoleBinding, each named kubelb-ccm, \
            in the tenant's namespace: the CCM uses them in the management cluster. Some of them are missing, or were \
            changed: the RoleBinding names another subject or Role, or the Role lacks permissions.
            """,
        impact: "A CCM that uses the kubeconfig issued for the tenant is denied access and propagates nothing.",
        mending: "Let the manager reconcile the Tenant again: it creates what is missing and reverts changes.",
        examples: [
            .fires(
                .error, "the RoleBinding was deleted",
                "management: {rolebindings.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: null}}"),
            .fires(
                .warning, "the Tenant was made twenty seconds ago",
                """
                management:
                  serviceaccounts: {tenant-acme/kubelb-ccm: null}
                  tenants.kubelb.k8c.io: {acme: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}}}
                """),
            .fires(
                .error, "the RoleBinding names a ServiceAccount of another namespace",
                binding("subjects: [{kind: ServiceAccount, name: kubelb-ccm, namespace: kubelb}]")),
            .fires(.error, "the RoleBinding names nobody", binding("subjects: null")),
            .fires(
                .error, "the RoleBinding refers to a Role that does not exist",
                binding("roleRef: {kind: Role, name: kubelb-ccm-old}")),
            .fires(
                .error, "the Role does not permit to create LoadBalancers",
                role("[get, list, watch, update, patch, delete]")),
            .firesOnRoutes(
                .error, "the Role does not permit to write Routes",
                role("[create, get, list, watch, update, patch, delete]")),
            .firesOnRoutes(
                .error, "the same, while an access review permits to write LoadBalancers",
                """
                management: {roles.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {rules: [
                  {apiGroups: [kubelb.k8c.io], resources: [loadbalancers, addresses], verbs: ['*']}]}}}
                """),
            .silentOnRoutes("the Role permits to write Routes and SyncSecrets"),
            .silentOnRoutes(
                "the Role permits nothing, and access reviews show that the CCM has its permissions elsewhere",
                "management: {roles.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {rules: []}}}"),
            .silent(
                "the ServiceAccount is bound by its group, to a ClusterRole",
                binding(
                    """
                    roleRef: {kind: ClusterRole, name: tenants},
                      subjects: [{kind: Group, name: "system:serviceaccounts:tenant-acme"}]
                    """)),
            .silent(
                "another RoleBinding names the ServiceAccount",
                """
                management: {access: {reviews: []}, rolebindings.rbac.authorization.k8s.io: {
                  tenant-acme/kubelb-ccm: {subjects: [{kind: User, name: ops}]},
                  tenant-acme/ccm: {roleRef: {kind: Role, name: kubelb-ccm},
                    subjects: [{kind: ServiceAccount, name: kubelb-ccm, namespace: tenant-acme}]}}}
                """),
            .silent("the Role permits everything", role("['*']")),
            .silent(
                "the Role does not permit to delete, which no Service waits for",
                role("[create, get, list, watch, update, patch]")),
            .silent(
                "an access review permits it, by a ClusterRole for example",
                """
                management: {rolebindings.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {
                  subjects: [{kind: User, name: ops}]}}}
                """),
            .silent("the Roles may not be read", "management: {roles.rbac.authorization.k8s.io: forbidden}"),
            .silent(
                "another tenant's namespace has a ServiceAccount alone",
                "management: {serviceaccounts: {tenant-other/kubelb-ccm: {}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant else { return [] }
        let binding = part(RoleBinding.self, tenant, topology)
        let role = part(Role.self, tenant, topology)
        let parts = [presence(part(ServiceAccount.self, tenant, topology)), presence(role), presence(binding)]
        let missing = parts.filter { $0.isThere == false }.map(\.kind)
        guard missing.isEmpty else { return [missingParts(missing, of: parts, tenant, context)] }
        return CCMBindingDefect(binding: binding.value, role: role.value, tenant, context).map {
            [defect($0, tenant, context)]
        } ?? []
    }

    private func missingParts(
        _ missing: [String], of parts: [(kind: String, isThere: Bool?)], _ tenant: TenantIdentity,
        _ context: CheckContext
    ) -> Finding {
        let (severity, note) = context.symptom(
            since: context.topology.tenantObject.value?.metadata.creationTimestamp)
        let identity = KubeLBNames.ccmIdentity
        let consequence =
            missing.contains(ServiceAccount.kind) ? "cannot authenticate" : "has no permission to write there"
        return Finding(
            severity,
            "Namespace \(tenant.namespace) of the management cluster lacks \(missing.joined(separator: ", ")) "
                + "\(identity), so the CCM \(consequence)\(note)",
            objects: missing.map {
                ObjectReference(.management, kind: $0, namespace: tenant.namespace, name: identity)
            },
            evidence: parts.compactMap { part in
                part.isThere.map {
                    Evidence("\(part.kind) \(tenant.namespace)/\(identity)", $0 ? "present" : "missing")
                }
            },
            remedies: [
                .fix(
                    "touch the Tenant so that the manager creates what is missing",
                    context.touch(.tenant(tenant.name))),
                context.log(of: context.topology.manager),
            ])
    }

    /// The manager compares the objects that it makes with the present ones whenever it reconciles the Tenant.
    private func defect(
        _ defect: CCMBindingDefect, _ tenant: TenantIdentity, _ context: CheckContext
    ) -> Finding {
        Finding(
            .error, defect.message, objects: [defect.object], evidence: defect.evidence,
            remedies: defect.isReverted
                ? [
                    .fix(
                        "touch the Tenant so that the manager recreates its Role and RoleBinding",
                        context.touch(.tenant(tenant.name))),
                    .inspect("read it", context.kubectl("get", defect.object, "-o yaml")),
                ]
                : [
                    .fix(
                        "delete the RoleBinding, whose roleRef cannot be changed",
                        context.kubectl("delete", defect.object)),
                    .then("touch the Tenant so that the manager recreates it", context.touch(.tenant(tenant.name))),
                ])
    }

    /// The object of a kind.
    private func part<Item: KubernetesObject>(
        _ kind: Item.Type, _ tenant: TenantIdentity, _ topology: Topology
    ) -> Observed<Item> {
        topology.list(.management, kind).first {
            $0.metadata.namespace == tenant.namespace && $0.metadata.name == KubeLBNames.ccmIdentity
        }
    }

    /// Whether an object is there; nil where that is not known.
    private func presence<Item: KubernetesObject>(_ found: Observed<Item>) -> (kind: String, isThere: Bool?) {
        switch found {
        case .present: (Item.kind, true)
        case .absent: (Item.kind, false)
        case .forbidden, .failed, .notCollected: (Item.kind, nil)
        }
    }

    /// The healthy pair with a changed RoleBinding, and without access reviews.
    private static func binding(_ change: String) -> String {
        """
        management: {access: {reviews: []}, rolebindings.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {\(change)}}}
        """
    }

    /// The healthy pair with other verbs in the Role, and without access reviews.
    private static func role(_ verbs: String) -> String {
        """
        management: {access: {reviews: []}, roles.rbac.authorization.k8s.io: {tenant-acme/kubelb-ccm: {rules: [
          {apiGroups: [kubelb.k8c.io], resources: [loadbalancers, addresses], verbs: \(verbs)}]}}}
        """
    }
}
