import KubeLB
import Kubernetes
import Topology

/// KLC-T013: the kubeconfig that the manager issued for the CCM, or its token, is gone.
struct T013KubeconfigMissing: Check {
    let documentation = CheckDocumentation(
        code: "T013",
        title: "A Secret with the CCM's credentials does not exist",
        severity: .error,
        inputs: [.tenants],
        optionalInputs: [.managementSecrets], judgesManagementAlone: true,
        causedBy: ["M001", "M002", "M008", "T001", "T002", "T003", "T006"],
        meaning: """
            For every Tenant, the manager issues a token in the Secret kubelb-ccm of the tenant's namespace, and a kubeconfig with it \
            in the Secret kubelb-ccm-kubeconfig. One of them does not exist. The manager does not watch Secrets, so it does not \
            notice. API servers reject a token whose Secret is gone.
            """,
        impact: """
            Without the token, the CCM is rejected and propagates nothing. Without the kubeconfig, a CCM that has a copy keeps \
            working, but none can be installed or given a new copy.
            """,
        mending:
            "Let the manager reconcile the Tenant again: it issues what is missing. Give the CCM the new kubeconfig.",
        examples: [
            .fires(
                .warning, "the Secret was deleted", "management: {secrets.metadata: {tenant-acme/kubelb-ccm: {}}}"),
            .fires(
                .error, "the Secret with the token was deleted",
                "management: {secrets.metadata: {tenant-acme/kubelb-ccm-kubeconfig: {}}}"),
            .silent(
                "it is there",
                "management: {secrets.metadata: {tenant-acme/kubelb-ccm: {}, tenant-acme/kubelb-ccm-kubeconfig: {}}}"),
            .silent(
                "the Tenant is being deleted",
                """
                management:
                  secrets.metadata: {tenant-acme/kubelb-ccm: {}}
                  tenants.kubelb.k8c.io: {acme: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z"}}}
                """),
            .silent("the Secrets may not be read", "management: {secrets.metadata: forbidden}"),
            .silent("the Secrets were not read"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let tenant = context.diagnosedTenant, let object = context.topology.tenantObject.value,
            !object.metadata.isBeingDeleted
        else { return [] }
        func secret(_ name: String) -> Observed<SecretMetadata> {
            context.topology.list(.management, SecretMetadata.self).first {
                $0.metadata.namespace == tenant.namespace && $0.metadata.name == name
            }
        }
        let (token, kubeconfig) = (KubeLBNames.ccmIdentity, KubeLBNames.issuedKubeconfigSecret)
        // Each of them shows that the list contains the Secrets of the tenant.
        switch (secret(token), secret(kubeconfig)) {
        case (.present, .absent):
            return [
                finding(
                    kubeconfig, of: tenant, object,
                    "with the kubeconfig for the CCM does not exist in the management cluster, so no CCM can be installed; one "
                        + "that has a copy of it keeps working", atMost: .warning, context)
            ]
        case (.absent, .present):
            return [
                finding(
                    token, of: tenant, object,
                    "with the token of ServiceAccount \(token) does not exist in the management cluster, so the token in the CCM's "
                        + "kubeconfig is no longer valid", atMost: .error, context)
            ]
        default: return []
        }
    }

    private func finding(
        _ name: String, of tenant: TenantIdentity, _ object: Tenant, _ words: String, atMost limit: Severity,
        _ context: CheckContext
    ) -> Finding {
        let (severity, note) = context.symptom(since: object.metadata.creationTimestamp)
        let reference = "Secret \(tenant.namespace)/\(name)"
        let isToken = name == KubeLBNames.ccmIdentity
        return Finding(
            min(severity, limit), "\(reference) \(words)\(note)",
            objects: [
                ObjectReference(.management, kind: SecretMetadata.kind, namespace: tenant.namespace, name: name)
            ],
            evidence: [Evidence(reference, "not found")],
            remedies: [
                .fix(
                    "touch the Tenant so that the manager issues the \(isToken ? "token" : "kubeconfig") again",
                    context.touch(.tenant(tenant.name)))
            ]
                + (isToken
                    ? [.then("give the CCM the kubeconfig with the new token; until then it is rejected (KLC-C011)")]
                    : [])
                + [context.log(of: context.topology.manager)])
    }
}
