/// Why a text is no JSON, and where; the reader adds the path to make a `JSONError` of it.
struct JSONFault: Error {
    enum Reason {
        /// The text stops before the document does.
        case truncated
        /// The number of levels that are allowed.
        case tooDeep(Int)
        /// The number of values that are allowed.
        case tooMany(Int)
        case wrong(StaticString)
    }

    let reason: Reason
    let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    init(_ wrong: StaticString, at offset: Int) {
        self.init(.wrong(wrong), at: offset)
    }

    var message: String {
        switch reason {
        case .truncated: "the document is truncated"
        case .tooDeep(let limit): "nested more than \(limit) levels deep"
        case .tooMany(let limit): "more than \(limit) values"
        case .wrong(let text): "\(text)"
        }
    }
}
