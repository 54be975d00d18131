import Documents
import Kubernetes
import Testing

@testable import Controllers

@Suite(.timeLimit(.minutes(15)))
struct PodRunnerTests {
    private let host = FakePodHost()

    private func container(_ name: String) -> JSONValue {
        ["name": .string(name), "image": .string("image/\(name)")]
    }

    /// Runs a pod for the time of `body`.
    private func run(
        _ pod: JSONValue, _ programs: [String: any ContainerProgram] = [:], backOff: BackOff = BackOff(),
        _ body: (PodRunner) async throws -> Void
    ) async throws {
        let runner = PodRunner(
            pod: pod, address: "10.1.0.1", node: PodStatus.Node(address: "10.0.0.1"), host: host, backOff: backOff
        ) { programs[$0.container] }
        let task = Task { await runner.run() }
        try await body(runner)
        task.cancel()
        await task.value
    }

    private func pod(_ containers: JSONValue..., patch: JSONValue = [:]) -> JSONValue {
        Objects.pod("p", ["spec": ["containers": .array(containers)], "status": .null]).merging(patch: patch)
    }

    private var status: JSONValue? { host.status(of: "p") }

    private func condition(_ type: String) -> JSONValue? {
        status?["conditions"]?.array?.first { $0["type"]?.string == type }
    }

    @Test("a pod comes up, and says so")
    func comesUp() async throws {
        let program = FakeProgram()
        let document = pod(container("main"), container("side"))
        try await run(document, ["main": program]) { runner in
            try await eventually { condition("Ready")?["status"] == "True" }
            #expect(status?["phase"] == "Running")
            #expect(status?["podIP"] == "10.1.0.1")
            #expect(status?["hostIP"] == "10.0.0.1")
            for type in ["PodScheduled", "Initialized", "ContainersReady", "PodReadyToStartContainers"] {
                #expect(condition(type)?["status"] == "True", "\(type)")
            }
            let main = status?["containerStatuses"]?[0]
            #expect(main?["name"] == "main")
            #expect(main?["image"] == "image/main")
            #expect(main?["ready"] == true && main?["started"] == true && main?["restartCount"] == 0)
            #expect(main?["state"]?["running"]?["startedAt"]?.string == Objects.time.description)
            #expect(main?["lastState"] == [:])
            #expect(main?["containerID"]?.string?.utf8.count == "sandbox://".utf8.count + 64)
            #expect(program.contexts.first?.podIP == "10.1.0.1")
            #expect(runner.logs["main"].map { String(decoding: $0.text(.init()), as: UTF8.self) } == "run 1\n")
        }
    }

