import Documents
import Kubernetes

/// The kubelets of a cluster: runs the pods that have a node.
package actor Kubelet {
    private let client: APIClient
    private let pods: RunningPods

    /// `program` finds what runs in a container; a container without a program idles and is ready. A pod that is deleted
    /// has `longestEnd` to end, or less where it asks for less.
    package init(
        client: APIClient, allocateAddress: @escaping @Sendable () -> String, backOff: BackOff,
        longestEnd: Duration = .seconds(5),
        program: @escaping @Sendable (ProgramRequest) -> (any ContainerProgram)?
    ) {
        self.client = client
        pods = RunningPods(
            host: ClusterPodHost(client: client), allocateAddress: allocateAddress, backOff: backOff,
            longestEnd: longestEnd, program: program)
    }

    /// Runs until the task is cancelled, and returns when all programs have ended.
    package func run() async {
        let pods = pods
        let watchedNodes = WatchedObjects(client, Node.self) { change, node in
            await pods.take(change == .deleted ? nil : node.document, node: node.metadata.name)
        }
        let watchedPods = WatchedObjects(client, Pod.self) { change, pod in
            await pods.take(pod.document, isGone: change == .deleted)
        }
        await withDiscardingTaskGroup { group in
            group.addTask { await watchedNodes.run() }
            group.addTask {
                // A pod says at which address its node is.
                guard await watchedNodes.waitUntilSynced() else { return }
                await watchedPods.run()
            }
        }
        await pods.stop()
    }

    /// What a pod's log is for a container.
    package enum LogAnswer: Sendable {
        /// No such pod runs here.
        case noPod
        case noContainer
        /// It has not begun: `ContainerCreating`.
        case waiting(reason: String)
        case log(ContainerLogs)
    }

    /// The log of a container.
    package func log(namespace: String, pod: String, container: String) async -> LogAnswer {
        guard let runner = await pods.runner(namespace, pod) else { return .noPod }
        guard let logs = runner.logs[container] else { return .noContainer }
        if let reason = await runner.reasonToWait(container) { return .waiting(reason: reason) }
        return .log(logs)
    }

    /// What a port of a pod answers.
    package enum PortAnswer: Sendable {
        /// No such pod runs here.
        case noPod
        /// Nothing listens at this address.
        case refused(address: String)
        case answered(ContainerResponse)
    }

    /// What a port of a pod answers.
    package func answer(namespace: String, pod: String, to request: ContainerRequest) async -> PortAnswer {
        guard let runner = await pods.runner(namespace, pod) else { return .noPod }
        guard let response = await runner.respond(to: request) else { return .refused(address: runner.address) }
        return .answered(response)
    }

    /// The log of a container; nil where the pod does not run here, or has no such container.
    package func logs(namespace: String, pod: String, container: String) async -> ContainerLogs? {
        await pods.runner(namespace, pod)?.logs[container]
    }

    /// What a port of a pod answers; nil where nothing listens.
    package func respond(namespace: String, pod: String, to request: ContainerRequest) async -> ContainerResponse? {
        await pods.runner(namespace, pod)?.respond(to: request)
    }
}
