import Documents

/// The nodes of a cluster as they were last seen.
actor KnownNodes {
    private var nodes: [String: JSONValue] = [:]
    private(set) var choice = NodeChoice([])

    /// Takes note of a node as it is now; nil: it is gone. False where the choice is the same as before: nodes change at
    /// each of their heartbeats.
    func take(_ name: String, _ document: JSONValue?) -> Bool {
        nodes[name] = document
        let new = NodeChoice(Array(nodes.values))
        defer { choice = new }
        return new != choice
    }
}
