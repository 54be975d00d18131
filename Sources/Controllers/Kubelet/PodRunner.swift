import Documents
import Kubernetes

/// Runs one pod: its containers, their restarts, and the status that says how they are.
actor PodRunner {
    private struct Container {
        var record: ContainerRecord
        /// nil: it idles and is ready.
        let program: (any ContainerProgram)?
        /// Restarts in a row, for the back-off.
        var restartsInARow = 0
    }

    nonisolated let pod: PodIdentity
    nonisolated let address: String
    nonisolated let logs: [String: ContainerLogs]
    private let document: JSONValue
    private let volumes: MountedVolumes
    private let host: any PodHost
    private let backOff: BackOff
    private var containers: [Container]
    private var status: PodStatus
    private var node: PodStatus.Node
    private let dirty: AsyncStream<Void>
    private let markDirty: AsyncStream<Void>.Continuation

    init(
        pod document: JSONValue, address: String, node: PodStatus.Node, host: any PodHost, backOff: BackOff,
        program: (ProgramRequest) -> (any ContainerProgram)?
    ) {
        let pod = PodIdentity(document)
        self.pod = pod
        self.document = document
        self.address = address
        self.node = node
        self.host = host
        self.backOff = backOff
        volumes = MountedVolumes(document)
        status = PodStatus(document, address: address, startTime: host.now())
        let labels = (document["metadata"]?["labels"] ?? [:]).textMap
        containers = (document["spec"]?["containers"]?.array ?? []).map { container in
            let name = container["name"]?.string ?? ""
            let image = container["image"]?.string ?? ""
            return Container(
                record: ContainerRecord(name: name, image: image),
                program: program(
                    ProgramRequest(
                        namespace: pod.namespace, pod: pod.name, container: name, image: image, labels: labels)))
        }
        logs = Dictionary(
            containers.map { ($0.record.name, ContainerLogs { host.now().milliseconds }) },
            uniquingKeysWith: { first, _ in first })
        (dirty, markDirty) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Runs the pod until the task is cancelled, and returns when its programs have ended.
    func run() async {
        let writer = Task { await self.writeStatus() }
        markDirty.yield()
        if await waitForVolumes() {
            await withDiscardingTaskGroup { group in
                for index in containers.indices { group.addTask { await self.runContainer(index) } }
            }
        }
        // A pod whose containers have all ended for good still is there to be seen.
        while (try? await host.sleep(for: .seconds(3600))) != nil {}
        writer.cancel()
        markDirty.finish()
    }

    /// Takes note of how the pod's node is.
    func set(_ node: PodStatus.Node) {
        guard node != self.node else { return }
        self.node = node
        markDirty.yield()
    }

    // MARK: Volumes

    /// Waits for the Secrets and ConfigMaps that are mounted; false when cancelled.
    private func waitForVolumes() async -> Bool {
        while let objection = await missingVolume() {
            await host.record(ObjectEvent(isWarning: true, reason: "FailedMount", message: objection), about: pod)
            guard (try? await host.sleep(for: .seconds(1))) != nil else { return false }
        }
        return !Task.isCancelled
    }

    private func missingVolume() async -> String? {
        for source in volumes.sources where !source.isOptional {
            do throws(APIError) {
                let object = try await host.object(source.resource, source.name, in: pod.namespace)
                if let objection = source.objection(to: object) { return objection }
            } catch {
                guard case .notFound = error else {
                    return "MountVolume.SetUp failed for volume \"\(source.volume)\" : \(error.summary)"
                }
                return source.objection(to: nil)
            }
        }
        return nil
    }

    // MARK: Containers

    private func runContainer(_ index: Int) async {
        let name = containers[index].record.name
        while !Task.isCancelled {
            logs[name]?.beginRun()
            containers[index].record.start(at: host.now())
            let run = containers[index].record.runs
            markDirty.yield()
            let failure = await runProgram(index, run)
            logs[name]?.endRun()
            if Task.isCancelled { return }
            guard await restart(index, after: failure) else { return }
        }
    }

    /// Returns when the program has ended: why, or nil for an end without an error.
    private func runProgram(_ index: Int, _ run: Int) async -> (any Error)? {
        guard let program = containers[index].program else {
            while (try? await host.sleep(for: .seconds(3600))) != nil {}
            return nil
        }
        let (readiness, probe) = AsyncStream<Bool>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let listener = Task {
            for await isReady in readiness { self.setReady(index, run, isReady) }
        }
        defer {
            probe.finish()
            listener.cancel()
        }
        do {
            try await program.run(context(index) { probe.yield($0) })
            return nil
        } catch {
            return error
        }
    }

    private func setReady(_ index: Int, _ run: Int, _ isReady: Bool) {
        guard containers[index].record.runs == run, containers[index].record.passesProbe != isReady else { return }
        containers[index].record.passesProbe = isReady
        markDirty.yield()
    }

    /// Notes the end of a run, and waits for the time of the next; false where there is none.
    private func restart(_ index: Int, after failure: (any Error)?) async -> Bool {
        let now = host.now()
        if case .running(let since) = containers[index].record.state,
            backOff.isForgotten(after: .milliseconds(now.milliseconds - since.milliseconds))
        {
            containers[index].restartsInARow = 0
        }
        containers[index].record.end(failure.map { "\($0)" }, at: now, pod: pod.uid)
        markDirty.yield()
        guard status.restarts(afterFailure: failure != nil) else { return false }
        let pause = backOff.pause(afterRestarts: containers[index].restartsInARow)
        containers[index].restartsInARow += 1
        guard pause > .zero else {
            containers[index].record.keepEnd()
            return true
        }
        let name = containers[index].record.name
        containers[index].record.wait(
            "CrashLoopBackOff", "back-off \(pause.goText) restarting failed container=\(name) pod=\(pod.text)")
        await host.record(
            ObjectEvent(
                isWarning: true, reason: "BackOff",
                message: "Back-off restarting failed container \(name) in pod \(pod.text)",
                fieldPath: "spec.containers{\(name)}"), about: pod)
        return (try? await host.sleep(for: pause)) != nil
    }

    private func context(_ index: Int, setReady: @escaping @Sendable (Bool) -> Void) -> ContainerContext {
        let container = (document["spec"]?["containers"]?.array ?? [])[index]
        let name = containers[index].record.name
        var context = ContainerContext(
            namespace: pod.namespace, pod: pod.name, container: name, node: pod.node, podIP: address)
        context.arguments = (container["args"]?.array ?? []).compactMap(\.string)
        for variable in container["env"]?.array ?? [] {
            guard let key = variable["name"]?.string else { continue }
            context.environment[key] =
                variable["valueFrom"]?["fieldRef"]?["fieldPath"]?.string.flatMap(field) ?? variable["value"]?.string
        }
        context.ports = (container["ports"]?.array ?? []).compactMap { port in
            port["containerPort"]?.int.map { ($0, port["protocol"]?.string ?? "TCP") }
        }
        let (volumes, host, namespace, log) = (volumes, host, pod.namespace, logs[name])
        context.file = { path in
            for (source, key) in volumes.candidates(for: path, in: container) {
                guard let object = try? await host.object(source.resource, source.name, in: namespace),
                    let content = source.content(of: key, in: object)
                else { continue }
                return content
            }
            return nil
        }
        context.log = { log?.write($0) }
        context.setReady = setReady
        return context
    }

    /// A field of the pod, as variables may name it (downward API).
    private func field(_ path: String) -> String? {
        switch path {
        case "metadata.namespace": pod.namespace
        case "metadata.name": pod.name
        case "metadata.uid": pod.uid
        case "spec.nodeName": pod.node
        case "spec.serviceAccountName": document["spec"]?["serviceAccountName"]?.string
        case "status.podIP": address
        case "status.hostIP": node.address
        default: nil
        }
    }

    /// What a port of the pod answers; nil where nothing listens.
    func respond(to request: ContainerRequest) async -> ContainerResponse? {
        for container in containers where container.record.isRunning {
            if let answer = await container.program?.respond(to: request) { return answer }
        }
        return nil
    }

    /// Why a container has no log yet; nil where it may have one.
    func reasonToWait(_ container: String) -> String? {
        guard let record = containers.first(where: { $0.record.name == container })?.record, record.runs == 0,
            case .waiting(let reason, _) = record.state
        else { return nil }
        return reason
    }

    // MARK: Status

    private func writeStatus() async {
        var last: JSONValue?
        for await _ in dirty {
            let new = status.document(containers.map(\.record), on: node, now: host.now())
            guard new != last else { continue }
            do throws(APIError) {
                try await host.setStatus(new, of: pod)
                last = new
            } catch {
                switch error {
                // Gone, or another pod of the same name.
                case .notFound, .conflict: return
                default:
                    guard (try? await host.sleep(for: .milliseconds(200))) != nil else { return }
                    markDirty.yield()
                }
            }
        }
    }
}
