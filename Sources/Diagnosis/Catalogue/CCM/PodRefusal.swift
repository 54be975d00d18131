import Kubernetes
import Topology

/// Why no pod of a workload is made, as its controller reports it: a quota, an admission policy, a missing account.
struct PodRefusal {
    let message: String
    let evidence: Evidence

    /// A Deployment says so in a condition; a DaemonSet has none, only Events.
    init?(
        of kind: String, _ metadata: ObjectMeta, conditions: [Condition], _ side: ClusterSide, in context: CheckContext
    ) {
        if let failure = conditions.first(where: { $0.type == "ReplicaFailure" && $0.status == "True" }) {
            message = failure.message
            evidence = Evidence(
                "\(kind) \(metadata.path): condition ReplicaFailure", failure.message, at: failure.lastTransitionTime)
            return
        }
        guard
            let event = context.standingWarning(
                side, kind: kind, namespace: metadata.namespace, name: metadata.name,
                where: { $0.reason == "FailedCreate" })
        else { return nil }
        message = event.message
        evidence = Evidence(event)
    }

    /// `exceeded quota: …`, for sentences.
    var cause: String { ServiceWords.excerpt(message) }
}
