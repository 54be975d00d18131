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
