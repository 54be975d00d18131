extension Identity {
    /// Whether a rule allows the verb on what is asked for.
    func allows(_ verb: String, _ request: ResourceRequest) -> Bool {
        rules.contains { rule in
            func has(_ words: Set<String>, _ word: String) -> Bool { words.contains("*") || words.contains(word) }
            return has(rule.verbs, verb) && has(rule.groups, request.group) && has(rule.resources, request.right)
                && (rule.names.isEmpty || request.name.map { rule.names.contains($0) } == true)
                && (rule.namespace == nil || rule.namespace == request.namespace)
        }
    }
}
