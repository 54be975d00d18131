import Characters

extension JSONValue {
    /// The value as one YAML document in block style. Text that a reader of YAML 1.1 or 1.2 could take for something else
    /// is quoted; text of several lines is a literal block where that keeps it as it is.
    package func yamlEncoded() -> [UInt8] {
        var writer = YAMLWriter()
        writer.write(self, indent: 0, isMember: false)
        return Array(writer.text.utf8)
    }
}

/// Puts YAML text together.
private struct YAMLWriter {
    var text = ""

    /// Writes a value and the end of its line. `indent` is where its own lines begin; the first one has begun already. A
    /// member's value stands after its colon.
    mutating func write(_ value: JSONValue, indent: Int, isMember: Bool) {
        switch value {
        case .object(let object) where !object.isEmpty:
            if isMember { text += "\n" }
            for (index, member) in object.members.enumerated() {
                if isMember || index > 0 { pad(indent) }
                write(key: member.key, indent: indent)
                write(member.value, indent: indent + 2, isMember: true)
            }
        case .array(let elements) where !elements.isEmpty:
            if isMember { text += "\n" }
            for (index, element) in elements.enumerated() {
                if isMember || index > 0 { pad(indent) }
                text += "- "
                write(element, indent: indent + 2, isMember: false)
            }
        case .string(let string) where indent > 0 && Self.isLiteral(string):
            if isMember { text += " " }
            let isTerminated = string.hasSuffix("\n")
            text += isTerminated ? "|\n" : "|-\n"
            for line in (isTerminated ? string.dropLast() : string[...]).split(
                separator: "\n", omittingEmptySubsequences: false)
            {
                if !line.isEmpty { pad(indent) }
                text += line + "\n"
            }
        default:
            text += (isMember ? " " : "") + Self.inline(value) + "\n"
        }
    }

    private mutating func pad(_ indent: Int) { text += String(repeating: " ", count: indent) }

    /// A key and its colon.
    private mutating func write(key: String, indent: Int) {
        let scalar = Self.scalar(key)
        // A key on the line of its colon may have 1024 characters (YAML 1.2, section 7.4.3); longer ones need a line.
        if scalar.unicodeScalars.count > 1000 {
            text += "? " + scalar + "\n"
            pad(indent)
            text += ":"
        } else {
            text += scalar + ":"
        }
    }

    private static func inline(_ value: JSONValue) -> String {
        switch value {
        case .object: "{}"
        case .array: "[]"
        case .string(let string): scalar(string)
        case .null, .bool, .number: String(decoding: value.encoded(), as: UTF8.self)
        }
    }

    /// Plain where no reader could take it for something else, otherwise in double quotes.
    private static func scalar(_ string: String) -> String {
        let isPlain =
            string.utf8.first.map { isLetter($0) || $0 == UInt8(ascii: "/") } ?? false
            && string.utf8.allSatisfy { isLetter($0) || JSONScan.isDigit($0) || "-_./ ".utf8.contains($0) }
            && string.utf8.last != UInt8(ascii: " ")
            && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(string.lowercased())
        return isPlain ? string : quoted(string)
    }

    /// JSON's escapes are YAML's too, but for what JSON writes as two units of UTF-16.
    private static func quoted(_ string: String) -> String {
        var text = "\""
        var isAfterHash = false
        for scalar in string.unicodeScalars {
            defer { isAfterHash = scalar == "#" }
            if scalar == "#", isAfterHash {
                text += "\\u0023"
            } else if scalar.isUnprintable, scalar.value > 0xFFFF {
                let digits = String(scalar.value, radix: 16)
                text += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
            } else {
                text += String(decoding: JSONValue.string(String(scalar)).encoded(), as: UTF8.self).dropFirst()
                    .dropLast()
            }
        }
        return text + "\""
    }

    /// Whether a literal block keeps the text: no character that needs an escape, no end of a line that could get lost, no
    /// beginning that could be taken for indentation.
    private static func isLiteral(_ string: String) -> Bool {
        guard let first = string.unicodeScalars.first, first != " ", first != "\n" else { return false }
        guard string.contains("\n"), !string.hasSuffix("\n\n") else { return false }
        guard string.unicodeScalars.allSatisfy({ $0 == "\n" || !$0.isUnprintable }) else { return false }
        // CI systems take a line that begins with `::`, after blanks, and `##[…]` anywhere for commands.
        guard !string.containsBytes(of: "##") else { return false }
        return string.split(separator: "\n").allSatisfy { line in
            !line.hasSuffix(" ") && !line.drop { $0.isWhitespace }.hasPrefix("::")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
