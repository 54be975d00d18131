/// The `key=value` pairs of a line in the format of klog or in logfmt; texts are quoted as Go quotes them.
struct LogFields {
    private var rest: ArraySlice<UInt8>

    init(_ text: Substring) {
        rest = Array(text.utf8)[...]
    }

    /// The quoted message with which klog begins; nil for a line that is not structured.
    mutating func message() -> String? {
        rest.first == UInt8(ascii: "\"") ? quoted() : nil
    }

    mutating func next() -> (key: String, value: String)? {
        rest = rest.drop { $0 == UInt8(ascii: " ") }
        guard let equals = rest.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = String(decoding: rest[..<equals], as: UTF8.self)
        rest = rest[(equals + 1)...]
        if rest.first == UInt8(ascii: "\"") { return (key, quoted()) }
        let value = rest.prefix { $0 != UInt8(ascii: " ") }
        rest = rest[value.endIndex...]
        return (key, String(decoding: value, as: UTF8.self))
    }

    /// The text of a quoted string, up to the end of the line where the closing quote is missing.
    private mutating func quoted() -> String {
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += escaped()
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What follows a backslash.
    private mutating func escaped() -> [UInt8] {
        switch rest.popFirst() {
        case nil: []
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "x"): hexadecimal(2).map { [UInt8(truncatingIfNeeded: $0)] } ?? []
        case UInt8(ascii: "u"): scalar(4)
        case UInt8(ascii: "U"): scalar(8)
        case let byte?: [byte]
        }
    }

    private mutating func scalar(_ digits: Int) -> [UInt8] {
        hexadecimal(digits).flatMap(Unicode.Scalar.init).map { Array(String(Character($0)).utf8) } ?? []
    }

    private mutating func hexadecimal(_ digits: Int) -> UInt32? {
        defer { rest = rest.dropFirst(digits) }
        guard rest.count >= digits else { return nil }
        return UInt32(String(decoding: rest.prefix(digits), as: UTF8.self), radix: 16)
    }
}
