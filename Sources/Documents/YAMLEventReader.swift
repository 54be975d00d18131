import CYAML

/// Runs libyaml's parser over a text, event by event. All unsafe code of the YAML reader is here.
final class YAMLEventReader {
    private let bytes: [UInt8]
    private let name: String
    // SAFETY: libyaml keeps pointers to both between calls, so that they need places that do not move; deinit frees them.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ bytes: [UInt8], name: String) throws(YAMLError) {
        self.bytes = bytes
        self.name = name
        // One more than needed: libyaml demands an address for an empty text, too.
        input = .allocate(capacity: bytes.count + 1)
        _ = input.initialize(from: bytes + [0])
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLError(name: name, mark: YAMLMark(line: 1, column: 1), message: "out of memory", bytes: [])
        }
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        // SAFETY: both come from init and nothing outside this object has them. An initialisation that failed leaves a
        // parser of zeros, which may be deleted.
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event. Not to be called again after an error.
    func next() throws(YAMLError) -> YAMLEvent {
        while true {
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
            // SAFETY: the event is libyaml's until it is deleted; its strings are copied before.
            defer { yaml_event_delete(&event) }
            if let copied = Self.copy(event) { return copied }
        }
    }

    private static func copy(_ event: yaml_event_t) -> YAMLEvent? {
        let mark = mark(event.start_mark)
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return YAMLEvent(kind: .documentStart, mark: mark)
        case YAML_DOCUMENT_END_EVENT, YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            return YAMLEvent(kind: .end, mark: mark)
        // Nothing is parsed after the end; YAML_NO_EVENT is what the parser says when it is asked all the same.
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return YAMLEvent(kind: .streamEnd, mark: mark)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            // SAFETY: libyaml gives the length of the value, which may hold zero bytes.
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return YAMLEvent(
                kind: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), mark: mark,
                anchor: string(scalar.anchor) ?? "", tag: string(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return YAMLEvent(
                kind: .sequenceStart, mark: mark, anchor: string(start.anchor) ?? "", tag: string(start.tag))
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return YAMLEvent(
                kind: .mappingStart, mark: mark, anchor: string(start.anchor) ?? "", tag: string(start.tag))
        case YAML_ALIAS_EVENT:
            return YAMLEvent(kind: .alias, mark: mark, anchor: string(event.data.alias.anchor) ?? "")
        default: return nil
        }
    }

    /// What libyaml found wrong, and while it did what.
    private var problem: YAMLError {
        let parser = parser.pointee
        // SAFETY: libyaml's texts about problems are constants.
        var message = parser.problem.map { String(cString: $0) } ?? "out of memory"
        var mark = Self.mark(parser.problem_mark)
        if parser.error == YAML_READER_ERROR {
            // Characters are decoded before lines are counted: here it knows the byte only.
            mark = YAMLLines.mark(after: bytes.prefix(parser.problem_offset))
        } else if let context = parser.context {
            message += " " + String(cString: context)
            let start = Self.mark(parser.context_mark)
            if start.line != mark.line, start.line > 0 { message += " that begins on line \(start.line)" }
        }
        return YAMLError(name: name, mark: mark, message: message, bytes: bytes)
    }

    private static func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        // SAFETY: libyaml ends anchors and tags with a zero byte.
        text.map { String(cString: $0) }
    }
}
