import KubeLB
import Kubernetes
import Topology

/// KLC-T006: what the manager makes for the CCM in the tenant's namespace is not complete.
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
            in the tenant's namespace: the CCM uses them in the management cluster. Some of them are missing.
            """,
        impact: "A CCM that uses the kubeconfig issued for the tenant is denied access and propagates nothing.",
        mending: "Let the manager reconcile the Tenant again: it creates what is missing.",
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
            .silent("the Roles may not be read", "management: {roles.rbac.authorization.k8s.io: forbidden}"),
            .silent(
                "another tenant's namespace has a ServiceAccount alone",
                "management: {serviceaccounts: {tenant-other/kubelb-ccm: {}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant else { return [] }
        let parts = [
            part(ServiceAccount.self, tenant, topology), part(Role.self, tenant, topology),
            part(RoleBinding.self, tenant, topology),
        ]
        let missing = parts.filter { $0.isThere == false }.map(\.kind)
        guard !missing.isEmpty else { return [] }
        let (severity, note) = context.symptom(since: topology.tenantObject.value?.metadata.creationTimestamp)
        let identity = KubeLBNames.ccmIdentity
        let consequence =
            missing.contains(ServiceAccount.kind) ? "cannot authenticate" : "has no permission to write there"
        return [
            Finding(
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
                    context.log(of: topology.manager),
                ])
        ]
    }

    /// Whether the object of a kind is there; nil where that is not known.
    private func part<Item: KubernetesObject>(
        _ kind: Item.Type, _ tenant: TenantIdentity, _ topology: Topology
    ) -> (kind: String, isThere: Bool?) {
        let found = topology.list(.management, kind).first {
            $0.metadata.namespace == tenant.namespace && $0.metadata.name == KubeLBNames.ccmIdentity
        }
        switch found {
        case .present: return (Item.kind, true)
        case .absent: return (Item.kind, false)
        case .forbidden, .failed, .notCollected: return (Item.kind, nil)
        }
    }
}
