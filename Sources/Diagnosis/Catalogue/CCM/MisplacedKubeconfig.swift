import Documents
import KubeLB
import Kubernetes
import Topology

/// A kubeconfig that is not where the CCM reads it, because the Deployment mounts its Secret at another path.
struct MisplacedKubeconfig {
    let message: String
    let deployment: ObjectReference
    let evidence: Evidence
    let remedies: [Remedy]

    /// nil if another thing is wrong with it, or if the Deployment does not show where volumes are mounted.
    init?(_ signature: LogSignature, _ kubeconfig: CCMKubeconfig, _ context: CheckContext) {
        let ccm = context.topology.ccm
        guard case .kubeconfigMissing(let path) = signature,
            let deployment = context.topology.deployment(of: ccm).value,
            let container = ccm.container(of: deployment.state.template)
        else { return nil }
        let volumes = deployment.state.template.volumes.filter { $0.secretName == kubeconfig.secretName }
        guard let volume = volumes.first, !container.mounts.isEmpty else { return nil }
        let mounts = container.mounts.filter { $0.name == volume.name }
        guard !mounts.contains(where: { $0.contains(path) }) else { return nil }
        self.deployment = ObjectReference(.tenant, deployment)
        let paths = mounts.map(\.path).joined(separator: ", ")
        let location =
            mounts.isEmpty ? "does not mount \(kubeconfig.reference)" : "mounts \(kubeconfig.reference) at \(paths)"
        let argument = kubeconfig.customPath == path ? ", as --kubelb-kubeconfig names it" : ""
        message =
            "The CCM does not find its kubeconfig for the management cluster: container \(container.name) of "
            + "\(deployment.reference) \(location), but the CCM reads \(path)\(argument) (no such file or directory)"
        evidence = deployment.evidence(
            "volumeMounts[\(volume.name)].mountPath of container \(container.name)", mounts.isEmpty ? "none" : paths)
        let edit = context.kubectl("edit", self.deployment)
        guard argument.isEmpty, let end = path.lastIndex(of: "/") else {
            remedies = [
                .fix(
                    "correct the argument --kubelb-kubeconfig, or mount the Secret where it points to", edit,
                    risk: .restart)
            ]
            return
        }
        let directory = String(path[..<end])
        remedies = [
            .fix(
                "mount the Secret at \(directory), as the chart does",
                context.kubectl(
                    "patch", self.deployment,
                    "--type=strategic -p \(json: Self.patch(container.name, volume.name, directory))"),
                risk: .restart),
            .inspect("compare with the values of its chart", context.kubectl("get", self.deployment, "-o yaml")),
        ]
    }

    /// Lists of mounts are merged by `mountPath`.
    private static func patch(_ container: String, _ volume: String, _ directory: String) -> JSONValue {
        let mount: JSONValue = ["name": .string(volume), "mountPath": .string(directory)]
        let changed: JSONValue = ["name": .string(container), "volumeMounts": .array([mount])]
        return ["spec": ["template": ["spec": ["containers": .array([changed])]]]]
    }
}
