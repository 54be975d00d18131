import KubeLB
import Kubernetes
import Topology

/// Remedies about KubeLB's two controllers.
extension CheckContext {
    /// Its Deployment; the documented name if it could not be read.
    package func reference(_ controller: Controller) -> ObjectReference {
        ObjectReference(
            controller.role.side, kind: Deployment.kind, namespace: controller.namespace,
            name: controller.diagnosedDeploymentName ?? controller.role.appName)
    }

    package func restart(_ controller: Controller, _ purpose: String = "") -> Remedy {
        .fix("restart the \(controller.role.title)\(purpose)", restartCommand(controller), risk: .restart)
    }

    /// The same as a further step.
    package func thenRestart(_ controller: Controller, _ purpose: String = "") -> Remedy {
        .then("restart the \(controller.role.title)\(purpose)", restartCommand(controller), risk: .restart)
    }

    /// nil if it runs in another cluster.
    private func restartCommand(_ controller: Controller) -> ShellCommand? {
        controller.runsElsewhere ? nil : kubectl("rollout restart", reference(controller))
    }

    package func log(of controller: Controller, previous: Bool = false) -> Remedy {
        let text = "check the \(controller.role.title)'s log"
        guard !controller.runsElsewhere else { return .inspect("\(text) in the cluster in which it runs") }
        let container = "-c \(controller.role.containerName)" as ShellWords
        return .inspect(
            text,
            kubectl(
                "logs", reference(controller),
                "\(words: container) --tail=100 \(words: previous ? "--previous" : "")"))
    }

    /// Changes one Helm value of the controller's release and leaves the others.
    package func set(_ name: String, _ value: HelmValue, of controller: Controller) -> ShellCommand {
        HelmRelease(of: controller).set(name, value, self)
    }

    /// Why no pod of it is created, as its ReplicaSet says it.
    package func podCreation(of controller: Controller) -> ShellCommand {
        kubectl(
            beside: reference(controller),
            "describe deploy,replicaset -l \(KubeLBNames.appNameLabel)=\(controller.role.appName)")
    }

    package func listLeases(of controller: Controller) -> ShellCommand {
        kubectl(
            controller.role.side, "get leases -A --field-selector metadata.name=\(controller.role.leaseName) -o wide")
    }

    /// Whether a user may do something, with RBAC's word for the resource.
    package func canI(
        _ side: ClusterSide, _ verb: String, _ resource: String, as user: String, in namespace: String? = nil
    ) -> Remedy {
        let parts = resource.split(separator: "/").map(String.init)
        let scope: ShellWords = namespace.map { "-n \($0)" } ?? "--all-namespaces"
        return .inspect(
            "check the permission",
            kubectl(
                side,
                """
                auth can-i \(verb) \(parts.first ?? resource) \(option: "--subresource", parts.dropFirst().first) \
                \(words: scope) --as=\(user)
                """))
    }
}
