import CYAML

/// Reads YAML 1.1/1.2 texts with libyaml.
package enum YAMLDocument {
    /// Aliases may make a small text large: this many nodes, counted as often as they are used, are the end.
    package static let nodeLimit = 200_000
    package static let depthLimit = 100

    /// All documents of a text. `name` is the file for messages.
    package static func parse(_ bytes: [UInt8], name: String) throws(YAMLError) -> [YAMLNode] {
        var composer = YAMLComposer(bytes: bytes, name: name)
        return try composer.documents()
    }
}

/// Puts libyaml's events together to nodes.
private struct YAMLComposer {
    let bytes: [UInt8]
    let name: String
    private var events: [YAMLEvent] = []
    private var next = 0
    private var anchors: [String: (node: YAMLNode, size: Int)] = [:]
    private var nodes = 0

    init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    mutating func documents() throws(YAMLError) -> [YAMLNode] {
        events = try YAMLEventReader.events(of: bytes, name: name)
        var documents: [YAMLNode] = []
        while next < events.count {
            let event = events[next]
            next += 1
            guard case .documentStart = event.kind else { continue }
            anchors = [:]
            documents.append(try node(depth: 0))
        }
        return documents
    }

    private mutating func node(depth: Int) throws(YAMLError) -> YAMLNode {
        guard next < events.count else { throw error("the document ends in the middle", YAMLMark(line: 1, column: 1)) }
        let event = events[next]
        next += 1
        let before = nodes
        try count(1, at: event.mark)
        guard depth < YAMLDocument.depthLimit else {
            throw error("nested more than \(YAMLDocument.depthLimit) levels deep", event.mark)
        }
        let node: YAMLNode
        switch event.kind {
        case .scalar(let text, let isPlain):
            node = YAMLNode(mark: event.mark, content: .scalar(isPlain ? YAMLScalar.resolve(text) : .string(text)))
        case .sequenceStart:
            var elements: [YAMLNode] = []
            while !isEnd { elements.append(try self.node(depth: depth + 1)) }
            next += 1
            node = YAMLNode(mark: event.mark, content: .sequence(elements))
        case .mappingStart:
            node = YAMLNode(mark: event.mark, content: .mapping(try members(depth: depth)))
        case .alias:
            guard let anchored = anchors[event.anchor] else {
                throw error("unknown alias *\(event.anchor)", event.mark)
            }
            try count(anchored.size, at: event.mark)
            return anchored.node
        case .documentStart, .end:
            throw error("expected a value", event.mark)
        }
        if !event.anchor.isEmpty { anchors[event.anchor] = (node, nodes - before) }
        return node
    }

    private var isEnd: Bool {
        guard next < events.count, case .end = events[next].kind else { return next >= events.count }
        return true
    }

    private mutating func members(depth: Int) throws(YAMLError) -> [YAMLNode.Member] {
        var members: [YAMLNode.Member] = []
        var merged: [YAMLNode.Member] = []
        var seen = Set<String>()
        while !isEnd {
            let keyNode = try node(depth: depth + 1)
            guard let key = Self.text(of: keyNode) else {
                throw error("a key must be a plain value, not a list or a mapping", keyNode.mark)
            }
            let value = try node(depth: depth + 1)
            if key == "<<" {
                merged += try mergedMembers(value)
                continue
            }
            guard seen.insert(key).inserted else { throw error("the key \"\(key)\" stands here twice", keyNode.mark) }
            members.append(YAMLNode.Member(key: key, keyMark: keyNode.mark, value: value))
        }
        next += 1
        for member in merged where seen.insert(member.key).inserted { members.append(member) }
        return members
    }

    /// The members that `<<` brings in: of a mapping, or of a list of mappings.
    private func mergedMembers(_ node: YAMLNode) throws(YAMLError) -> [YAMLNode.Member] {
        switch node.content {
        case .mapping(let members): return members
        case .sequence(let nodes):
            var members: [YAMLNode.Member] = []
            for node in nodes { members += try mergedMembers(node) }
            return members
        case .scalar: throw error("<< needs a mapping", node.mark)
        }
    }

    private static func text(of node: YAMLNode) -> String? {
        guard case .scalar(let value) = node.content else { return nil }
        switch value {
        case .string(let text): return text
        case .number(let number): return number.text
        case .bool(let bool): return bool ? "true" : "false"
        case .null: return "null"
        case .array, .object: return nil
        }
    }

