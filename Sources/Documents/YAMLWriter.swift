extension JSONValue {
    /// The value as one YAML document in block style; text that could be read as something else is quoted.
    package func yamlEncoded() -> [UInt8] {
        var writer = YAMLWriter()
        writer.write(self, indent: 0, isMember: false)
        return Array(writer.text.utf8)
    }
}

private struct YAMLWriter {
    var text = ""

    mutating func write(_ value: JSONValue, indent: Int, isMember: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty:
            if isMember { text += "\n" }
            for (index, member) in object.members.enumerated() {
                if isMember || index > 0 { pad(indent) }
                text += Self.scalar(member.key) + ":"
                write(member.value, indent: indent + 2, isMember: true)
            }
        case .array(let elements) where !elements.isEmpty:
            if isMember { text += "\n" }
            for (index, element) in elements.enumerated() {
                if isMember || index > 0 { pad(indent) }
                text += "- "
                write(element, indent: indent + 2, isMember: false)
            }
        default:
            text += (isMember ? " " : "") + Self.inline(value) + "\n"
        }
    }

    private mutating func pad(_ indent: Int) { text += String(repeating: " ", count: indent) }

    private static func inline(_ value: JSONValue) -> String {
        switch value {
        case .object: "{}"
        case .array: "[]"
        case .string(let string): scalar(string)
        case .null, .bool, .number: String(decoding: value.encoded(), as: UTF8.self)
        }
    }

    /// Plain where no reader could take it for something else, otherwise in double quotes, escaped as in JSON.
    private static func scalar(_ string: String) -> String {
        let isPlain =
            string.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "/") } ?? false
            && string.utf8.allSatisfy { isLetter($0) || isDigit($0) || "-_./ ".utf8.contains($0) }
            && string.utf8.last != UInt8(ascii: " ")
            && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(string.lowercased())
        return isPlain ? string : String(decoding: JSONValue.string(string).encoded(), as: UTF8.self)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
