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
        guard kind == Deployment.kind, let generation = metadata.generation,
            let revision = metadata.annotations["deployment.kubernetes.io/revision"].flatMap({ Int($0) })
        else { return 0 }
        return generation.saturatingSum(0 - max(0, min(revision, generation)))
    }

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

    /// Looks among Deployments and DaemonSets; says absent only where every list that could hold it was read.
    static func find(
        namespace: String, deployments: Observed<ObjectList<Deployment>>, daemonSets: Observed<ObjectList<DaemonSet>>,
        config: Observed<Config>
    ) -> Observed<EnvoyWorkload> {
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        let deployment = deployments.first { $0.metadata.name == name && $0.metadata.namespace == namespace }
        if let deployment = deployment.value { return .present(EnvoyWorkload(deployment)) }
        let daemonSet = daemonSets.first { $0.metadata.name == name && $0.metadata.namespace == namespace }
        if let daemonSet = daemonSet.value { return .present(EnvoyWorkload(daemonSet)) }
        switch config {
        case .present(let config) where config.usesDaemonSet: return daemonSet.map(EnvoyWorkload.init)
        case .present, .absent: return deployment.map(EnvoyWorkload.init)
        case .forbidden, .failed, .notCollected:
            // Without the Config either kind could be the right one.
            if deployment.unknown != nil { return deployment.map(EnvoyWorkload.init) }
            return daemonSet.map(EnvoyWorkload.init)
        }
    }
}
