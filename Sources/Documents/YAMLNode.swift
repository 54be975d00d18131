/// A value of a YAML document with the place where it begins.
package struct YAMLNode: Sendable, Hashable {
    package let mark: YAMLMark
    package let content: Content

    package indirect enum Content: Sendable, Hashable {
        /// Resolved by the core schema (YAML 1.2, chapter 10.3); never an array or an object.
        case scalar(JSONValue)
        case sequence([YAMLNode])
        case mapping([Member])
    }

    package struct Member: Sendable, Hashable {
        package let key: String
        package let keyMark: YAMLMark
        package let value: YAMLNode
    }

    package subscript(key: String) -> YAMLNode? {
        guard case .mapping(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The node without its marks.
    package var json: JSONValue {
        switch content {
        case .scalar(let value): value
        case .sequence(let nodes): .array(nodes.map(\.json))
        case .mapping(let members): .object(JSONObject(members: members.map { ($0.key, $0.value.json) }))
        }
    }
}

/// Reads plain scalars by the core schema.
enum YAMLScalar {
    static func resolve(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else { return .string(text) }
        if let number = integer(text) { return .number(JSONNumber(number)) }
        // JSON has no infinity and no NaN: they stay what was written.
        if isFloat(text), let value = Double(text), value.isFinite { return .number(JSONNumber(value)) }
        return .string(text)
    }

    private static func integer(_ text: String) -> Int? {
        if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
        let digits = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func isFloat(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func digits() -> Int {
            let run = rest.prefix(while: isDigit)
            rest = rest.dropFirst(run.count)
            return run.count
        }
        func take(_ set: String) -> Bool {
            guard let first = rest.first, set.utf8.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take("+-")
        let whole = digits()
        let fraction = take(".") ? digits() : 0
        guard whole + fraction > 0 else { return false }
        if take("eE") {
            _ = take("+-")
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
