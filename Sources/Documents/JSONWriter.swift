import Characters

extension JSONValue {
    /// The value as JSON text in UTF-8, members in their order.
    package func encoded(pretty: Bool = false) -> [UInt8] { encoded(pretty: pretty, depth: 0) }

    /// The same for a value that becomes part of another one, so many levels deep.
    package func encoded(pretty: Bool, depth: Int) -> [UInt8] {
        var writer = JSONWriter(isPretty: pretty)
        writer.write(self, depth: depth)
        return writer.bytes
    }

    /// The beginning of a text from a document, in quotes and escaped, as it can stand in a message.
    static func excerpt(of text: String) -> String {
        String(decoding: JSONValue.string(String(text.unicodeScalars.prefix(100))).encoded(), as: UTF8.self)
    }
}

/// Puts JSON text together.
private struct JSONWriter {
    let isPretty: Bool
    var bytes: [UInt8] = []

    init(isPretty: Bool) { self.isPretty = isPretty }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .number(let number): append(number.text)
        case .string(let string): write(string)
        case .array(let elements):
            write(elements, open: "[", close: "]", depth: depth) { writer, element in
                writer.write(element, depth: depth + 1)
            }
        case .object(let object):
            write(object.members, open: "{", close: "}", depth: depth) { writer, member in
                writer.write(member.key)
                writer.append(writer.isPretty ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func write<Element>(
        _ elements: [Element], open: String, close: String, depth: Int, _ body: (inout JSONWriter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(",") }
            newline(depth + 1)
            body(&self, element)
        }
        if !elements.isEmpty { newline(depth) }
        append(close)
    }

    private mutating func newline(_ depth: Int) {
        guard isPretty else { return }
        bytes.append(0x0A)
        bytes += [UInt8](repeating: 0x20, count: depth * 2)
    }

    private mutating func append(_ text: String) { bytes += text.utf8 }

    private mutating func write(_ string: String) {
        bytes.append(0x22)
        var isAfterHash = false
        for scalar in string.unicodeScalars {
            defer { isAfterHash = scalar == "#" }
            switch scalar {
            case "\"": append("\\\"")
            case "\\": append("\\\\")
            case "\n": append("\\n")
            case "\r": append("\\r")
            case "\t": append("\\t")
            case "\u{8}": append("\\b")
            case "\u{C}": append("\\f")
            // CI systems take `##[…]` and `##vso[…]` for commands, wherever they are in a line.
            case "#" where isAfterHash: append("\\u0023")
            // Not only what JSON demands: terminals obey more, and some characters turn the text that follows.
            case _ where scalar.isUnprintable:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    append("\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits)
                }
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        bytes.append(0x22)
    }
}
