import Documents
import Kubernetes
import Synchronization
import Testing

@testable import Controllers

@Suite(.timeLimit(.minutes(15)))
struct RunningPodsTests {
    private let host = FakePodHost()

    private func pods(_ program: any ContainerProgram) -> RunningPods {
        let last = Mutex(0)
        return RunningPods(
            host: host,
            allocateAddress: {
                last.withLock { last in
                    last += 1
                    return "10.1.0.\(last)"
                }
            }, backOff: BackOff(), longestEnd: .seconds(5), program: { _ in program })
    }

    @Test("a pod runs once it has a node, with an address of its own")
    func start() async throws {
        let program = FakeProgram()
        let pods = pods(program)
        await pods.take(Objects.node("n1", address: "10.0.0.7"), node: "n1")
        await pods.take(Objects.pod("p", node: nil), isGone: false)
        #expect(await pods.runner("a", "p") == nil)
        await pods.take(Objects.pod("p"), isGone: false)
        await pods.take(Objects.pod("p"), isGone: false)
        await pods.take(Objects.pod("q"), isGone: false)
        try await eventually { program.contexts.count == 2 && host.status(of: "q")?["podIP"] != nil }
        #expect(Set(program.contexts.map(\.podIP)) == ["10.1.0.1", "10.1.0.2"])
        #expect(host.status(of: "q")?["hostIP"] == "10.0.0.7")
        await pods.stop()
        #expect(await pods.runner("a", "p") == nil)
    }

    @Test("a deleted pod's programs end, then its object goes; an API server that is away is waited for")
    func end() async throws {
        let program = FakeProgram()
        let pods = pods(program)
        await pods.take(Objects.pod("p"), isGone: false)
        try await eventually { host.status(of: "p")?["podIP"] != nil }
        host.failNext(1)
        await pods.take(Objects.pod("p", isLeaving: true), isGone: false)
        await pods.take(Objects.pod("p", isLeaving: true), isGone: false)
        try await eventually { host.pauses.contains(100) }
        #expect(host.removed.isEmpty)
        host.advance(by: .milliseconds(100))
        try await eventually { host.removed == ["p"] }
        await pods.take(Objects.pod("p", isLeaving: true), isGone: true)
        #expect(await pods.runner("a", "p") == nil)
        await pods.stop()
    }

    @Test("a program that does not end is not waited for longer than is granted")
    func stubborn() async throws {
        let program = FakeProgram(isStubborn: true)
        let pods = pods(program)
        await pods.take(Objects.pod("p"), isGone: false)
        try await eventually { !program.contexts.isEmpty }
        await pods.take(
            Objects.pod("p", isLeaving: true, ["metadata": ["deletionGracePeriodSeconds": 2]]), isGone: false)
        try await eventually { host.pauses.contains(2000) }
        #expect(host.removed.isEmpty)
        host.advance(by: .seconds(2))
        try await eventually { host.removed == ["p"] }
        program.end()
        await pods.stop()
    }

    @Test("a pod that was on its way out before it was seen is let go; one that is gone is stopped")
    func others() async throws {
        let program = FakeProgram()
        let pods = pods(program)
        await pods.take(Objects.pod("late", isLeaving: true), isGone: false)
        try await eventually { host.removed == ["late"] }
        #expect(program.contexts.isEmpty)
        await pods.take(Objects.pod("p"), isGone: false)
        try await eventually { program.contexts.count == 1 }
        // Made anew under the same name before the old one was seen to be gone.
        let successor = Objects.pod("p", ["metadata": ["uid": "another"]])
        await pods.take(successor, isGone: false)
        await pods.take(Objects.pod("p"), isGone: true)
        #expect(await pods.runner("a", "p")?.pod.uid == "another")
        // Or instead of it: the old one's program has ended, its successor's runs.
        try await eventually { program.contexts.count == 2 }
        await pods.take(Objects.pod("p", ["metadata": ["uid": "third"]]), isGone: false)
        try await eventually { program.contexts.count == 3 }
        #expect(await pods.runner("a", "p")?.pod.uid == "third")
        await pods.stop()
    }

    @Test("pods hear of their node")
    func nodes() async throws {
        let pods = pods(FakeProgram())
        func ready(_ pod: String) -> JSONValue? {
            host.status(of: pod)?["conditions"]?.array?.first { $0["type"] == "Ready" }?["status"]
        }
        for node in ["n1", "n2"] { await pods.take(Objects.node(node), node: node) }
        await pods.take(Objects.pod("p", node: "n1"), isGone: false)
        await pods.take(Objects.pod("q", node: "n2"), isGone: false)
        try await eventually { ready("p") == "True" && ready("q") == "True" }
        await pods.take(Objects.node("n1", isReady: false), node: "n1")
        try await eventually { ready("p") == "False" }
        #expect(ready("q") == "True")
        await pods.take(nil, node: "n2")
        try await eventually { ready("q") == "False" }
        await pods.stop()
    }
}
