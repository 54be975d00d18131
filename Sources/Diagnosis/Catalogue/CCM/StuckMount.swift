import Characters
import KubeLB
import Kubernetes
import Topology

/// Why the kubelet does not create the containers of a pod: a volume, or the network; and what is behind that, if it is known.
struct StuckMount {
    /// What the kubelet reports, and what is behind it: the object that should create a missing Secret, or the program without
    /// which the API server cannot decrypt Secrets.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if its containers were created, or if no Event says why not.
    init?(_ pod: Pod, _ side: ClusterSide, _ context: CheckContext) {
        guard let text = Self.report(on: pod, side, context) else { return nil }
        if let awaited = AwaitedSecret(text, of: pod, side, context) {
            words = text + (awaited.maker.map { ". \($0.words)" } ?? "")
            objects = awaited.maker?.objects ?? []
            evidence = awaited.maker?.evidence ?? []
            remedies = awaited.remedies
            return
        }
        guard text.lowercased().containsBytes(of: "secret"), let plugin = Self.plugin(side, context) else {
            (words, objects, evidence, remedies) = (text, [], [], [])
            return
        }
        let problem = PodProblem(plugin)
        let reference = ObjectReference(side, plugin)
        words =
            "\(text). The API server probably cannot decrypt Secrets: pod \(plugin.metadata.path), which looks like its KMS plugin, "
            + "is not Ready: \(problem.summary)"
        objects = [reference]
        evidence = [Evidence(plugin.reference, problem.summary)]
        remedies = [
            .fix(
                "get the KMS plugin running, for example with valid credentials for its key server; the Secrets themselves need not be "
                    + "created again"),
            .inspect(
                "read why it fails",
                context.kubectl("logs", reference, "--all-containers --previous --tail=50")),
            .inspect("see whether the API server reaches it", context.kubectl(side, "get --raw /readyz?verbose")),
        ]
    }

    private static let waiting: Set<String> = ["ContainerCreating", "PodInitializing"]

    /// The kubelet's Event of a pod whose containers it does not create, or its message about a container.
    private static func report(on pod: Pod, _ side: ClusterSide, _ context: CheckContext) -> String? {
        let states = (pod.initContainerStatuses + pod.containerStatuses).map(\.state)
        if states.contains(where: { waiting.contains($0.waitingReason ?? "") }),
            let text = context.obstacle(of: pod, side)
        {
            return text
        }
        return states.lazy.filter { $0.waitingReason == "CreateContainerConfigError" }.compactMap(\.message).first
    }

    /// A pod that does not work and encrypts the objects of the API server, by its name or an image: `vault-kms-provider`,
    /// `aws-encryption-provider`, `azurekms`.
    private static func plugin(_ side: ClusterSide, _ context: CheckContext) -> Pod? {
        (context.topology.list(side, Pod.self).value?.items ?? []).first { pod in
            guard !pod.isReady, !pod.isFinished, !pod.metadata.isBeingDeleted,
                pod.metadata.namespace == "kube-system"
            else { return false }
            let names = [pod.metadata.name] + pod.spec.containers.map(\.image)
            return names.contains { name in
                ["kms", "encryption-provider"].contains { name.lowercased().containsBytes(of: $0) }
            }
        }
    }
}
