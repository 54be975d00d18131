import KubeLB
import Kubernetes
import Topology

/// KLC-K008: a Secret that KubeLB has synced cannot be deleted.
struct K008SecretTerminating: Check {
    let documentation = CheckDocumentation(
        code: "K008",
        title: "A synced Secret is stuck deleting",
        severity: .error,
        inputs: [.tenantSecrets, .tenantDeployments],
        causedBy: ServiceCauses.ccm,
        meaning: """
            KubeLB's finalizer keeps a deleted Secret until the CCM has removed what it made of it. The CCM looks only at \
            Secrets with the label kubelb.k8c.io/managed-by: kubelb, and only while its secret synchronizer is on.
            """,
        impact: "The Secret stays Terminating, and its copy in the management cluster stays, too.",
        mending: "Put the label back, or switch the synchronizer on; otherwise remove the finalizer.",
        examples: [])

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
                ? ", and the CCM no longer looks at it, because it lacks the label \(label): kubelb"
                : isOff ? ", and the CCM's secret synchronizer is off" : note
            return Finding(
                isLabelled && !isOff ? severity : .error,
                "\(secret.reference) has been terminating\(age): finalizer \(KubeLBNames.cleanupFinalizer) holds it\(why)",
                objects: [object],
                evidence: [
                    Evidence(
                        "\(secret.reference): metadata.finalizers",
                        ServiceWords.list(secret.metadata.finalizers, limit: 4)),
                    Evidence(
                        "\(secret.reference): metadata.labels[\(label)]", secret.metadata.labels[label] ?? "not set"),
                ],
                remedies: isLabelled
                    ? [context.restart(context.topology.ccm), context.log(of: context.topology.ccm)]
                    : [
                        .fix(
                            "put the label back; the CCM then completes the deletion",
                            context.kubectl("label", object, "\(label)=kubelb"))
                    ])
        }
    }
}
