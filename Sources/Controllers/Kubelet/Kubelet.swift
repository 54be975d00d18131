import Documents
import Kubernetes

/// The kubelets of a cluster: runs the pods that have a node.
package actor Kubelet {
    private struct Running {
        let runner: PodRunner
        let task: Task<Void, Never>
        var isEnding = false
    }

    private let client: APIClient
    private let allocateAddress: @Sendable () -> String
    private let backOff: BackOff
    private let program: @Sendable (ProgramRequest) -> (any ContainerProgram)?
    /// By UID.
    private var pods: [String: Running] = [:]

    /// `program` finds what runs in a container; a container without a program idles and is ready.
    package init(
        client: APIClient, allocateAddress: @escaping @Sendable () -> String, backOff: BackOff,
        program: @escaping @Sendable (ProgramRequest) -> (any ContainerProgram)?
    ) {
        self.client = client
        self.allocateAddress = allocateAddress
        self.backOff = backOff
        self.program = program
    }

    /// Runs until the task is cancelled, and returns when all programs have ended.
    package func run() async {
        let watched = WatchedObjects(client, Pod.self) { [weak self] change, pod in
            await self?.take(change, pod)
        }
        await watched.run()
        for running in pods.values { running.task.cancel() }
        for running in pods.values { await running.task.value }
        pods = [:]
    }

    private func take(_ change: WatchedObjects<Pod>.Change, _ pod: WatchedObject<Pod>) {
        let uid = pod.metadata.uid
        guard change != .deleted else {
            pods.removeValue(forKey: uid)?.task.cancel()
            return
        }
        guard pod.document["spec"]?["nodeName"]?.string?.isEmpty == false else { return }
        if pod.metadata.isBeingDeleted {
            end(pod)
        } else if pods[uid] == nil {
            let runner = PodRunner(
                pod: pod.document, address: allocateAddress(), client: client, backOff: backOff, program: program)
            pods[uid] = Running(runner: runner, task: Task { await runner.run() })
        }
    }

    /// Ends the pod's programs, then lets go of its object.
    private func end(_ pod: WatchedObject<Pod>) {
        let uid = pod.metadata.uid
        guard pods[uid]?.isEnding != true else { return }
        pods[uid]?.isEnding = true
        let running = pods[uid]
        running?.task.cancel()
        Task { [client] in
            await running?.task.value
            let path = ObjectPath(Pod.self, namespace: pod.metadata.namespace, name: pod.metadata.name)
            for _ in 0..<50 {
                do throws(APIError) {
                    try await client.delete(path, uid: uid, gracePeriodSeconds: 0)
                    return
                } catch {
                    switch error {
                    case .notFound, .conflict: return
                    default: try? await Task.sleep(for: .milliseconds(200))
                    }
                }
            }
        }
    }

    // MARK: What others ask of a pod

    private func runner(_ namespace: String, _ pod: String) -> PodRunner? {
        pods.values.first { $0.runner.namespace == namespace && $0.runner.name == pod }?.runner
    }

    /// The log of a container; nil where the pod does not run here, or has no such container.
    package func logs(namespace: String, pod: String, container: String) -> ContainerLogs? {
        runner(namespace, pod)?.logs[container]
    }

    /// What a port of a pod answers; nil where nothing listens.
    package func respond(namespace: String, pod: String, to request: ContainerRequest) async -> ContainerResponse? {
        await runner(namespace, pod)?.respond(to: request)
    }
}
