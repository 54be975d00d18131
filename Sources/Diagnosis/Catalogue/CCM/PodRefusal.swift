import Kubernetes
import Topology

/// Why no pod of a workload is made, as its controller reports it: a quota, an admission policy, a missing account.
struct PodRefusal {
    let message: String
    let evidence: Evidence
    /// What fixes the cause, for the one that refuses; empty if that is not known.
    let remedies: [Remedy]

    /// A Deployment says so in a condition; a DaemonSet has none, only Events.
    init?(
        of kind: String, _ metadata: ObjectMeta, conditions: [Condition], _ side: ClusterSide, in context: CheckContext
    ) {
        if let failure = conditions.first(where: { $0.type == "ReplicaFailure" && $0.status == "True" }) {
            message = failure.message
            remedies = WriteRefusal.remedies(for: message, side, namespace: metadata.namespace, context)
            evidence = Evidence(
                "\(kind) \(metadata.path): condition ReplicaFailure", failure.message, at: failure.lastTransitionTime)
            return
        }
        let warnings = context.topology.warnings(
            side, kind: kind, namespace: metadata.namespace, name: metadata.name)
        guard let event = warnings?.last(where: { $0.reason == "FailedCreate" }) else { return nil }
        message = event.message
        remedies = WriteRefusal.remedies(for: message, side, namespace: metadata.namespace, context)
        evidence = Evidence(event)
    }

    /// `exceeded quota: …`, for sentences.
    var cause: String { ServiceWords.excerpt(message) }
}
