import KubeLB
import Kubernetes
import Topology

/// KLC-K003: a controller fails to sync a Secret, by its log.
struct K003SyncFails: Check {
    let documentation = CheckDocumentation(
        code: "K003",
        title: "A Secret cannot be synced",
        severity: .warning,
        inputs: [.syncSecrets, .managementSecrets],
        optionalInputs: [.managerLogs, .ccmLogs],
        causedBy: ServiceCauses.ccm + ServiceCauses.manager,
        meaning: """
            The CCM or the manager logs an error for a SyncSecret. Often the type of the Secret was changed, or the copy in \
            the management cluster is immutable. (That the manager of v1.4.0 to v1.4.3 may not write the status of \
            SyncSecrets is harmless, and not reported.)
            """,
        impact: "The management cluster goes on with the old contents, or without the Secret.",
        mending: "Fix what the error names; delete the copy if its type or contents cannot be changed.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let secrets = topology.inTenantNamespace(SyncSecret.self).value ?? []
        guard !secrets.isEmpty else { return [] }
        let log = ControllerErrors(topology.manager, context)
        return secrets.compactMap { secret in
            let object = LogLine.Object(name: secret.metadata.name, namespace: secret.metadata.namespace)
            let errors = log.errors(of: object).filter {
                !$0.line.errorText.containsBytes(of: "syncsecrets/status")
                    && !$0.line.message.containsBytes(of: "failed to update SyncSecret status")
            }
            guard let last = errors.last else { return nil }
            let labels = secret.metadata.labels
            let origin =
                "Secret \(labels[KubeLBNames.originNamespaceLabel] ?? "")/\(labels[KubeLBNames.originNameLabel] ?? "")"
            let error = WriteError(last.line)
            return Finding(
                .warning, "The manager cannot sync \(origin) (\(secret.reference)): \(error.sentence)",
                objects: [ObjectReference(.management, secret)], evidence: [error.evidence(last.source)],
                remedies: [
                    .fix(
                        "delete the copy, if its type or contents cannot be changed; the manager makes it again",
                        context.kubectl(
                            .management, "-n \(secret.metadata.namespace) delete secret \(secret.metadata.uid)"),
                        risk: .delete),
                    context.log(of: topology.manager),
                ])
        }
    }
}
