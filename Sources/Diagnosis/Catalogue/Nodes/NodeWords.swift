import Kubernetes

/// How findings name nodes and their addresses.
enum NodeWords {
    /// At most four of them, and how many more there are.
    static func list(_ words: [String]) -> String {
        let shown = words.prefix(4).joined(separator: ", ")
        return words.count > 4 ? "\(shown) and \(words.count - 4) more" : shown
    }

    /// What explains pods that are not Ready: no node is.
    static func suspects(of context: CheckContext) -> [CheckCode] {
        guard let nodes = context.topology.nodes.value, !nodes.contains(where: \.isReady) else {
            return []
        }
        return ["N002"]
    }

    /// The newest of a node's creation and its last change between Ready and not.
    static func changed(_ node: Node) -> Timestamp? {
        [node.metadata.creationTimestamp, node.readyCondition?.lastTransitionTime].compactMap { $0 }.max()
    }
}
