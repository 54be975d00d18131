/// Reads YAML texts with libyaml.
package enum YAMLDocument {
    /// Aliases may make a small text large: so many values may come in by them.
    package static let expansionLimit = 100_000
    /// Sequences and mappings inside each other, what aliases stand for included; as much as JSON may have.
    package static let depthLimit = 200

    /// All documents of a text; none where it is empty or has only comments. `name` is the file, for messages.
    ///
    /// Plain scalars are read by the core schema, quoted ones are always text. `<<` merges mappings. A key that stands twice,
    /// a key that is not a scalar, an alias inside its own anchor and tags other than the core schema's are errors.
    package static func parse(_ bytes: [UInt8], name: String) throws(YAMLError) -> [YAMLNode] {
        var composer = try YAMLComposer(bytes, name: name)
        return try composer.documents()
    }
}

/// Puts libyaml's events together to nodes.
private struct YAMLComposer {
    private let bytes: [UInt8]
    private let name: String
    private let events: YAMLEventReader
    /// nil while the anchor's own node is being read.
    private var anchors: [String: Composed?] = [:]
    private var nodes = 0
    private var expanded = 0

    private struct Composed {
        let node: YAMLNode
        /// Levels of sequences and mappings in it; a scalar has none.
        let height: Int
        /// Nodes in it, aliases replaced.
        var size = 0
    }

    init(_ bytes: [UInt8], name: String) throws(YAMLError) {
        self.bytes = bytes
        self.name = name
        events = try YAMLEventReader(bytes, name: name)
    }

    mutating func documents() throws(YAMLError) -> [YAMLNode] {
        var documents: [YAMLNode] = []
        while true {
            let event = try events.next()
            switch event.kind {
            case .documentStart:
                anchors = [:]
                documents.append(try composed(try events.next(), depth: 0).node)
            case .streamEnd: return documents
            default: break  // the end of a document
            }
        }
    }

    /// The node that begins with `event`, `depth` levels deep.
    private mutating func composed(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        if case .alias = event.kind { return try aliased(event, depth: depth) }
        let before = nodes
        nodes += 1
        if !event.anchor.isEmpty { anchors[event.anchor] = .some(nil) }
        var result: Composed
        switch event.kind {
        case .scalar(let text, let isPlain):
            result = Composed(node: try scalar(text, isPlain: isPlain, of: event), height: 0)
        case .sequenceStart: result = try sequence(event, depth: depth)
        case .mappingStart: result = try mapping(event, depth: depth)
        default: throw error("expected a value", event.mark)
        }
        result.size = nodes - before
        if !event.anchor.isEmpty { anchors[event.anchor] = result }
        return result
    }

    private mutating func aliased(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        guard let anchor = anchors[event.anchor] else {
            throw error("unknown alias *\(event.anchor.prefix(100))", event.mark)
        }
        guard let anchor else {
            throw error("the alias *\(event.anchor.prefix(100)) is used inside its own anchor", event.mark)
        }
        nodes += anchor.size
        expanded += anchor.size
        guard expanded <= YAMLDocument.expansionLimit else {
            throw error("aliases expand to more than \(YAMLDocument.expansionLimit) values", event.mark)
        }
        guard depth + anchor.height <= YAMLDocument.depthLimit else { throw tooDeep(event) }
        return anchor
    }

    private func scalar(_ text: String, isPlain: Bool, of event: YAMLEvent) throws(YAMLError) -> YAMLNode {
        let value: JSONValue
        if let tag = event.tag {
            guard let tagged = YAMLScalar.resolve(text, tag: tag) else { throw unfit(tag, event) }
            value = tagged
        } else {
            value = isPlain ? YAMLScalar.resolve(text) : .string(text)
        }
        return YAMLNode(mark: event.mark, content: .scalar(value))
    }

    private mutating func sequence(_ start: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        try enter(start, kind: "seq", depth: depth)
        var elements: [YAMLNode] = []
        var height = 0
        while true {
            let event = try events.next()
            if event.isEnd { break }
            let element = try composed(event, depth: depth + 1)
            elements.append(element.node)
            height = max(height, element.height)
        }
        return Composed(node: YAMLNode(mark: start.mark, content: .sequence(elements)), height: height + 1)
    }

    private mutating func mapping(_ start: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        try enter(start, kind: "map", depth: depth)
        var members: [YAMLNode.Member] = []
        var merged: [YAMLNode.Member]?
        var seen = Set<String>()
        var height = 0
        while true {
            let event = try events.next()
            if event.isEnd { break }
            let keyNode = try composed(event, depth: depth + 1).node
            guard let key = Self.text(of: keyNode) else {
                throw error("a key must be a scalar, not a sequence or a mapping", keyNode.mark)
            }
            let value = try composed(try events.next(), depth: depth + 1)
            height = max(height, value.height)
            if key == "<<", case .scalar(_, isPlain: true) = event.kind {
                guard merged == nil else { throw repeated(key, keyNode.mark) }
                merged = try mergedMembers(value.node)
                continue
            }
            guard seen.insert(key).inserted else { throw repeated(key, keyNode.mark) }
            members.append(YAMLNode.Member(key: key, keyMark: keyNode.mark, value: value.node))
        }
        for member in merged ?? [] where seen.insert(member.key).inserted { members.append(member) }
        return Composed(node: YAMLNode(mark: start.mark, content: .mapping(members)), height: height + 1)
    }

    private func enter(_ event: YAMLEvent, kind: String, depth: Int) throws(YAMLError) {
        if let tag = event.tag, !YAMLScalar.allows(tag: tag, kind: kind) { throw unfit(tag, event) }
        guard depth < YAMLDocument.depthLimit else { throw tooDeep(event) }
    }

    /// What `<<` brings in: the members of a mapping, or of several, of which the first to have a key counts.
    private func mergedMembers(_ node: YAMLNode) throws(YAMLError) -> [YAMLNode.Member] {
        switch node.content {
        case .mapping(let members): return members
        case .sequence(let nodes):
            var members: [YAMLNode.Member] = []
            for node in nodes {
                guard case .mapping(let more) = node.content else { throw unmergeable(node) }
                members += more
            }
            return members
        case .scalar: throw unmergeable(node)
        }
    }

    /// A key as JSON can have it.
    private static func text(of node: YAMLNode) -> String? {
        guard case .scalar(let value) = node.content else { return nil }
        return value.string ?? String(decoding: value.encoded(), as: UTF8.self)
    }

    // MARK: Errors

    private func repeated(_ key: String, _ mark: YAMLMark) -> YAMLError {
        error("duplicate key \(JSONValue.excerpt(of: key))", mark)
    }

    private func unmergeable(_ node: YAMLNode) -> YAMLError {
        error("<< needs a mapping or a sequence of mappings", node.mark)
    }

    private func unfit(_ tag: String, _ event: YAMLEvent) -> YAMLError {
        error("the tag \(JSONValue.excerpt(of: tag)) is unknown or does not fit the value", event.mark)
    }

    private func tooDeep(_ event: YAMLEvent) -> YAMLError {
        error("nested more than \(YAMLDocument.depthLimit) levels deep", event.mark)
    }

    private func error(_ message: String, _ mark: YAMLMark) -> YAMLError {
        YAMLError(name: name, mark: mark, message: message, bytes: bytes)
    }
}
