/// The target of a request line, taken apart and percent-decoded.
struct RequestTarget: Sendable, Hashable {
    struct Parameter: Sendable, Hashable {
        var name: String
        var value: String
    }

    let path: String
    /// In the order given.
    let query: [Parameter]

    /// nil for what is not a path, or not UTF-8 once decoded.
    init?(_ text: String) {
        guard text.hasPrefix("/") else { return nil }
        let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decode(parts[0], plusIsSpace: false) else { return nil }
        self.path = path
        var query: [Parameter] = []
        for pair in parts.count == 2 ? parts[1].split(separator: "&") : [] {
            let words = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(words[0], plusIsSpace: true),
                let value = words.count == 2 ? Self.decode(words[1], plusIsSpace: true) : ""
            else { return nil }
            query.append(Parameter(name: name, value: value))
        }
        self.query = query
    }

    private static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.flatMap { UInt8(exactly: $0) }
    }
}
