import KubeLB
import Kubernetes
import Topology

/// KLC-K003: the manager fails to sync a Secret, by its log.
struct K003SyncFails: Check {
    let documentation = CheckDocumentation(
        code: "K003",
        title: "The manager fails to sync a Secret",
        severity: .warning,
        inputs: [.syncSecrets],
        optionalInputs: [.managerLogs],
        causedBy: ServiceCauses.manager,
        meaning: """
            The manager logs an error for a SyncSecret. Often the type of the Secret was changed, or the copy in the \
            management cluster is immutable. In v1.4.0 to v1.4.3 the manager lacks the permission to update the status of \
            SyncSecrets; that is harmless and not reported.
            """,
        impact: "The management cluster keeps the old contents, or does not have the Secret.",
        mending: "Fix the cause that the error names; delete the copy if its type or contents cannot be changed.",
        examples: [
            .firesOnRoutes(
                .warning, "the type of the Secret was changed",
                failure(#"Secret \"00000000-0000-4000-8000-000000000043\" is invalid: type: field is immutable"#)),
            .silentOnRoutes("no error in the log"),
            .silentOnRoutes(
                "the manager lacks the permission for the status",
                failure("syncsecrets.kubelb.k8c.io is forbidden: cannot patch resource syncsecrets/status")),
            .silentOnRoutes(
                "an error of an hour ago",
                failure("type: field is immutable", at: "2026-11-22T11:00:00Z")),
            .silentOnRoutes(
                "an error about another SyncSecret",
                failure("type: field is immutable", of: "00000000-0000-4000-8000-000000000048")),
        ])

    private static func failure(
        _ error: String, of name: String = "00000000-0000-4000-8000-000000000042",
        at time: String = "2026-11-22T11:59:30Z"
    ) -> String {
        """
        logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"\(time)","msg":"Reconciler error",\
        "controller":"sync-secret-controller","SyncSecret":{"name":"\(name)","namespace":"tenant-acme"},\
        "namespace":"tenant-acme","name":"\(name)","error":"\(error)"}'}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let secrets = topology.inTenantNamespace(SyncSecret.self).value ?? []
        guard !secrets.isEmpty else { return [] }
        let log = ControllerErrors(topology.manager, context)
        return secrets.compactMap { secret in
            guard let (source, error) = log.last(of: secret) else { return nil }
            let labels = secret.metadata.labels
            let origin =
                "Secret \(labels[KubeLBNames.originNamespaceLabel] ?? "")/\(labels[KubeLBNames.originNameLabel] ?? "")"
            return Finding(
                .warning, "The manager fails to sync \(origin) (\(secret.reference)): \(error.sentence)",
                objects: [ObjectReference(.management, secret)], evidence: [error.evidence(source)],
                remedies: [
                    .fix(
                        "if its type or contents cannot be changed, delete the copy; the manager recreates it",
                        context.kubectl(
                            .management, "-n \(secret.metadata.namespace) delete secret \(secret.metadata.uid)"),
                        risk: .delete),
                    context.log(of: topology.manager),
                ])
        }
    }
}
