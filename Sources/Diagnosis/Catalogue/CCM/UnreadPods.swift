import Kubernetes
import Topology

/// What Events say of the pods of a Deployment if the pods themselves may not be read.
extension CheckContext {
    /// The newest warning about one of its pods, by their names; nil if there is none of the last half an hour.
    func lastPodWarning(of deployment: Deployment, _ side: ClusterSide) -> Event? {
        let (namespace, prefix) = (deployment.metadata.namespace, deployment.metadata.name + "-")
        return (topology.list(side, Event.self).value?.items ?? []).filter { event in
            event.isWarning && event.objectKind == Pod.kind && event.objectNamespace == namespace
                && event.objectName.hasPrefix(prefix)
                && event.lastTimestamp.map { now.seconds(since: $0) < 1800 } ?? false
        }.max { ($0.lastTimestamp?.milliseconds ?? 0) < ($1.lastTimestamp?.milliseconds ?? 0) }
    }
}
