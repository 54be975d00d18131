import Kubernetes
import Topology

extension NodePortDiagnosis {
    /// What Events about the nodes themselves report that keeps them from answering.
    func reported(of targets: [NodePortTarget]) -> NodePortCause? {
        let names = targets.flatMap(\.nodes).map(\.name).uniqued()
        let events = names.compactMap { NodeEvents.fault(of: $0, .tenant, context) }
        guard let first = events.first, events.count == names.count else { return nil }
        let nodes = names.prefix(3).map { ObjectReference(.tenant, kind: Node.kind, name: $0) }
        return NodePortCause(
            kind: .component,
            words:
                "An Event reports \(first.reason) of \(NodeWords.list(names)): \(ErrorDigest.text(of: first.message))",
            objects: nodes, evidence: events.prefix(3).map { Evidence($0) },
            remedies: NodeEvents.remedies(for: first, nodes[0], context))
    }
}
