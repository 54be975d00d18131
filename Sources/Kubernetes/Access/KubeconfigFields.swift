import Documents

/// A mapping in a kubeconfig, and where it stands. Fields that are missing, null or empty are all the same, as in Go.
struct KubeconfigFields {
    /// The file or Secret, for messages.
    let source: String
    /// Whose fields these are: `user "admin"`.
    let owner: String
    /// What relative paths start from; nil: the kubeconfig must not name files.
    let directory: String?
    /// From 1.
    let line: Int
    /// nil: there are none.
    private let node: YAMLNode?

    /// No fields.
    init(line: Int, source: String, owner: String, directory: String?) {
        node = nil
        self.line = line
        self.source = source
        self.owner = owner
        self.directory = directory
    }

    init(_ node: YAMLNode, source: String, owner: String, directory: String?) throws(KubeconfigError) {
        self.node = node
        line = node.mark.line
        self.source = source
        self.owner = owner
        self.directory = directory
        switch node.content {
        case .mapping, .scalar(.null): break
        default: throw error(node, "\(owner) must be a mapping")
        }
    }

    func error(_ message: String, hint: String? = nil) -> KubeconfigError {
        KubeconfigError("\(source):\(line): \(message)", hint: hint)
    }

    func error(at key: String, _ message: String, hint: String? = nil) -> KubeconfigError {
        node?[key].map { error($0, message, hint: hint) } ?? error(message, hint: hint)
    }

    private func error(_ node: YAMLNode, _ message: String, hint: String? = nil) -> KubeconfigError {
        KubeconfigError("\(source):\(node.mark.line): \(message)", hint: hint)
    }

    private func value(_ key: String) -> YAMLNode? {
        guard let value = node?[key], value.content != .scalar(.null) else { return nil }
        return value
    }

    func string(_ key: String) throws(KubeconfigError) -> String? {
        guard let value = value(key) else { return nil }
        let text = try string(value, "\(key) of \(owner)")
        return text.isEmpty ? nil : text
    }

    private func string(_ node: YAMLNode, _ name: String) throws(KubeconfigError) -> String {
        switch node.content {
        case .scalar(.string(let text)): return text
        case .scalar(.null): return ""
        case .scalar: throw error(node, "\(name) must be a string", hint: "put it in quotes")
        default: throw error(node, "\(name) must be a string")
        }
    }

    func bool(_ key: String) throws(KubeconfigError) -> Bool {
        guard let value = value(key) else { return false }
        guard case .scalar(.bool(let bool)) = value.content else {
            throw error(value, "\(key) of \(owner) must be true or false")
        }
        return bool
    }

    func strings(_ key: String) throws(KubeconfigError) -> [String] {
        var strings: [String] = []
        for node in try list(key) { strings.append(try string(node, "each element of \(key) of \(owner)")) }
        return strings
    }

    /// The members of a mapping that holds lists of texts.
    func stringLists(_ key: String) throws(KubeconfigError) -> [String: [String]] {
        guard let fields = try fields(key, owner: "\(key) of \(owner)") else { return [:] }
        guard case .mapping(let members)? = fields.node?.content else { return [:] }
        var lists: [String: [String]] = [:]
        for member in members { lists[member.key] = try fields.strings(member.key) }
        return lists
    }

    func list(_ key: String) throws(KubeconfigError) -> [YAMLNode] {
        guard let value = value(key) else { return [] }
        guard case .sequence(let nodes) = value.content else {
            throw error(value, "\(key) of \(owner) must be a list")
        }
        return nodes
    }

    func fields(_ key: String, owner: String) throws(KubeconfigError) -> KubeconfigFields? {
        guard let value = value(key) else { return nil }
        return try fields(value, owner: owner)
    }

    func fields(_ node: YAMLNode, owner: String) throws(KubeconfigError) -> KubeconfigFields {
        try KubeconfigFields(node, source: source, owner: owner, directory: directory)
    }

    func json(_ key: String) -> JSONValue? { value(key)?.json }
}
