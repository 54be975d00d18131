import KubeLB
import Kubernetes

/// The tenant's Envoy: a Deployment, or a DaemonSet if the Config sets it.
package struct EnvoyWorkload: Sendable, Hashable {
    package let kind: String
    package let metadata: ObjectMeta
    package let state: WorkloadState

    package init(_ workload: some Workload) {
        kind = type(of: workload).kind
        metadata = workload.metadata
        state = workload.state
    }

    /// Whether the number of its pods was changed so often that two may set it in turns.
    package var isScaledOften: Bool { timesScaled >= 6 }

    /// How often the number of its pods was changed: each change of the spec counts up the generation, and each new pod template
    /// the revision as well.
    private var timesScaled: Int {
        guard kind == Deployment.kind, let generation = metadata.generation, let revision else { return 0 }
        return generation.saturatingSum(0 - max(0, min(revision, generation)))
    }

    /// Whether it has had so many pod templates that two programs may set them in turns.
    package var isRolledOutOften: Bool { (revision ?? 0) >= 12 }

    /// The revision counts up with each rollout.
    private var revision: Int? { metadata.annotations["deployment.kubernetes.io/revision"].flatMap { Int($0) } }

    /// Whether a pod is one of the tenant's Envoy, by its name: all that select those pods select others with their label, too.
    package static func owns(pod name: String, namespace: String) -> Bool {
        name.hasPrefix(KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace) + "-")
    }

    /// Its pods among those that have their label; all if none has a name of theirs.
    static func own(_ pods: [Pod], namespace: String) -> [Pod] {
        let own = pods.filter { owns(pod: $0.metadata.name, namespace: namespace) }
        return own.isEmpty ? pods : own
    }

    /// The kind of what scales Deployments by their load; only Events about such objects are read.
    package static let autoscalerKind = "HorizontalPodAutoscaler"

    package var reference: String { "\(kind) \(metadata.path)" }

    /// The kind of the workload that created a pod, by its owner or by the label that its controller gives it; nil if neither
    /// shows it.
    private static func creator(of pod: Pod) -> String? {
        let owners = pod.metadata.owners.map(\.kind)
        if owners.contains("ReplicaSet") { return Deployment.kind }
        if owners.contains(DaemonSet.kind) { return DaemonSet.kind }
        if pod.metadata.labels["pod-template-hash"] != nil { return Deployment.kind }
        return pod.metadata.labels["controller-revision-hash"] == nil ? nil : DaemonSet.kind
    }

    /// Whether a pod is certainly one of this workload: that of the other kind has the same name and labels.
    func created(_ pod: Pod) -> Bool { Self.creator(of: pod) == kind }

    /// Looks among Deployments and DaemonSets; says absent only where every list that could hold it was read.
    static func find(
        namespace: String, deployments: Observed<ObjectList<Deployment>>, daemonSets: Observed<ObjectList<DaemonSet>>,
        config: Observed<Config>
    ) -> Observed<EnvoyWorkload> {
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        let deployment = deployments.first { $0.metadata.name == name && $0.metadata.namespace == namespace }
            .map(EnvoyWorkload.init)
        let daemonSet = daemonSets.first { $0.metadata.name == name && $0.metadata.namespace == namespace }
            .map(EnvoyWorkload.init)
        let found = [deployment.value, daemonSet.value].compactMap(\.self)
        if let current = current(of: found, config) { return .present(current) }
        switch config {
        case .present(let config) where config.usesDaemonSet: return daemonSet
        case .present, .absent: return deployment
        case .forbidden, .failed, .notCollected:
            // Without the Config either kind could be the right one.
            return deployment.unknown != nil ? deployment : daemonSet
        }
    }

    /// The one that the manager keeps up to date: it does not delete that of the other kind if the Config changes (KubeLB
    /// `envoy_cp_controller.go`).
    private static func current(of found: [EnvoyWorkload], _ config: Observed<Config>) -> EnvoyWorkload? {
        guard found.count > 1 else { return found.first }
        switch config {
        case .present(let config):
            return found.first { $0.kind == (config.usesDaemonSet ? DaemonSet.kind : Deployment.kind) }
        case .absent: return found.first { $0.kind == Deployment.kind }
        case .forbidden, .failed, .notCollected:
            return found.first { $0.state.ready > 0 } ?? found.first
        }
    }

    /// The workload of the other kind, left over beside the current one; nil if there is none, and if the Config is unknown,
    /// which decides between them.
    static func leftover(
        beside current: Observed<EnvoyWorkload>, deployments: Observed<ObjectList<Deployment>>,
        daemonSets: Observed<ObjectList<DaemonSet>>, config: Observed<Config>
    ) -> EnvoyWorkload? {
        guard config.unknown == nil, let current = current.value else { return nil }
        let isLeftover = { (metadata: ObjectMeta) in
            metadata.name == current.metadata.name && metadata.namespace == current.metadata.namespace
                && !metadata.isBeingDeleted
        }
        return current.kind == DaemonSet.kind
            ? deployments.first { isLeftover($0.metadata) }.value.map(EnvoyWorkload.init)
            : daemonSets.first { isLeftover($0.metadata) }.value.map(EnvoyWorkload.init)
    }
}
