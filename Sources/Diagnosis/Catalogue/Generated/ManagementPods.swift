import Kubernetes
import Topology

/// Why the pods of a controller or proxy in the management cluster are not Ready.
struct ManagementPods {
    private let context: CheckContext

    init(_ context: CheckContext) { self.context = context }

    /// In the words of a pod's status, or of the newest warning about it; nil if nothing tells.
    func trouble(of workload: ServingController.Workload) -> String? {
        let labels = workload.state.templateLabels
        guard !labels.isEmpty, let pods = context.topology.list(.management, Pod.self).value?.items else { return nil }
        let failing = pods.first { pod in
            pod.metadata.namespace == workload.metadata.namespace && !pod.isReady && !pod.isFinished
                && pod.matches(labels)
        }
        guard let failing else {
            // Nobody lets them come into being.
            return PodRefusal(
                of: workload.kind, workload.metadata, conditions: workload.state.conditions, .management, in: context)?
                .cause
        }
        let warning = context.standingWarning(
            .management, kind: Pod.kind, namespace: failing.metadata.namespace, name: failing.metadata.name)
        let problem = PodProblem(failing)
        if let warning, !problem.isDefinite { return "\(warning.reason): \(ServiceWords.excerpt(warning.message))" }
        return problem.summary + (problem.detail.isEmpty ? "" : ": \(ServiceWords.excerpt(problem.detail))")
    }
}

extension ServingController.Workload {
    var object: ObjectReference {
        ObjectReference(.management, kind: kind, namespace: metadata.namespace, name: metadata.name)
    }
}
