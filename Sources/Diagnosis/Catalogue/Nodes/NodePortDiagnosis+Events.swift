import Characters
import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// What Events about the nodes themselves report that keeps them from answering: those of the node problem detector.
    func reported(of targets: [NodePortTarget]) -> NodePortCause? {
        let names = targets.flatMap(\.nodes).map(\.name).uniqued()
        let events = names.compactMap { name in
            context.standingWarning(.tenant, kind: Node.kind, namespace: "", name: name) { event in
                Self.ofNetwork.contains { event.reason.containsBytes(of: $0) }
                    && event.lastTimestamp.map { context.now.seconds(since: $0) < Self.recent } ?? false
            }
        }
        guard let first = events.first, events.count == names.count else { return nil }
        let isConntrack = first.reason.containsBytes(of: "Conntrack")
        return NodePortCause(
            kind: .component,
            words:
                "An Event reports \(first.reason) of \(NodeWords.list(names)): \(ErrorDigest.text(of: first.message))",
            objects: names.prefix(3).map { ObjectReference(.tenant, kind: Node.kind, name: $0) },
            evidence: events.prefix(3).map { Evidence($0) },
            remedies: [
                isConntrack
                    ? .fix("raise net.netfilter.nf_conntrack_max of the node, or find what opens so many connections")
                    : .fix("fix what the Event reports, or replace the node"),
                .inspect(
                    "inspect the node",
                    context.kubectl("describe", ObjectReference(.tenant, kind: Node.kind, name: names[0]))),
            ])
    }

    /// Parts of the reasons that the configuration of the node problem detector gives to faults of the network and the kernel.
    private static let ofNetwork = [
        "Conntrack", "Netdev", "NetDevice", "Network", "KernelDeadlock", "KernelOops", "TaskHung",
    ]
    /// Seconds.
    private static let recent = 1800.0
}
