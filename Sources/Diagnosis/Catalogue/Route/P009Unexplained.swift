import KubeLB
import Kubernetes
import Topology

/// KLC-P009: an Ingress, Gateway or route is stopped, and no other check says why.
struct P009Unexplained: LastResortCheck {
    let documentation = CheckDocumentation(
        code: "P009",
        title: "An Ingress, Gateway or route is stopped, and no check explains why",
        severity: .error,
        inputs: [],
        meaning: """
            One of the five stages of the object is not ok, and no other check found the cause. Usually the objects that \
            would show it could not be read.
            """,
        impact: "Requests for its hosts are not served, or not as the object says.",
        mending: """
            Retry with more permissions, above all with credentials for the management cluster. If everything could be \
            read, check the controllers' logs next, and please report the case to the authors of kubelb-ctl.
            """,
        examples: [])

    func finding(of resource: StagedResource, in context: CheckContext) -> Finding? {
        guard case .route(let exposure) = resource.subject else { return nil }
        let stopped = resource.stages.stopped
        let (severity, note) = context.symptom(since: exposure.lastChange)
        let stage = stopped.map { "\($0.stage.title): \($0.detail)" } ?? "an unknown stage"
        return Finding(
            severity, "\(exposure.source.reference) is stopped at \(stage)\(note). No check explains why",
            resource: exposure.resource, objects: [exposure.reference],
            evidence: [
                Evidence(
                    "\(exposure.source.reference): last change", exposure.lastChange?.description ?? "unknown",
                    at: exposure.lastChange)
            ],
            remedies: [
                .inspect("look at the object", context.kubectl("get", exposure.reference, "-o yaml")),
                context.log(
                    of: (stopped?.stage ?? .created) < .provisioned ? context.topology.ccm : context.topology.manager),
            ])
    }
}
