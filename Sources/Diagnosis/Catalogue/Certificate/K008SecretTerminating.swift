import KubeLB
import Kubernetes
import Topology

/// KLC-K008: a Secret that KubeLB has synced cannot be deleted.
struct K008SecretTerminating: Check {
    let documentation = CheckDocumentation(
        code: "K008",
        title: "A synced Secret is stuck deleting",
        severity: .error,
        hop: .secret,
        inputs: [.tenantSecrets], optionalInputs: [.tenantDeployments],
        causedBy: ServiceCauses.ccm,
        meaning: """
            KubeLB's finalizer keeps a deleted Secret until the CCM has removed its SyncSecret. The CCM reconciles only \
            Secrets with the label kubelb.k8c.io/managed-by: kubelb, and only while its secret synchronizer is enabled.
            """,
        impact: "The Secret remains Terminating, and its copy in the management cluster is not deleted.",
        mending: "Restore the label, or enable the synchronizer; otherwise remove the finalizer.",
        examples: [
            .firesOnRoutes(.error, "deleted ten minutes ago", deleted(at: "2026-11-22T11:50:00Z")),
            .firesOnRoutes(.warning, "deleted 30 seconds ago", deleted(at: "2026-11-22T11:59:30Z")),
            .firesOnRoutes(
                .error, "the label was removed", deleted(at: "2026-11-22T11:59:30Z", labels: "null")),
            .firesOnRoutes(
                .error, "the secret synchronizer is disabled",
                CheckExample.ccm("--enable-gateway-api=true", deleted(at: "2026-11-22T11:59:30Z"))),
            .silentOnRoutes("the Secret is not being deleted"),
            .silentOnRoutes(
                "the finalizer of another controller",
                deleted(at: "2026-11-22T11:50:00Z", finalizers: "[example.com/protect]")),
        ])

    private static func deleted(
        at time: String, labels: String = "{kubelb.k8c.io/managed-by: kubelb}",
        finalizers: String = "[kubelb.k8c.io/cleanup]"
    ) -> String {
        """
        tenant: {secrets.metadata: {shop/shop-tls: {metadata: {deletionTimestamp: "\(time)", labels: \(labels),
          finalizers: \(finalizers)}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let secrets = context.topology.list(.tenant, SecretMetadata.self).value?.items ?? []
        return secrets.filter {
            $0.metadata.isBeingDeleted && $0.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer)
        }
        .map { secret in
            let label = KubeLBNames.managedByLabel
            let object = ObjectReference(.tenant, secret)
            let age = context.forAge(of: secret.metadata.deletionTimestamp)
            let isLabelled = secret.metadata.labels[label] == "kubelb"
            let isOff = context.topology.settings.value?.synchronizesSecrets == false
            let (severity, note) = context.symptom(
                since: secret.metadata.deletionTimestamp, grace: CheckContext.deletionGrace)
            let why =
                !isLabelled
                ? ", and the CCM does not reconcile it, because it lacks the label \(label): kubelb"
                : isOff ? ", and the CCM runs without --enable-secret-synchronizer" : note
            return Finding(
                isLabelled && !isOff ? severity : .error,
                "\(secret.reference) has been terminating\(age): finalizer \(KubeLBNames.cleanupFinalizer) blocks its deletion\(why)",
                objects: [object],
                evidence: [
                    Evidence(
                        "\(secret.reference): metadata.finalizers",
                        ServiceWords.list(secret.metadata.finalizers, limit: 4)),
                    Evidence(
                        "\(secret.reference): metadata.labels[\(label)]", secret.metadata.labels[label] ?? "not set"),
                ],
                remedies: remedies(object, isLabelled: isLabelled, isOff: isOff, context))
        }
    }

    private func remedies(
        _ object: ObjectReference, isLabelled: Bool, isOff: Bool, _ context: CheckContext
    ) -> [Remedy] {
        let ccm = context.topology.ccm
        if !isLabelled {
            return [
                .fix(
                    "restore the label; the CCM then completes the deletion",
                    context.kubectl("label", object, "\(KubeLBNames.managedByLabel)=kubelb"))
            ]
        }
        if isOff {
            return [
                .fix(
                    "enable the secret synchronizer",
                    context.set("kubelb.enableSecretSynchronizer", "true", of: ccm), risk: .restart)
            ]
        }
        return [context.restart(ccm), context.log(of: ccm)]
    }
}
