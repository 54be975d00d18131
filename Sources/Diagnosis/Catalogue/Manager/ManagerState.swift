import KubeLB
import Kubernetes
import Redaction
import Topology

/// What the manager's pods say of its present run.
struct ManagerState {
    /// Pods that are not on their way out; nil where the pods could not be read to their end.
    let pods: [Pod]?
    private let context: CheckContext

    init(_ context: CheckContext) {
        self.context = context
        pods = context.topology.pods(of: context.topology.manager).value?.filter { !$0.metadata.isBeingDeleted }
    }

    var isUp: Bool? { pods.map { $0.contains(where: \.isReady) } }

    /// Since when the newest Ready pod has been Ready: before that the control plane had no endpoints to speak of.
    var readySince: Timestamp? {
        (pods ?? []).filter(\.isReady).compactMap { $0.readyCondition?.lastTransitionTime }.max()
    }

    /// Services whose LoadBalancer waits for the manager.
    static func waiting(in topology: Topology) -> [Exposure] {
        topology.takenExposures.filter { exposure in
            guard let loadBalancer = exposure.loadBalancer.value else { return false }
            return !loadBalancer.isAccepted && !loadBalancer.metadata.isBeingDeleted
        }
    }

    /// The last error of one of the manager's controllers about a tenant, if it may still stand. The controllers pause for minutes
    /// between two tries and log nothing when one succeeds.
    static func lastError(
        of controller: String, namespace: String, _ context: CheckContext
    ) -> (source: LogSource, line: LogLine)? {
        let lines = context.topology.logTails(of: context.topology.manager).filter { !$0.source.isPrevious }
            .flatMap { source, tail in tail.errors.map { (source, $0) } }
        return lines.last { _, line in
            line.controller == controller && line.isRecent(at: context.now)
                && line.objects.contains { $0.namespace == namespace }
        }
    }

    /// The recognised line that says most about the end of a run: the last one, and what only follows from something
    /// else, or ends no run, where nothing else was said.
    static func mostTelling(_ context: CheckContext) -> (source: LogSource, line: RecognisedLine)? {
        let lines = context.topology.recognisedLines(of: context.topology.manager)
        return lines.last { !$0.line.signature.isConsequence } ?? lines.last
    }
}

/// Changes to the healthy pair that several examples make.
enum ManagerExamples {
    /// The manager's Deployment, scaled down.
    static let scaledDown = """
        kubelb/kubelb-manager: {spec: {replicas: 0}, status: {replicas: 0, readyReplicas: null,
            availableReplicas: null, updatedReplicas: null}}
        """

    /// Its only pod, not Ready for a long time, with the status of its container.
    static func pod(_ containerStatus: String) -> String {
        """
        kubelb/kubelb-manager-1: {status: {conditions: [{type: Ready, status: "False",
            lastTransitionTime: "2026-11-22T11:00:00Z"}], containerStatuses: [\(containerStatus)]}}
        """
    }

    static let crashing = pod(
        """
        {name: manager, ready: false, restartCount: 7, state: {waiting: {reason: CrashLoopBackOff,
            message: back-off 5m0s}}, lastState: {terminated: {exitCode: 1, finishedAt: "2026-11-22T11:58:00Z"}}}
        """)
}
