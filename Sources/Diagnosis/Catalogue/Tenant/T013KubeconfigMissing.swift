import KubeLB
import Kubernetes
import Topology

/// KLC-T013: the kubeconfig that the manager issued for the CCM is gone.
struct T013KubeconfigMissing: Check {
    let documentation = CheckDocumentation(
        code: "T013",
        title: "The kubeconfig that was issued for the CCM does not exist",
        severity: .warning,
        inputs: [.tenants],
        optionalInputs: [.managementSecrets], judgesManagementAlone: true,
        causedBy: ["M001", "M002", "M008", "T001", "T002", "T003", "T006"],
        meaning: """
            For every Tenant, the manager issues a kubeconfig in the Secret kubelb-ccm-kubeconfig of the tenant's namespace. \
            The Secret does not exist. The manager does not watch Secrets, so it does not notice.
            """,
        impact: "A CCM that has a copy of the kubeconfig keeps working, but none can be installed or given a new copy.",
        mending: "Let the manager reconcile the Tenant again: it issues the kubeconfig.",
        examples: [
            .fires(
                .warning, "the Secret was deleted", "management: {secrets.metadata: {tenant-acme/kubelb-ccm: {}}}"),
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
        let name = KubeLBNames.issuedKubeconfigSecret
        func secret(_ name: String) -> Observed<SecretMetadata> {
            context.topology.list(.management, SecretMetadata.self).first {
                $0.metadata.namespace == tenant.namespace && $0.metadata.name == name
            }
        }
        // The account's token shows that the list contains the Secrets of the tenant.
        guard secret(KubeLBNames.ccmIdentity).value != nil, case .absent = secret(name) else { return [] }
        let (severity, note) = context.symptom(since: object.metadata.creationTimestamp)
        let reference = "Secret \(tenant.namespace)/\(name)"
        return [
            Finding(
                min(severity, .warning),
                "\(reference) with the kubeconfig for the CCM does not exist in the management cluster, so no CCM can be "
                    + "installed; one that has a copy of it keeps working\(note)",
                objects: [
                    ObjectReference(
                        .management, kind: SecretMetadata.kind, namespace: tenant.namespace, name: name)
                ],
                evidence: [Evidence(reference, "not found")],
                remedies: [
                    .fix(
                        "touch the Tenant so that the manager issues the kubeconfig again",
                        context.touch(.tenant(tenant.name))),
                    context.log(of: context.topology.manager),
                ])
        ]
    }
}
