import Documents

/// One kubeconfig, its entries not yet read.
struct KubeconfigFile {
    struct Entry {
        let name: String
        let fields: KubeconfigFields
    }

    /// The file or Secret, for messages.
    let source: String
    let currentContext: String?
    let contexts: [Entry]
    let clusters: [Entry]
    let users: [Entry]
    let isEmpty: Bool

    /// `directory` is what relative paths start from; nil: it must not name files.
    init(_ bytes: [UInt8], source: String, directory: String?) throws(KubeconfigError) {
        self.source = source
        let documents: [YAMLNode]
        do throws(YAMLError) {
            documents = try YAMLDocument.parse(bytes, name: source)
        } catch {
            // Without the line itself, which may hold a token.
            throw KubeconfigError(
                "\(source):\(error.line):\(error.column): not valid YAML: \(Self.withoutQuotes(error.message))")
        }
        let document = documents.first { $0.content != .scalar(.null) }
        isEmpty = document == nil
        let owner = "the kubeconfig"
        let root =
            try document.map { node throws(KubeconfigError) in
                try KubeconfigFields(node, source: source, owner: owner, directory: directory)
            } ?? KubeconfigFields(line: 1, source: source, owner: owner, directory: directory)
        if let kind = try root.string("kind"), kind != "Config" {
            throw root.error(at: "kind", "this is a \(ShownName.quoted(kind)), not a kubeconfig")
        }
        if let version = try root.string("apiVersion"), version != "v1" {
            throw root.error(
                at: "apiVersion", "unsupported apiVersion \(ShownName.quoted(version)); only \"v1\" is supported")
        }
        currentContext = try root.string("current-context")
        contexts = try Self.entries(root, "contexts", "context")
        clusters = try Self.entries(root, "clusters", "cluster")
        users = try Self.entries(root, "users", "user")
    }

    private static func entries(
        _ root: KubeconfigFields, _ list: String, _ kind: String
    ) throws(KubeconfigError) -> [Entry] {
        var entries: [Entry] = []
        for node in try root.list(list) {
            let named = try root.fields(node, owner: "each of \(list)")
            let name = try named.string("name") ?? ""
            let owner = "\(kind) \(ShownName.quoted(name))"
            guard !entries.contains(where: { $0.name == name }) else {
                throw named.error("\(owner) is defined twice in \(list)")
            }
            let fields =
                try named.fields(kind, owner: owner)
                ?? KubeconfigFields(line: named.line, source: named.source, owner: owner, directory: named.directory)
            entries.append(Entry(name: name, fields: fields))
        }
        return entries
    }

    /// What a message quotes comes from the file: it may be a part of a secret.
    private static func withoutQuotes(_ message: String) -> String {
        let words = message.split(separator: "\"", omittingEmptySubsequences: false)
        let unquoted = words.enumerated().map { $0.offset % 2 == 0 ? String($0.element) : "…" }.joined(separator: "\"")
        return unquoted.split(separator: " ").map { $0.hasPrefix("*") ? "*…" : String($0) }.joined(separator: " ")
    }
}
