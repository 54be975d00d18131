import Documents
import Kubernetes
import LocalSystem
import Synchronization

/// Runs one pod: its containers, their restarts, and the status that says how they are.
actor PodRunner {
    private struct Container {
        let name: String
        let image: String
        var program: (any ContainerProgram)?
        var state: JSONValue = ["waiting": ["reason": "ContainerCreating"]]
        var lastState: JSONValue = [:]
        var restarts = 0
        var isReady = false
    }

    let namespace: String
    let name: String
    nonisolated let logs: [String: ContainerLogs]
    private let pod: JSONValue
    private let address: String
    private let client: APIClient
    private let backOff: BackOff
    private var containers: [Container]
    private var conditionTimes: [String: (status: Bool, since: String)] = [:]
    private let dirty: AsyncStream<Void>
    private let markDirty: AsyncStream<Void>.Continuation
    private let startTime = Timestamp(milliseconds: WallClock.milliseconds).description
    private let events: PodEvents

    init(
        pod: JSONValue, address: String, client: APIClient, backOff: BackOff,
        program: (ProgramRequest) -> (any ContainerProgram)?
    ) {
        self.pod = pod
        self.address = address
        self.client = client
        self.backOff = backOff
        let namespace = pod["metadata"]?["namespace"]?.string ?? ""
        let name = pod["metadata"]?["name"]?.string ?? ""
        self.namespace = namespace
        self.name = name
        containers = (pod["spec"]?["containers"]?.array ?? []).map { container in
            let own = container["name"]?.string ?? ""
            let image = container["image"]?.string ?? ""
            return Container(
                name: own, image: image,
                program: program(ProgramRequest(namespace: namespace, pod: name, container: own, image: image)))
        }
        logs = Dictionary(containers.map { ($0.name, ContainerLogs()) }, uniquingKeysWith: { first, _ in first })
        (dirty, markDirty) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        events = PodEvents(pod: pod, client: client)
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
        writer.cancel()
        markDirty.finish()
    }

    // MARK: Volumes

    /// Waits for the Secrets and ConfigMaps that are mounted; false when cancelled.
    private func waitForVolumes() async -> Bool {
        while let missing = await missingVolume() {
            await events.warn(
                "FailedMount",
                "MountVolume.SetUp failed for volume \"\(missing.volume)\" : \(missing.kind) \"\(missing.name)\" not found"
            )
            guard (try? await Task.sleep(for: .seconds(1))) != nil else { return false }
        }
        return !Task.isCancelled
    }

    private func missingVolume() async -> (volume: String, kind: String, name: String)? {
        for volume in pod["spec"]?["volumes"]?.array ?? [] {
            let source: (kind: String, resource: String, name: String?, isOptional: Bool)
            if let secret = volume["secret"] {
                source = (
                    "secret", "secrets", secret["secretName"]?.string, secret["optional"]?.bool ?? false
                )
            } else if let map = volume["configMap"] {
                source = ("configmap", "configmaps", map["name"]?.string, map["optional"]?.bool ?? false)
            } else {
                continue
            }
            guard let name = source.name, !source.isOptional else { continue }
            do throws(APIError) {
                _ = try await client.get(ObjectPath(resource: source.resource, namespace: namespace, name: name))
            } catch {
                return (volume["name"]?.string ?? "", source.kind, name)
            }
        }
        return nil
    }

    private static func file(
        _ path: String, of container: JSONValue, in pod: JSONValue, namespace: String, _ client: APIClient
    ) async -> [UInt8]? {
        for mount in container["volumeMounts"]?.array ?? [] {
            guard let root = mount["mountPath"]?.string, path.hasPrefix(root + "/"),
                let volume = (pod["spec"]?["volumes"]?.array ?? []).first(where: { $0["name"] == mount["name"] })
            else { continue }
            let file = String(path.dropFirst(root.count + 1))
            let items = (volume["secret"]?["items"] ?? volume["configMap"]?["items"])?.array
            let key = items.map { items in items.first { $0["path"]?.string == file }?["key"]?.string } ?? file
            guard let key else { return nil }
            if let name = volume["secret"]?["secretName"]?.string {
                let secret = try? await client.get(ObjectPath(resource: "secrets", namespace: namespace, name: name))
                return (secret?["data"]?[key]?.string).flatMap { Base64.decode($0) }
            }
            if let name = volume["configMap"]?["name"]?.string {
                let map = try? await client.get(ObjectPath(resource: "configmaps", namespace: namespace, name: name))
                return (map?["data"]?[key]?.string).map { Array($0.utf8) }
            }
        }
        return nil
    }

    // MARK: Containers

    private func runContainer(_ index: Int) async {
        let container = containers[index]
        let document = (pod["spec"]?["containers"]?.array ?? [])[index]
        while !Task.isCancelled {
            logs[container.name]?.beginRun()
            started(index)
            var failure: (any Error)?
            if let program = container.program {
                do {
                    try await program.run(context(for: container, document))
                } catch {
                    failure = error
                }
            } else {
                while (try? await Task.sleep(for: .seconds(3600))) != nil {}
            }
            logs[container.name]?.endRun()
            if Task.isCancelled { return }
            let pause = backOff.pause(afterRestarts: containers[index].restarts)
            ended(index, failure, pause)
            await events.warn(
                "BackOff",
                "Back-off restarting failed container \(container.name) in pod \(name)_\(namespace)"
                    + "(\(pod["metadata"]?["uid"]?.string ?? ""))", container: container.name)
            guard (try? await Task.sleep(for: pause)) != nil else { return }
            containers[index].restarts += 1
        }
    }

    private func context(for container: Container, _ document: JSONValue) -> ContainerContext {
        var context = ContainerContext(
            namespace: namespace, pod: name, container: container.name,
            node: pod["spec"]?["nodeName"]?.string ?? "", podIP: address)
        context.arguments = (document["args"]?.array ?? []).compactMap(\.string)
        for variable in document["env"]?.array ?? [] {
            let isNamespace = variable["valueFrom"]?["fieldRef"]?["fieldPath"]?.string == "metadata.namespace"
            context.environment[variable["name"]?.string ?? ""] =
                isNamespace ? namespace : variable["value"]?.string ?? ""
        }
        context.ports = (document["ports"]?.array ?? []).compactMap { port in
            port["containerPort"]?.int.map { ($0, port["protocol"]?.string ?? "TCP") }
        }
        let (pod, client, namespace) = (pod, client, namespace)
        context.file = { await Self.file($0, of: document, in: pod, namespace: namespace, client) }
        let log = logs[container.name]
        context.log = { log?.write($0) }
        let own = container.name
        context.setReady = { isReady in Task { await self.setReady(own, isReady) } }
        return context
    }

    private func setReady(_ container: String, _ isReady: Bool) {
        guard let index = containers.firstIndex(where: { $0.name == container }),
            containers[index].isReady != isReady, containers[index].state["running"] != nil
        else { return }
        containers[index].isReady = isReady
        markDirty.yield()
    }

    private func started(_ index: Int) {
        containers[index].state = [
            "running": ["startedAt": .string(Timestamp(milliseconds: WallClock.milliseconds).description)]
        ]
        containers[index].isReady = true
        markDirty.yield()
    }

    private func ended(_ index: Int, _ failure: (any Error)?, _ pause: Duration) {
        let now = JSONValue.string(Timestamp(milliseconds: WallClock.milliseconds).description)
        var terminated: JSONObject = [
            "exitCode": failure == nil ? 0 : 1, "reason": failure == nil ? "Completed" : "Error",
            "startedAt": containers[index].state["running"]?["startedAt"] ?? now, "finishedAt": now,
        ]
        if let failure { terminated["message"] = .string("\(failure)") }
        containers[index].lastState = ["terminated": .object(terminated)]
        containers[index].isReady = false
        let uid = pod["metadata"]?["uid"]?.string ?? ""
        containers[index].state = [
            "waiting": [
                "reason": "CrashLoopBackOff",
                "message": .string(
                    "back-off \(pause.components.seconds)s restarting failed container=\(containers[index].name) "
                        + "pod=\(name)_\(namespace)(\(uid))"),
            ]
        ]
        markDirty.yield()
    }

    /// What a port of the pod answers; nil where nothing listens.
    func respond(to request: ContainerRequest) async -> ContainerResponse? {
        for container in containers where container.state["running"] != nil {
            if let answer = await container.program?.respond(to: request) { return answer }
        }
        return nil
    }

    // MARK: Status

    private func writeStatus() async {
        var last: JSONValue?
        for await _ in dirty {
            let status = status()
            guard status != last else { continue }
            let path = ObjectPath(Pod.self, namespace: namespace, name: name, subresource: "status")
            do throws(APIError) {
                try await client.patch(["status": status], at: path)
                last = status
            } catch {
                if case .notFound = error { return }
                guard (try? await Task.sleep(for: .milliseconds(200))) != nil else { return }
                markDirty.yield()
            }
        }
    }

    private func status() -> JSONValue {
        let isRunning = containers.contains { $0.state["running"] != nil || $0.restarts > 0 || $0.lastState != [:] }
        let isReady = containers.allSatisfy(\.isReady)
        let unready = containers.filter { !$0.isReady }.map(\.name)
        var status: JSONObject = [
            "phase": isRunning ? "Running" : "Pending", "startTime": .string(startTime),
            "hostIP": .string(address),
            "conditions": .array([
                condition("PodScheduled", true), condition("Initialized", true),
                condition("ContainersReady", isReady, unready), condition("Ready", isReady, unready),
            ]),
            "containerStatuses": .array(
                containers.map { container in
                    [
                        "name": .string(container.name), "image": .string(container.image),
                        "imageID": .string(container.image),
                        "containerID": .string("sandbox://\(name)/\(container.name)"),
                        "restartCount": .number(JSONNumber(container.restarts)), "ready": .bool(container.isReady),
                        "started": .bool(container.state["running"] != nil), "state": container.state,
                        "lastState": container.lastState,
                    ]
                }),
        ]
        if isRunning {
            status["podIP"] = .string(address)
            status["podIPs"] = [["ip": .string(address)]]
        }
        return .object(status)
    }

    private func condition(_ type: String, _ isTrue: Bool, _ unready: [String] = []) -> JSONValue {
        if conditionTimes[type]?.status != isTrue {
            conditionTimes[type] = (isTrue, Timestamp(milliseconds: WallClock.milliseconds).description)
        }
        var condition: JSONObject = [
            "type": .string(type), "status": isTrue ? "True" : "False",
            "lastTransitionTime": .string(conditionTimes[type]?.since ?? ""),
        ]
        if !isTrue {
            condition["reason"] = "ContainersNotReady"
            condition["message"] = .string("containers with unready status: [\(unready.joined(separator: " "))]")
        }
        return .object(condition)
    }
}