    private mutating func count(_ size: Int, at mark: YAMLMark) throws(YAMLError) {
        nodes += size
        if nodes > YAMLDocument.nodeLimit {
            throw error("more than \(YAMLDocument.nodeLimit) values, aliases included", mark)
        }
    }

    private func error(_ message: String, _ mark: YAMLMark) -> YAMLError {
        YAMLError(name: name, mark: mark, message: message, bytes: bytes)
    }
}

/// One event of libyaml with its text copied.
private struct YAMLEvent {
    enum Kind {
        case documentStart
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        case alias
        /// Of a sequence, a mapping or a document.
        case end
    }

    let kind: Kind
    let mark: YAMLMark
    var anchor = ""
}

/// The unsafe part: runs libyaml's parser to its end and copies what it says.
private enum YAMLEventReader {
    static func events(of bytes: [UInt8], name: String) throws(YAMLError) -> [YAMLEvent] {
        var parser = yaml_parser_t()
        // SAFETY: the parser is deleted below on every way out; the input outlives it inside the closure.
        guard yaml_parser_initialize(&parser) == 1 else {
            throw YAMLError(name: name, mark: YAMLMark(line: 1, column: 1), message: "out of memory", bytes: [])
        }
        defer { yaml_parser_delete(&parser) }
        let result: Result<[YAMLEvent], YAMLError> = bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: the buffer is valid within this closure, which runs the parser to its end.
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            return readAll(&parser, name: name, bytes: bytes)
        }
        return try result.get()
    }

    private static func readAll(
        _ parser: inout yaml_parser_t, name: String, bytes: [UInt8]
    ) -> Result<[YAMLEvent], YAMLError> {
        var events: [YAMLEvent] = []
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(&parser, &event) == 1 else {
                return .failure(problem(of: parser, name: name, bytes: bytes))
            }
            // SAFETY: the event is libyaml's until it is deleted; its strings are copied before.
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { return .success(events) }
            if let copied = copy(event) { events.append(copied) }
            if events.count > YAMLDocument.nodeLimit * 2 {
                let mark = self.mark(event.start_mark)
                return .failure(YAMLError(name: name, mark: mark, message: "the text is too large", bytes: bytes))
            }
        }
    }

    private static func copy(_ event: yaml_event_t) -> YAMLEvent? {
        let mark = self.mark(event.start_mark)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, mark: mark)
        case YAML_DOCUMENT_END_EVENT, YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return YAMLEvent(kind: .end, mark: mark)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            // SAFETY: libyaml gives the length of the value; it may hold zero bytes.
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.quoted_implicit == 0 && scalar.tag == nil
            return YAMLEvent(kind: .scalar(text, isPlain: isPlain), mark: mark, anchor: string(scalar.anchor))
        case YAML_SEQUENCE_START_EVENT:
            return YAMLEvent(kind: .sequenceStart, mark: mark, anchor: string(event.data.sequence_start.anchor))
        case YAML_MAPPING_START_EVENT:
            return YAMLEvent(kind: .mappingStart, mark: mark, anchor: string(event.data.mapping_start.anchor))
        case YAML_ALIAS_EVENT:
            return YAMLEvent(kind: .alias, mark: mark, anchor: string(event.data.alias.anchor))
        default: return nil
        }
    }

    private static func problem(of parser: yaml_parser_t, name: String, bytes: [UInt8]) -> YAMLError {
        // SAFETY: libyaml's problem texts are constants.
        let message = parser.problem.map { String(cString: $0) } ?? "not YAML"
        let mark: YAMLMark
        if parser.error == YAML_READER_ERROR {
            // The reader knows bytes only: encodings are decoded before lines are counted.
            let before = bytes.prefix(Int(parser.problem_offset))
            let line = before.count { $0 == 0x0A } + 1
            mark = YAMLMark(line: line, column: before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1)
        } else {
            mark = self.mark(parser.problem_mark)
        }
        return YAMLError(name: name, mark: mark, message: message, bytes: bytes)
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String {
        // SAFETY: anchors are zero-terminated by libyaml.
        text.map { String(cString: $0) } ?? ""
    }
}
