import Documents
import Kubernetes

/// What is known of one container of a pod: how it is, and how its last run ended.
struct ContainerRecord: Sendable, Hashable {
    enum State: Sendable, Hashable {
        case waiting(reason: String, message: String? = nil)
        case running(since: Timestamp)
        case terminated(End)
    }

    /// How a run ended.
    struct End: Sendable, Hashable {
        var exitCode: Int
        var message: String?
        var started: Timestamp
        var finished: Timestamp
        var containerID: String
    }

    let name: String
    let image: String
    var state = State.waiting(reason: "ContainerCreating")
    var last: End?
    var restarts = 0
    /// What its readiness probe finds while it runs.
    var passesProbe = true
    /// Counts the runs; each is a container of its own to the runtime.
    var runs = 0

    init(name: String, image: String) {
        self.name = name
        self.image = image
    }

    var isRunning: Bool {
        if case .running = state { true } else { false }
    }

    var isReady: Bool { isRunning && passesProbe }

    /// Sixty-four digits, as container runtimes have it.
    func containerID(pod uid: String) -> String {
        "sandbox://"
            + (0..<4).map { ShortHash.hexadecimal(Array("\(uid)/\(name)/\(runs)/\($0)".utf8)) }.joined()
    }

    mutating func start(at time: Timestamp) {
        if runs > 0 { restarts += 1 }
        runs += 1
        passesProbe = true
        state = .running(since: time)
    }

    /// `message`: why it failed; nil: it ended by itself with status 0.
    mutating func end(_ message: String?, at time: Timestamp, pod uid: String) {
        guard case .running(let since) = state else { return }
        state = .terminated(
            End(
                exitCode: message == nil ? 0 : 1, message: message, started: since, finished: time,
                containerID: containerID(pod: uid)))
    }

    /// Waits for its next run; what was is the last state now.
    mutating func wait(_ reason: String, _ message: String?) {
        if case .terminated(let end) = state { last = end }
        state = .waiting(reason: reason, message: message)
    }

    /// The last state as it is while a run follows at once.
    mutating func keepEnd() {
        if case .terminated(let end) = state { last = end }
    }

    /// An entry of `containerStatuses`.
    func status(pod uid: String) -> JSONValue {
        var status: JSONObject = [
            "name": .string(name), "state": Self.document(state),
            "lastState": last.map { ["terminated": Self.document($0)] } ?? [:],
            "ready": .bool(isReady), "restartCount": .number(JSONNumber(restarts)), "image": .string(image),
            "imageID": runs == 0 ? "" : .string(image),
        ]
        if runs > 0 { status["containerID"] = .string(containerID(pod: uid)) }
        status["started"] = .bool(isRunning)
        return .object(status)
    }

    private static func document(_ state: State) -> JSONValue {
        switch state {
        case .waiting(let reason, let message):
            var waiting: JSONObject = ["reason": .string(reason)]
            if let message { waiting["message"] = .string(message) }
            return ["waiting": .object(waiting)]
        case .running(let since): return ["running": ["startedAt": .string(since.description)]]
        case .terminated(let end): return ["terminated": document(end)]
        }
    }

    private static func document(_ end: End) -> JSONValue {
        var terminated: JSONObject = [
            "exitCode": .number(JSONNumber(end.exitCode)), "reason": end.exitCode == 0 ? "Completed" : "Error",
        ]
        if let message = end.message { terminated["message"] = .string(message) }
        terminated["startedAt"] = .string(end.started.description)
        terminated["finishedAt"] = .string(end.finished.description)
        terminated["containerID"] = .string(end.containerID)
        return .object(terminated)
    }
}
