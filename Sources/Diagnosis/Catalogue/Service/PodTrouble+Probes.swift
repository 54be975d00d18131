import Kubernetes
import Topology

extension PodTrouble {
    /// That the kubelet keeps ending a container of a pod that is not Ready, because its liveness or startup probe fails.
    func endedByProbe(_ pod: Pod) -> (words: String, evidence: [Evidence])? {
        let failing = pod.containerStatuses.first {
            !$0.ready && ($0.isCrashLooping || $0.keepsRestarting(at: context.now))
        }
        // What a signal has ended, or what ended on it: other exit codes are the program's own.
        guard !pod.isReady, let failing, failing.lastState.isTerminated,
            failing.lastState.terminatedReason != "OOMKilled",
            [0, 137, 143].contains(failing.lastState.exitCode ?? 0),
            let failure = LivenessFailure(of: pod, .tenant, context)
        else { return nil }
        var words = "container \(failing.name) keeps restarting: \(failure.words)"
        var run = ""
        if let start = failing.lastState.startedAt, let end = failing.lastState.finishedAt {
            let seconds = end.seconds(since: start)
            if seconds >= 0, seconds < Self.longestStart {
                run = " after \(Int(saturating: seconds)) s"
                words += "; its last run was ended\(run), so it may need longer to start than the probe allows"
            }
        }
        let code = failing.lastState.exitCode ?? 0
        return (words, [pod.evidence("lastState of container \(failing.name)", "exit code \(code)\(run)")])
    }

    /// Seconds within which a container that is ended may still have been starting.
    private static let longestStart = 300.0
}
