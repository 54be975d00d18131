import Documents
import Kubernetes
import Synchronization

@testable import Controllers

/// A cluster and a clock for pods, both in the test's hands.
final class FakePodHost: PodHost {
    private struct Sleeper {
        let due: Int
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var now = Objects.time.milliseconds
        var sleepers: [Int: Sleeper] = [:]
        var cancelled: Set<Int> = []
        var last = 0
        var objects: [String: JSONValue] = [:]
        var statuses: [String: JSONValue] = [:]
        var removed: [String] = []
        var events: [ObjectEvent] = []
        /// So many writes fail before one gets through.
        var failures = 0
    }

    private let state = Mutex(State())

    func set(_ object: JSONValue?, _ resource: String, _ name: String) {
        state.withLock { $0.objects["\(resource)/\(name)"] = object }
    }

    func failNext(_ count: Int) { state.withLock { $0.failures = count } }

    /// By the pod's name.
    func status(of pod: String) -> JSONValue? { state.withLock { $0.statuses[pod] } }
    var removed: [String] { state.withLock { $0.removed } }
    var events: [ObjectEvent] { state.withLock { $0.events } }
    /// How long those sleep that sleep, in milliseconds; idle containers not counted.
    var pauses: [Int] {
        state.withLock { state in
            state.sleepers.values.map { $0.due - state.now }.filter { $0 < 3_600_000 }.sorted()
        }
    }

    /// Lets time go by, and wakes those whose time has come.
    func advance(by pause: Duration) {
        let due = state.withLock { state in
            state.now += pause.milliseconds
            let due = state.sleepers.filter { $0.value.due <= state.now }
            for number in due.keys { state.sleepers[number] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    // MARK: PodHost

    func object(_ resource: String, _ name: String, in namespace: String) async throws(APIError) -> JSONValue {
        guard let object = state.withLock({ $0.objects["\(resource)/\(name)"] }) else { throw .notFound }
        return object
    }

    private func failIfWanted() throws(APIError) {
        let fails = state.withLock { state in
            defer { state.failures = max(0, state.failures - 1) }
            return state.failures > 0
        }
        if fails { throw .unavailable(status: 503, "not now") }
    }

    func setStatus(_ status: JSONValue, of pod: PodIdentity) async throws(APIError) {
        try failIfWanted()
        state.withLock { $0.statuses[pod.name] = status }
    }

    func remove(_ pod: PodIdentity) async throws(APIError) {
        try failIfWanted()
        state.withLock { $0.removed.append(pod.name) }
    }

    func record(_ event: ObjectEvent, about pod: PodIdentity) async { state.withLock { $0.events.append(event) } }

    func now() -> Timestamp { Timestamp(milliseconds: state.withLock { $0.now }) }

    func sleep(for pause: Duration) async throws {
        let number = state.withLock { state in
            state.last += 1
            return state.last
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.remove(number) != nil { return true }
                    state.sleepers[number] = Sleeper(due: state.now + pause.milliseconds, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                if state.sleepers[number] == nil { state.cancelled.insert(number) }
                return state.sleepers.removeValue(forKey: number)
            }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}

extension Duration {
    var milliseconds: Int { Int(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000) }
}

/// A program that does what the test says.
final class FakeProgram: ContainerProgram {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let state = Mutex<(contexts: [ContainerContext], ends: [AsyncStream<Result<Void, Failure>>.Continuation])>(
        ([], []))
    /// Goes on after it was cancelled, until `end` is called.
    private let isStubborn: Bool

    init(isStubborn: Bool = false) { self.isStubborn = isStubborn }

    /// Of each run so far.
    var contexts: [ContainerContext] { state.withLock { $0.contexts } }

    /// Ends the present run; nil: without an error.
    func end(_ failure: String? = nil) {
        let continuation = state.withLock { $0.ends.last }
        continuation?.yield(failure.map { .failure(Failure(description: $0)) } ?? .success(()))
        continuation?.finish()
    }

    func run(_ container: ContainerContext) async throws {
        let (stream, continuation) = AsyncStream<Result<Void, Failure>>.makeStream()
        state.withLock {
            $0.contexts.append(container)
            $0.ends.append(continuation)
        }
        container.log("run \(contexts.count)")
        if isStubborn {
            await Task { for await _ in stream {} }.value
        } else {
            for await result in stream { try result.get() }
        }
    }

    func respond(to request: ContainerRequest) async -> ContainerResponse? {
        request.port == 80 ? ContainerResponse(body: Array(request.path.utf8)) : nil
    }
}

/// Yields until the condition is true; tests end by their time limit where it never is.
func eventually(_ condition: () async -> Bool) async throws {
    while await !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}
