/// What libyaml's parser met next, with its text copied.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case scalar(String, isPlain: Bool)
        case sequenceStart
        case mappingStart
        case alias
        /// Of a sequence, a mapping or a document.
        case end
        case streamEnd
    }

    let kind: Kind
    let mark: YAMLMark
    /// The anchor of a node, or the one that an alias names; empty where there is none.
    var anchor = ""
    var tag: String?

    var isEnd: Bool { if case .end = kind { true } else { false } }
}
