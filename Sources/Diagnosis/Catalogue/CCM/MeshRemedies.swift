import Documents
import KubeLB
import Kubernetes
import Topology

/// How one of KubeLB's controllers gets along with a service mesh.
extension CheckContext {
    /// Keeps the pods of a controller out of a mesh, as its injector's documentation describes it.
    func leave(_ mesh: MeshMembership, _ controller: Controller) -> Remedy {
        let (field, key, value) = mesh.optOut
        let chartValue = field == "labels" ? "podLabels" : "podAnnotations"
        let member = JSONValue.object(JSONObject(members: [(key, .string(value))]))
        let metadata = JSONValue.object(JSONObject(members: [(field, member)]))
        return .fix(
            "keep the pods of the \(controller.role.title) out of \(mesh.mesh); set the same in \(chartValue) of the chart's "
                + "values, so that it lasts",
            patch(reference(controller), ["spec": ["template": ["metadata": metadata]]]), risk: .restart)
    }

    /// nil in ambient mode.
    func showLog(of mesh: MeshMembership, in pod: Pod, _ side: ClusterSide) -> Remedy? {
        mesh.container.map { container in
            .inspect(
                "show what the sidecar does with the connections",
                kubectl("logs", ObjectReference(side, pod), "-c \(container) --tail=20"))
        }
    }
}
