/// Reads scalars by the core schema (YAML 1.2, section 10.3.2).
enum YAMLScalar {
    private static let corePrefix = "tag:yaml.org,2002:"

    /// The value of a plain scalar. Not in JSON and therefore text: infinities, NaN, and hexadecimal or octal numbers that
    /// do not fit an Int.
    static func resolve(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, JSONScan.isDigit(first) || "+-.".utf8.contains(first) else {
            return .string(text)
        }
        let number = text.hasPrefix("0o") || text.hasPrefix("0x") ? radixNumber(text) : decimalNumber(text)
        return number.map { .number($0) } ?? .string(text)
    }

    /// The value of a scalar with a tag; nil where the tag is none of the core schema's or does not fit the text.
    static func resolve(_ text: String, tag: String) -> JSONValue? {
        if tag == "!" { return .string(text) }
        guard tag.hasPrefix(corePrefix) else { return nil }
        let value = resolve(text)
        switch (tag.dropFirst(corePrefix.count), value) {
        case ("str", _): return .string(text)
        case ("null", .null), ("bool", .bool), ("float", .number): return value
        case ("int", .number(let number)): return number.int == nil ? nil : value
        default: return nil
        }
    }

    /// Whether a sequence or a mapping may have the tag; `kind` is `seq` or `map`.
    static func allows(tag: String, kind: String) -> Bool { tag == "!" || tag == corePrefix + kind }

    private static func radixNumber(_ text: String) -> JSONNumber? {
        let digits = text.dropFirst(2)
        // Int would take a sign, too.
        guard let first = digits.first, first.isHexDigit else { return nil }
        return Int(digits, radix: text.hasPrefix("0x") ? 16 : 8).map { JSONNumber($0) }
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`, as JSON writes the same number. No digit is lost.
    private static func decimalNumber(_ text: String) -> JSONNumber? {
        var rest = text[...]
        let sign = take(from: &rest) { $0 == "+" || $0 == "-" }
        let whole = digits(from: &rest)
        var fraction: Substring = ""
        if !take(from: &rest, where: { $0 == "." }).isEmpty { fraction = digits(from: &rest) }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        let exponent = rest
        if !take(from: &rest, where: { $0 == "e" || $0 == "E" }).isEmpty {
            _ = take(from: &rest) { $0 == "+" || $0 == "-" }
            guard !digits(from: &rest).isEmpty else { return nil }
        }
        guard rest.isEmpty else { return nil }
        let significant = whole.drop { $0 == "0" }
        return JSONNumber(
            text: (sign == "-" ? "-" : "") + (significant.isEmpty ? "0" : significant)
                + (fraction.isEmpty ? "" : "." + fraction) + exponent)
    }

    private static func take(from rest: inout Substring, where isWanted: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(rest.first.map(isWanted) == true ? 1 : 0)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func digits(from rest: inout Substring) -> Substring {
        let run = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[run.endIndex...]
        return run
    }
}
