import Characters
import Documents

/// An entry of a pod's `status.containerStatuses`.
package struct ContainerStatus: Sendable, Hashable {
    package var name = ""
    package var ready = false
    package var restartCount = 0
    package var state = ContainerState()
    package var lastState = ContainerState()

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string() ?? ""
            case "ready": ready = try reader.bool() ?? false
            case "restartCount": restartCount = try reader.int() ?? 0
            case "state": state = try ContainerState(from: &reader)
            case "lastState": lastState = try ContainerState(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// Restarting again and again: waiting in back-off, or ended with an error just now after earlier restarts.
    package var isCrashLooping: Bool {
        state.waitingReason == "CrashLoopBackOff"
            || (state.isTerminated && (state.exitCode ?? 0) != 0 && restartCount > 0)
    }

    /// Whether it has ended and started again at least twice within the last hour, and runs: it failed, or was ended by the
    /// kubelet, since its liveness probe did.
    ///
    /// Only the last end is known, and when that run began, which was a restart as well. Nodes that are rebooted end
    /// containers with reason `Unknown`.
    package func keepsRestarting(at now: Timestamp) -> Bool {
        guard restartCount >= 3, state.isRunning, lastState.isTerminated,
            lastState.terminatedReason != "Unknown", let began = lastState.startedAt, let ended = lastState.finishedAt
        else { return false }
        return now.seconds(since: began) < 3600 && now.seconds(since: ended) >= 0
    }

    /// `ImagePullBackOff`, `ErrImagePull`, `InvalidImageName`: the image cannot be had.
    package var imageProblem: String? {
        guard let reason = state.waitingReason, reason.containsBytes(of: "Image") else { return nil }
        return reason
    }
}

/// `state` or `lastState` of a container.
package struct ContainerState: Sendable, Hashable {
    package var isRunning = false
    package var isTerminated = false
    package var waitingReason: String?
    package var terminatedReason: String?
    package var exitCode: Int?
    /// Of the waiting or the terminated state.
    package var message: String?
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?

    package init() {}

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "running":
                isRunning = try reader.object { (reader, key) throws(JSONError) in
                    if case "startedAt" = key { startedAt = try reader.timestamp() } else { try reader.skip() }
                }
            case "waiting":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "reason": waitingReason = try reader.string()
                    case "message": message = try reader.string()
                    default: try reader.skip()
                    }
                }
            case "terminated":
                isTerminated = try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "reason": terminatedReason = try reader.string()
                    case "exitCode": exitCode = try reader.int()
                    case "message": message = try reader.string()
                    case "startedAt": startedAt = try reader.timestamp()
                    case "finishedAt": finishedAt = try reader.timestamp()
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }
}
