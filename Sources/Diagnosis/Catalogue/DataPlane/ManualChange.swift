import Kubernetes
import Topology

/// A change that a load-balancer implementation may not make by itself, and requests of people with a Normal Event.
///
/// The cloud provider of Google Cloud does so if it may not change the firewall of a shared VPC (`gce_firewall.go`,
/// `raiseFirewallChangeNeededEvent`), at each synchronization at which the rule is missing.
enum ManualChange {
    static let reason = "LoadBalancerManualChange"
    /// Seconds for which API servers keep Events by default. Nothing is retried in the meantime, so that the request is as
    /// valid at their end as at their beginning.
    static let lifetime = 3600.0

    /// The command is in the Event. It is not repeated as a command of this program, because anybody may write Events.
    static func remedies(_ author: String) -> [Remedy] {
        [
            .fix(
                "let an administrator of the network make the change that the Event names, with the gcloud command in it, "
                    + "unless that is done already"),
            .fix(
                "grant the service account of \(author) the role Compute Security Admin in the project of the network, so that "
                    + "it changes the firewall by itself"),
        ]
    }
}

extension CheckContext {
    /// The newest request for a manual change of a Service, unless a later synchronization did without it.
    func manualChange(of service: Service) -> Event? {
        let metadata = service.metadata
        let events =
            topology.events(.management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name) ?? []
        guard let request = events.last(where: { !$0.isWarning && $0.reason == ManualChange.reason }),
            let time = request.lastTimestamp, metadata.creationTimestamp.map({ time >= $0 }) ?? true
        else { return nil }
        let newest = { (reason: String) in events.last { $0.reason == reason }?.lastTimestamp }
        // The synchronization that requested the change began before it, and ended with success all the same.
        if let began = newest("EnsuringLoadBalancer"), began > time, let ended = newest("EnsuredLoadBalancer"),
            ended >= began
        {
            return nil
        }
        return request
    }
}
