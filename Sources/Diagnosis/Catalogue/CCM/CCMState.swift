import KubeLB
import Kubernetes
import Topology
import Transport

/// What the CCM's pods and its log lines say of its present run.
struct CCMState {
    /// Pods that are not on their way out; nil where the pods could not be read to their end.
    let pods: [Pod]?
    private let context: CheckContext

    init(_ context: CheckContext) {
        self.context = context
        let found = context.topology.pods(of: context.topology.ccm).value
        pods =
            context.topology.outcome(of: .tenantPods) == nil
            ? found?.filter { !$0.metadata.isBeingDeleted } : nil
    }

    /// Whether a pod is Ready and stays so. A CCM that cannot reach or enter the management cluster exits at its start,
    /// so one that stays up could do both when it started.
    var isUp: Bool? {
        pods.map { pods in pods.contains { $0.isReady && !isLooping($0) } }
    }

    /// For what the next start of the CCM would fail on: less urgent while it still runs with what it read at its start.
    var startSeverity: Severity { isUp == true ? .warning : .error }

    /// The status of the CCM's own container.
    func container(of pod: Pod) -> ContainerStatus? {
        let name = context.topology.ccm.container(of: pod.spec)?.name ?? context.topology.ccm.role.containerName
        return pod.containerStatuses.first { $0.name == name }
    }

    /// Whether the CCM's container ends with an error again and again, also in the short time that it runs in between.
    func isLooping(_ pod: Pod) -> Bool {
        guard let status = container(of: pod) else { return false }
        if status.isCrashLooping || (status.state.isTerminated && (status.state.exitCode ?? 0) != 0) { return true }
        let last = status.lastState
        guard status.restartCount >= 2, last.isTerminated, (last.exitCode ?? 0) != 0, let finished = last.finishedAt,
            context.now.seconds(since: finished) < Self.backOffReset
        else { return false }
        guard pod.isReady else { return true }
        // One that waits for lists it may not read is Ready for two minutes in every run.
        guard status.restartCount >= 3, let started = last.startedAt else { return false }
        let lastRun = finished.seconds(since: started)
        // A run that outlives the last one by far is none of the loop any more.
        if let start = status.state.startedAt, context.now.seconds(since: start) > lastRun + Self.grace { return false }
        return lastRun < Self.shortRun
    }

    /// The kubelet starts the back-off of a container anew after ten minutes without an exit.
    private static let backOffReset = 600.0
    private static let shortRun = 300.0
    private static let grace = 60.0

    /// When the newest run of the CCM's container began.
    var newestStart: Timestamp? {
        (pods ?? []).compactMap { container(of: $0)?.state.startedAt }.max()
    }

    /// Recognised lines of one pod's last run: the current one's, or the previous one's where that says nothing.
    func lastRunLines(of pod: Pod) -> [(source: LogSource, line: RecognisedLine)] {
        let lines = context.topology.recognisedLines(of: context.topology.ccm).filter { source, _ in
            source.namespace == pod.metadata.namespace && source.pod == pod.metadata.name
        }
        let current = lines.filter { !$0.source.isPrevious }
        return current.isEmpty ? lines : current
    }

    /// Whether what the CCM logged still holds.
    var logEvidence: LogEvidence { LogEvidence(context.topology.ccm, isUp: isUp, context) }

    /// Recognised lines that still hold. What a pod said that is gone is past.
    var standingLines: [(source: LogSource, line: RecognisedLine)] {
        let pods = pods ?? []
        let evidence = logEvidence
        return (isUp == true ? pods.filter { $0.isReady && !isLooping($0) } : pods).flatMap(lastRunLines)
            .filter { evidence.stands($0.line, from: $0.source) }
    }

    /// Whether a certificate is refused because the clock of the CCM's node is wrong: the line is older than the pod that
    /// wrote it, or newer than now.
    func isClockWrong(_ line: RecognisedLine, _ failure: TransportFailure) -> Bool {
        guard case .tls(let reason, _) = failure, [.notYetValid, .expired, .outsideValidity].contains(reason),
            let written = line.last
        else { return false }
        let created = (pods ?? []).compactMap(\.metadata.creationTimestamp).min()
        return written > context.now.adding(seconds: Self.tolerance)
            || created.map { written < $0.adding(seconds: -Self.tolerance) } ?? (reason == .notYetValid)
    }

    private static let tolerance = 60.0
}
