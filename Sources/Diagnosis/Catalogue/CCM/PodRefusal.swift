import Kubernetes
import Topology

/// Why no pod of a workload is made, as its controller reports it: a quota, an admission policy, a missing account.
struct PodRefusal {
    private let side: ClusterSide
    private let namespace: String
    private let error: WriteError
    let evidence: Evidence

    /// A Deployment says so in a condition; a DaemonSet has none, only Events.
    init?(
        of kind: String, _ metadata: ObjectMeta, conditions: [Condition], _ side: ClusterSide, in context: CheckContext
    ) {
        self.side = side
        namespace = metadata.namespace
        if let failure = conditions.first(where: { $0.type == "ReplicaFailure" && $0.status == "True" }) {
            error = WriteError(failure.message)
            evidence = Evidence(
                "\(kind) \(metadata.path): condition ReplicaFailure", failure.message, at: failure.lastTransitionTime)
            return
        }
        guard
            let event = context.standingWarning(
                side, kind: kind, namespace: metadata.namespace, name: metadata.name,
                where: { $0.reason == "FailedCreate" })
        else { return nil }
        error = WriteError(event.message)
        evidence = Evidence(event)
    }

    /// By who refuses; the controller of the pods tries again by itself. Empty if it is not known.
    func remedies(of subject: Refusal.Subject, _ context: CheckContext) -> [Remedy] {
        error.remedies(side, namespace: namespace, of: subject, context)
    }

    /// Findings about who refuses.
    var suspects: [CheckCode] { error.suspects }

    /// `ResourceQuota pods is exhausted: …`, for sentences.
    var cause: String { error.sentence }
}
