import Kubernetes
import Topology

/// Whether a Warning Event is still true: until its author reports a success, or until what it could not do is done.
extension CheckContext {
    /// The newest warning Event about an object that nothing later contradicts.
    ///
    /// `since`: when the object was created; what is older is about one that had the same name. `done`: when that was done
    /// which a warning of this object says has failed.
    func standingWarning(
        _ side: ClusterSide, kind: String, namespace: String, name: String, since: Timestamp? = nil,
        done: Timestamp? = nil, where isMeant: (Event) -> Bool = { _ in true }
    ) -> Event? {
        let events = topology.events(side, kind: kind, namespace: namespace, name: name) ?? []
        var successes: [String: [Success: Timestamp]] = [:]
        for event in events where !event.isWarning {
            guard let success = Success(event.reason), let time = event.lastTimestamp else { continue }
            successes[event.reporter, default: [:]][success] = time
        }
        return events.last { event in
            guard event.isWarning, isMeant(event) else { return false }
            guard let time = event.lastTimestamp else { return true }
            if let since, time < since { return false }
            let isBesideSuccess = Self.besideSuccess.contains(event.reason)
            let ended = successes[event.reporter] ?? [:]
            let ends = isBesideSuccess ? [ended[.nodesUpdated]] : [done, ended[.any], ended[.nodesUpdated]]
            return !ends.contains { $0.map { $0 > time } ?? false }
        }
    }

    /// What the kubelet reports that keeps a pod from starting, or from being Ready; nil if no Event tells more than its status.
    func obstacle(of pod: Pod, _ side: ClusterSide) -> String? {
        let event = standingWarning(
            side, kind: Pod.kind, namespace: pod.metadata.namespace, name: pod.metadata.name,
            since: pod.metadata.creationTimestamp, where: { Self.obstacles.contains($0.reason) })
        return event.map { ErrorDigest.text(of: $0.message) }
    }

    /// Reasons of the kubelet for pods that wait with `ContainerCreating` or run without being Ready.
    private static let obstacles: Set<String> = [
        "FailedMount", "FailedAttachVolume", "FailedMapVolume", "FailedCreatePodSandBox", "NetworkNotReady",
        "Unhealthy",
    ]

    /// The newest warning of a load-balancer implementation about a Service.
    func standingWarning(about service: Service) -> Event? {
        let metadata = service.metadata
        let own = standingWarning(
            .management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name,
            since: metadata.creationTimestamp, done: service.ingress.isEmpty ? nil : metadata.lastStatusWrite,
            where: { !AddressRefusal.kubernetesOwn.contains($0.reporter) && !$0.isOfPolicyReport })
        return own
            ?? topology.targetGroupBindings(of: service).lazy.compactMap { binding in
                standingWarning(
                    .management, kind: TargetGroupBinding.kind, namespace: metadata.namespace, name: binding)
            }.first
    }

    /// The service controller reports this, and goes on to report success. With nodes it reports `UpdatedLoadBalancer`.
    private static let besideSuccess: Set<String> = ["UnAvailableLoadBalancer"]

    /// A Normal Event that says that its author succeeded, not that it begins with something or saw a change.
    private enum Success: Hashable {
        case any
        /// The load balancer has nodes again.
        case nodesUpdated

        init?(_ reason: String) {
            guard !Self.observations.contains(reason), !Self.attempts.contains(where: { reason.hasPrefix($0) }) else {
                return nil
            }
            self = reason == "UpdatedLoadBalancer" ? .nodesUpdated : .any
        }

        private static let attempts = ["Ensuring", "Updating", "Creating", "Deleting", "Adding", "Syncing", "Pulling"]

        /// Changes of a Service that the service controller reports when it sees them (`k8s.io/cloud-provider`,
        /// controllers/service), and steps that kubelets report of pods that fail as well.
        private static let observations: Set<String> = [
            "Type", "LoadBalancerSourceRanges", "LoadbalancerIP", "ExternalIP", "Count", "UID", "ExternalTrafficPolicy",
            "HealthCheckNodePort", "DeletedLoadBalancer", "Scheduled", "Pulled", "Created", "Started", "Killing",
            "BackOff",
        ]
    }
}

extension Event {
    /// Whether a policy engine reports that an object breaks a rule. One that refuses objects says so to who writes them.
    fileprivate var isOfPolicyReport: Bool {
        reason == "PolicyViolation" || ["kyverno", "gatekeeper"].contains { reporter.hasPrefix($0) }
    }
}
