/// Values whose names stand in a member of their own, lists, and members of keys: `{"name":"DB_PASSWORD","value":"…"}`,
/// `{Name:DB_PASSWORD Value:… ValueFrom:nil}`, `key: "authorization" raw_value: "…"`, `"password":{"value":"…"}`.
extension SecretScan {
    struct Named {
        let name: String
        /// Behind the name.
        let end: Int
    }

    /// A value stands no further behind its name.
    private static let reach = 200
    private static let names: Set<String> = [
        "name", "key", "header", "header_name", "headername", "variable", "env", "field", "path", "option", "property",
    ]
    private static let values: Set<String> = [
        "value", "raw_value", "rawvalue", "string_value", "stringvalue", "val", "inline_string", "inlinestring",
        "inline_bytes", "inlinebytes", "plaintext", "literal",
    ]
    /// Members of a private key as JSON (RFC 7518, section 6).
    private static let keyMembers: Set<String> = ["k", "d", "p", "q", "dp", "dq", "qi"]
    private static let keyMemberMinimum = 20

    /// The name of the secret whose value this member has: `value` has that of the `name: PASSWORD` or `password: {` before it.
    mutating func nameInPair(_ name: String, _ separator: Separator) -> String? {
        guard separator.kind == .colon || separator.kind == .equals, name.utf8.count <= 16 else { return nil }
        if Self.keyMembers.contains(name), !separator.quotes.isEmpty {
            let start = end(of: .quoting, from: separator.valueStart, limit: 16)
            let end = end(of: .base64URL, from: start, limit: 4096)
            return end - start >= Self.keyMemberMinimum && kind(at: end).meets(.quoting) && isRandom(start..<end)
                ? name : nil
        }
        let lower = name.lowercased()
        if Self.names.contains(lower) {
            named = nameOfPair(at: separator.valueStart, isPath: lower == "path")
            return nil
        }
        guard Self.values.contains(lower), let named else { return nil }
        self.named = nil
        // `Value: Effect:` of Go, which is empty.
        let isEmpty =
            separator.kind == .colon && name != lower && separator.quotes.isEmpty
            && separator.valueStart != separator.quotes.upperBound + 1
            && !kind(at: separator.valueStart).meets(.quoting)
        return separator.valueStart - named.end < Self.reach && !isEmpty ? named.name : nil
    }

    /// `AccessToken[value=…]`, as Java prints an object.
    mutating func beginObject(after word: Range<Int>) {
        guard word.count <= Self.nameLimit, let opening = byte(at: word.upperBound), "{[(".utf8.contains(opening) else {
            return
        }
        let name = string(word)
        if SecretName.kind(of: name) == .secret { named = Named(name: name, end: word.upperBound) }
    }

    private mutating func nameOfPair(at place: Int, isPath: Bool) -> Named? {
        var start = end(of: .quoting, from: place, limit: 16)
        let end = end(of: isPath ? ByteClass.name.union(.plusOrSlash) : .name, from: start, limit: Self.nameLimit)
        if isPath, let slash = bytes[start..<end].lastIndex(of: UInt8(ascii: "/")) { start = slash + 1 }
        let name = string(start..<end)
        return SecretName.isOfSecret(name) ? Named(name: name, end: end) : nil
    }

    /// Where the value of a variable ends that Go has printed, which may hold blanks.
    mutating func goValueEnd(_ separator: Separator, _ word: Range<Int>) -> Int? {
        guard word.count == 5, string(word) == "Value", separator.kind == .colon, separator.quotes.isEmpty else {
            return nil
        }
        var end = separator.valueStart
        let limit = min(bytes.count, end + 1024)
        while end < limit, !kind(at: end).meets(.newline), !"}{".utf8.contains(bytes[end]) {
            if bytes[end] == UInt8(ascii: "V"), hasWord("valuefrom:", at: end) { break }
            end += 1
        }
        add(steps: end - separator.valueStart)
        while end > separator.valueStart, ", ".utf8.contains(bytes[end - 1]) { end -= 1 }
        return end < limit && end > separator.valueStart ? end : nil
    }

    /// Whether a string behind a name in a list is its value: `["password", "…"]`. In a list of names another one follows.
    mutating func isSecond(_ range: Range<Int>, isHeader: Bool) -> Bool {
        let end = end(of: .quoting, from: range.upperBound, limit: 16)
        guard byte(at: self.end(of: .blank, from: end, limit: 16)) != UInt8(ascii: ":") else { return false }
        let isName = bytes[range].allSatisfy { $0.isLower || $0 == UInt8(ascii: "-") }
        return isHeader && !isName || isRandom(range)
    }

    // MARK: Lists

    /// `["a","b"]`, `[a b]`, `[]string{"a"}` and the bytes `[104 117]` of Go, but for lists that may be of names of Secrets.
    mutating func list(at start: Int, _ kind: SecretName.Kind, isSaid: Bool) -> Value? {
        guard kind == .secret else { return nil }
        var first = start + 1
        var closing = UInt8(ascii: "]")
        if byte(at: first) == closing {
            let type = end(of: .name, from: first + 1, limit: 32)
            guard byte(at: type) == UInt8(ascii: "{") else { return nil }
            (first, closing) = (type + 1, UInt8(ascii: "}"))
        }
        let end = next(closing, from: first)
        guard end < bytes.count, end > first, next(UInt8(ascii: "\n"), from: first) > end,
            next(UInt8(ascii: "{"), from: first) > end
        else { return nil }
        let opening = self.end(of: .quoting, from: first, limit: 16)
        guard opening < end, !hasWord("<redacted>", at: opening) else { return nil }
        if opening > first {
            guard end - start > 256 || !SecretName.isPlain(string(opening..<end)) else { return nil }
            return Value(range: first..<end, quoting: first..<opening)
        }
        let isOfBytes = isOfNumbers(first..<end)
        let isSecret = isOfBytes || end - first > 256 || isSaid && !SecretName.isPlain(string(first..<end))
        return isSecret || isRandom(first..<end) ? Value(range: first..<end) : nil
    }

    /// Four numbers or more, as Go prints bytes.
    private func isOfNumbers(_ range: Range<Int>) -> Bool {
        guard range.count <= 1 << 16 else { return false }
        let parts = bytes[range].split { $0 == 0x20 || $0 == UInt8(ascii: ",") }
        return parts.count >= 4
            && parts.allSatisfy { part in
                part.count <= 3 && part.allSatisfy(\.isDigit)
                    || part.count <= 4 && part.starts(with: "0x".utf8) && part.dropFirst(2).allSatisfy(\.isHexDigit)
            }
    }
}
