import Kubernetes
import Topology

/// The nodes of the management cluster that the nodeSelector of a DaemonSet allows, if none of them takes its pods.
struct SelectedNodes {
    /// A clause without its full stop.
    let words: String
    let evidence: [Evidence]
    let remedy: Remedy

    /// nil if there is no selector, or if the nodes are unknown.
    init?(of template: PodSpec, _ context: CheckContext) {
        guard !template.nodeSelector.isEmpty, let nodes = context.topology.list(.management, Node.self).value?.items
        else { return nil }
        let labels = template.nodeSelector.map { "\($0.key)=\($0.value)" }.sorted()
        let selector = labels.joined(separator: ",")
        let allowed = nodes.filter { node in
            template.nodeSelector.allSatisfy { node.metadata.labels[$0.key] == $0.value }
        }
        let label = ShellCommand(
            lines: labels.map {
                context.kubectl(.management, "label node \(.variable("NODE", "the name of a node")) \($0)")
            })
        guard !allowed.isEmpty else {
            words = "no node has the label \(selector)"
            evidence = []
            remedy = .fix("label a node that should carry the traffic", label)
            return
        }
        let names = ServiceWords.list(allowed.map(\.metadata.name))
        let down = allowed.filter { !$0.isReady }
        words =
            "its nodeSelector \(selector) allows \(names) only"
            + (down.isEmpty ? "" : ", \(down.count == 1 ? "which is" : "which are") NotReady")
        evidence = allowed.prefix(3).map { node in
            node.evidence(
                "condition Ready", node.readyCondition?.status ?? "unknown",
                at: node.readyCondition?.lastTransitionTime)
        }
        remedy = .fix("bring back \(names), or label another node that should carry the traffic", label)
    }
}
