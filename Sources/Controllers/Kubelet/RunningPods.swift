import Documents
import Kubernetes

/// The pods that run, as the changes of their objects have them begin and end.
actor RunningPods {
    private struct Running {
        let runner: PodRunner
        let task: Task<Void, Never>
        /// Ends with the pod's programs.
        let ended: AsyncStream<Void>
    }

    private let host: any PodHost
    private let allocateAddress: @Sendable () -> String
    private let backOff: BackOff
    private let longestEnd: Duration
    private let program: @Sendable (ProgramRequest) -> (any ContainerProgram)?
    /// By UID.
    private var pods: [String: Running] = [:]
    /// By UID: what waits for the programs of a pod on its way out, and lets go of its object then.
    private var ends: [String: Task<Void, Never>] = [:]
    /// UIDs by namespace and name.
    private var names: [String: String] = [:]
    private var nodes: [String: PodStatus.Node] = [:]

    init(
        host: any PodHost, allocateAddress: @escaping @Sendable () -> String, backOff: BackOff, longestEnd: Duration,
        program: @escaping @Sendable (ProgramRequest) -> (any ContainerProgram)?
    ) {
        self.host = host
        self.allocateAddress = allocateAddress
        self.backOff = backOff
        self.longestEnd = longestEnd
        self.program = program
    }

    /// Takes note of a pod as it is now.
    func take(_ pod: JSONValue, isGone: Bool) {
        let identity = PodIdentity(pod)
        let name = "\(identity.namespace)/\(identity.name)"
        // Who looks again after a pause finds a successor, and is not told of the end before it.
        if !isGone, let before = names[name], before != identity.uid { forget(before, name) }
        if isGone {
            forget(identity.uid, name)
        } else if identity.node.isEmpty {
            return
        } else if pod["metadata"]?["deletionTimestamp"]?.string != nil {
            end(identity, within: grace(of: pod))
        } else if pods[identity.uid] == nil {
            start(identity, pod)
        }
    }

    /// The object has gone: removed by force, or by `end`.
    private func forget(_ uid: String, _ name: String) {
        pods.removeValue(forKey: uid)?.task.cancel()
        ends[uid] = nil
        if names[name] == uid { names[name] = nil }
    }

    private func start(_ identity: PodIdentity, _ pod: JSONValue) {
        let runner = PodRunner(
            pod: pod, address: allocateAddress(), node: nodes[identity.node] ?? PodStatus.Node(), host: host,
            backOff: backOff, program: program)
        let (ended, signal) = AsyncStream<Void>.makeStream()
        let task = Task {
            await runner.run()
            signal.finish()
        }
        pods[identity.uid] = Running(runner: runner, task: task, ended: ended)
        names["\(identity.namespace)/\(identity.name)"] = identity.uid
    }

    private func grace(of pod: JSONValue) -> Duration {
        let metadata = pod["metadata"]
        return min(longestEnd, .seconds(metadata?["deletionGracePeriodSeconds"]?.int ?? 30))
    }

    /// Ends the pod's programs, and lets go of its object when they have ended or their time is up.
    private func end(_ pod: PodIdentity, within grace: Duration) {
        guard ends[pod.uid] == nil else { return }
        // A pod that was on its way out before it was ever seen has nothing that runs.
        let running = pods[pod.uid]
        running?.task.cancel()
        ends[pod.uid] = Task { [host] in
            if let running { await Self.wait(for: running.ended, within: grace, host) }
            await Self.remove(pod, host)
        }
    }

    private static func wait(for ended: AsyncStream<Void>, within grace: Duration, _ host: any PodHost) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in ended {} }
            group.addTask { _ = try? await host.sleep(for: grace) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Until it is gone: nobody else does it.
    private static func remove(_ pod: PodIdentity, _ host: any PodHost) async {
        var pause = Duration.milliseconds(100)
        while !Task.isCancelled {
            do throws(APIError) {
                try await host.remove(pod)
                return
            } catch {
                switch error {
                case .notFound, .conflict: return
                default: break
                }
            }
            guard (try? await host.sleep(for: pause)) != nil else { return }
            pause = min(.seconds(2), pause * 2)
        }
    }

    /// Takes note of a node as it is now; nil: it is gone.
    func take(_ document: JSONValue?, node name: String) async {
        let node = document.map(PodStatus.Node.init) ?? PodStatus.Node(isReady: false)
        guard nodes[name] != node else { return }
        nodes[name] = node
        for running in pods.values where running.runner.pod.node == name { await running.runner.set(node) }
    }

    /// Ends everything, and returns when all programs have ended.
    func stop() async {
        for running in pods.values { running.task.cancel() }
        for end in ends.values { end.cancel() }
        for running in pods.values { await running.task.value }
        for end in ends.values { await end.value }
        pods = [:]
        ends = [:]
        names = [:]
    }

    func runner(_ namespace: String, _ name: String) -> PodRunner? {
        names["\(namespace)/\(name)"].flatMap { pods[$0]?.runner }
    }
}

extension PodStatus.Node {
    init(_ document: JSONValue) {
        let status = document["status"]
        address = (status?["addresses"]?.array ?? []).first { $0["type"]?.string == "InternalIP" }?["address"]?.string
        isReady = (status?["conditions"]?.array ?? []).contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
    }
}