    @Test("readiness is what the program says, and the pod says who is not ready")
    func readiness() async throws {
        let program = FakeProgram()
        let document = pod(container("main"), container("side"))
        try await run(document, ["main": program]) { _ in
            try await eventually { !program.contexts.isEmpty }
            program.contexts[0].setReady(false)
            try await eventually { condition("Ready")?["status"] == "False" }
            #expect(condition("Ready")?["reason"] == "ContainersNotReady")
            #expect(condition("Ready")?["message"] == "containers with unready status: [main]")
            #expect(status?["phase"] == "Running")
            host.advance(by: .seconds(5))
            program.contexts[0].setReady(true)
            try await eventually { condition("Ready")?["status"] == "True" }
            #expect(
                condition("Ready")?["lastTransitionTime"]?.string == Objects.time.adding(seconds: 5).description)
            #expect(condition("PodScheduled")?["lastTransitionTime"]?.string == Objects.time.description)
        }
    }

    @Test("a node that is not Ready takes its pods along, and not their containers")
    func nodeNotReady() async throws {
        try await run(pod(container("main"))) { runner in
            try await eventually { condition("Ready")?["status"] == "True" }
            await runner.set(PodStatus.Node(address: "10.0.0.1", isReady: false))
            try await eventually { condition("Ready")?["status"] == "False" }
            #expect(condition("ContainersReady")?["status"] == "True")
            #expect(status?["containerStatuses"]?[0]?["ready"] == true)
            await runner.set(PodStatus.Node(address: "10.0.0.1"))
            try await eventually { condition("Ready")?["status"] == "True" }
        }
    }

    @Test("what fails is started again: at once, then later each time")
    func crashLoop() async throws {
        let program = FakeProgram()
        try await run(pod(container("main")), ["main": program]) { runner in
            try await eventually { program.contexts.count == 1 }
            program.end("it broke")
            // A kubelet starts it once more before it waits.
            try await eventually { program.contexts.count == 2 }
            var pauses: [Int] = []
            for run in 2...8 {
                try await eventually { program.contexts.count == run }
                program.end("it broke")
                try await eventually { !host.pauses.isEmpty }
                pauses += host.pauses
                host.advance(by: .milliseconds(host.pauses.first ?? 0))
            }
            #expect(pauses == [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
        }
    }

    @Test("how a container in a crash loop looks")
    func crashLoopStatus() async throws {
        let program = FakeProgram()
        try await run(pod(container("main")), ["main": program]) { runner in
            for run in 1...4 {
                try await eventually { program.contexts.count == run }
                host.advance(by: .seconds(2))
                program.end("it broke")
                guard run > 1 else { continue }
                try await eventually { !host.pauses.isEmpty }
                if run < 4 { host.advance(by: .milliseconds(host.pauses[0])) }
            }
            try await eventually { status?["containerStatuses"]?[0]?["restartCount"] == 3 }
            try await eventually { status?["containerStatuses"]?[0]?["state"]?["waiting"] != nil }
            let main = status?["containerStatuses"]?[0]
            #expect(
                main?["state"]?["waiting"] == [
                    "reason": "CrashLoopBackOff",
                    "message": "back-off 40s restarting failed container=main pod=p_a(uid-p)",
                ])
            let ended = main?["lastState"]?["terminated"]
            #expect(ended?["exitCode"] == 1)
            #expect(ended?["reason"] == "Error")
            #expect(ended?["message"] == "it broke")
            #expect(ended?["startedAt"]?.string == Objects.time.adding(seconds: 36).description)
            #expect(ended?["finishedAt"]?.string == Objects.time.adding(seconds: 38).description)
            #expect(main?["ready"] == false && main?["started"] == false)
            #expect(status?["phase"] == "Running")
            #expect(condition("Ready")?["status"] == "False")
            #expect(host.events.count == 3)
            #expect(
                host.events.last
                    == ObjectEvent(
                        isWarning: true, reason: "BackOff",
                        message: "Back-off restarting failed container main in pod p_a(uid-p)",
                        fieldPath: "spec.containers{main}"))
            let logs = try #require(runner.logs["main"])
            #expect(String(decoding: logs.text(.init()), as: UTF8.self) == "run 4\n")
            #expect(logs.previousText(.init()).map { String(decoding: $0, as: UTF8.self) } == "run 3\n")
        }
    }

    @Test("who ran for long begins anew with the pauses")
    func forgotten() async throws {
        let program = FakeProgram()
        let backOff = BackOff(first: .seconds(1), longest: .seconds(4))
        try await run(pod(container("main")), ["main": program], backOff: backOff) { _ in
            try await eventually { program.contexts.count == 1 }
            program.end("")
            try await eventually { program.contexts.count == 2 }
            program.end("")
            try await eventually { host.pauses == [1000] }
            host.advance(by: .seconds(1))
            try await eventually { program.contexts.count == 3 }
            host.advance(by: .seconds(8))
            program.end("")
            try await eventually { program.contexts.count == 4 }
        }
    }

    @Test(
        "what is not to be started again ends the pod",
        arguments: [("Never", nil, "Succeeded"), ("Never", "broken", "Failed"), ("OnFailure", nil, "Succeeded")]
            as [(String, String?, String)])
    func runsOnce(policy: String, failure: String?, phase: String) async throws {
        let program = FakeProgram()
        let document = pod(container("main"), patch: ["spec": ["restartPolicy": .string(policy)]])
        try await run(document, ["main": program]) { _ in
            try await eventually { program.contexts.count == 1 }
            program.end(failure)
            try await eventually { status?["phase"]?.string == phase }
            let ended = status?["containerStatuses"]?[0]?["state"]?["terminated"]
            #expect(ended?["exitCode"] == (failure == nil ? 0 : 1))
            #expect(ended?["reason"] == (failure == nil ? "Completed" : "Error"))
        }
    }

    @Test("a missing Secret holds the containers up, and is said; an optional one does not")
    func missingSecret() async throws {
        let program = FakeProgram()
        let volumes: JSONValue = [
            ["name": "extra", "secret": ["secretName": "none", "optional": true]],
            ["name": "config", "secret": ["secretName": "kubelb-cluster"]],
        ]
        let mounted: JSONValue = container("main").merging(patch: [
            "volumeMounts": [["name": "config", "mountPath": "/etc/config"]]
        ])
        let document = pod(mounted, patch: ["spec": ["volumes": volumes]])
        try await run(document, ["main": program]) { runner in
            try await eventually { host.events.count == 1 && status != nil }
            #expect(
                host.events[0]
                    == ObjectEvent(
                        isWarning: true, reason: "FailedMount",
                        message: "MountVolume.SetUp failed for volume \"config\" : secret \"kubelb-cluster\" not found")
            )
            #expect(status?["phase"] == "Pending")
            #expect(status?["podIP"] == nil)
            #expect(
                status?["containerStatuses"]?[0]?["state"] == ["waiting": ["reason": "ContainerCreating"]])
            #expect(await runner.reasonToWait("main") == "ContainerCreating")
            #expect(program.contexts.isEmpty)
            host.set(["data": ["kubelb": "aGVsbG8="]], "secrets", "kubelb-cluster")
            try await eventually { !host.pauses.isEmpty }
            host.advance(by: .seconds(1))
            try await eventually { !program.contexts.isEmpty }
            #expect(await runner.reasonToWait("main") == nil)
            let file = await program.contexts[0].file("/etc/config/kubelb")
            #expect(file.map { String(decoding: $0, as: UTF8.self) } == "hello")
            // It is read when it is asked for.
            host.set(["data": ["other": "aGVsbG8="]], "secrets", "kubelb-cluster")
            #expect(await program.contexts[0].file("/etc/config/kubelb") == nil)
        }
    }

    @Test("what a container knows of itself")
    func context() async throws {
        let program = FakeProgram()
        let own = container("main").merging(patch: [
            "args": ["--a", "--b"],
            "env": [
                ["name": "PLAIN", "value": "x"],
                ["name": "NAMESPACE", "valueFrom": ["fieldRef": ["fieldPath": "metadata.namespace"]]],
                ["name": "HOST", "valueFrom": ["fieldRef": ["fieldPath": "status.hostIP"]]],
            ], "ports": [["containerPort": 53, "protocol": "UDP"], ["containerPort": 80]],
        ])
        try await run(pod(own), ["main": program]) { runner in
            try await eventually { !program.contexts.isEmpty }
            let context = program.contexts[0]
            #expect(context.arguments == ["--a", "--b"])
            #expect(context.environment == ["PLAIN": "x", "NAMESPACE": "a", "HOST": "10.0.0.1"])
            #expect(context.ports.map { "\($0.port)/\($0.protocol)" } == ["53/UDP", "80/TCP"])
            #expect(context.node == "n1")
            let request = ContainerRequest(port: 80, method: "GET", path: "/x")
            #expect(await runner.respond(to: request)?.body == Array("/x".utf8))
            #expect(await runner.respond(to: ContainerRequest(port: 81, method: "GET", path: "/")) == nil)
        }
    }

    @Test("a status that could not be written is written later")
    func writesAgain() async throws {
        host.failNext(2)
        try await run(pod(container("main"))) { _ in
            for _ in 0..<2 {
                try await eventually { host.pauses.contains(200) }
                host.advance(by: .milliseconds(200))
            }
            try await eventually { condition("Ready")?["status"] == "True" }
        }
    }
}
