import Characters
import Kubernetes
import Topology

/// What Events report of nodes that makes them lose connections: those of the node problem detector.
enum NodeEvents {
    /// The newest one of a node, if it is recent.
    static func fault(of node: String, _ side: ClusterSide, _ context: CheckContext) -> Event? {
        context.standingWarning(side, kind: Node.kind, namespace: "", name: node) { event in
            ofNetwork.contains { event.reason.containsBytes(of: $0) }
                && event.lastTimestamp.map { context.now.seconds(since: $0) < recent } ?? false
        }
    }

    static func remedies(for event: Event, _ node: ObjectReference, _ context: CheckContext) -> [Remedy] {
        [
            event.reason.containsBytes(of: "Conntrack")
                ? .fix("raise net.netfilter.nf_conntrack_max of the node, or find what opens so many connections")
                : .fix("fix what the Event reports, or replace the node"),
            .inspect("inspect the node", context.kubectl("describe", node)),
        ]
    }

    /// Parts of the reasons that the configuration of the node problem detector gives to faults of the network and the kernel.
    private static let ofNetwork = [
        "Conntrack", "Netdev", "NetDevice", "Network", "KernelDeadlock", "KernelOops", "TaskHung",
    ]
    /// Seconds.
    private static let recent = 1800.0
}
