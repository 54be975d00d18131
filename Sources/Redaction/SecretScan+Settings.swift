/// Settings whose names say that their values are secret: `password: …` in YAML, `"token": "…"` in JSON, also in JSON
/// within JSON, `DB_PASSWORD=…` in properties, logfmt and shell, `Cookie: …` of a header, `--password …` and
/// `--user name:…` on a command line.
extension SecretScan {
    struct Value {
        var range: Range<Int>
        /// What has to stand around the replacement, so that JSON stays JSON.
        var quoting = 0..<0
    }

    /// What stands between a name and its value.
    private struct Separator {
        enum Kind { case equals, colon, blank, tag }
        let kind: Kind
        /// The quotes behind the name.
        let quotes: Range<Int>
        let valueStart: Int
    }

    private static let nameLimit = 128

    /// Where the secret value stands of a setting whose name is the word.
    mutating func value(after word: Range<Int>, _ starts: WordStarts) -> Value? {
        guard let separator = separator(after: word) else { return nil }
        for start in starts {
            let text = string(max(start, word.upperBound - Self.nameLimit)..<word.upperBound)
            if ["-u", "--user", "--proxy-user"].contains(text) {
                return password(at: separator.valueStart).map { Value(range: $0) }
            }
            if text == "-p", separator.kind == .blank { return portLikeOption(at: separator.valueStart) }
            if let kind = kind(of: text, separator) { return value(of: text, kind, separator, word) }
        }
        return nil
    }

    /// The kind of a name; `value` counts as a secret's where `name: PASSWORD` stands before it.
    private mutating func kind(of name: String, _ separator: Separator) -> SecretName.Kind? {
        if name == "name" || name == "key" {
            let start = end(of: .quoting, from: separator.valueStart, limit: 16)
            let end = end(of: .name, from: start, limit: Self.nameLimit)
            namedEnd = SecretName.isOfSecret(string(start..<end)) ? end : nil
            return nil
        }
        guard name == "value" else { return SecretName.kind(of: name) }
        defer { namedEnd = nil }
        return namedEnd.map { separator.valueStart - $0 < 200 } ?? false ? .secret : nil
    }

    private mutating func separator(after word: Range<Int>) -> Separator? {
        var place = end(of: .quoting, from: word.upperBound, limit: 16)
        let quotes = word.upperBound..<place
        let isEncoded = hasWord("%22", at: place)
        if isEncoded { place += 3 }
        if byte(at: place) == UInt8(ascii: "]") { place += 1 }
        let blanks = place
        place = end(of: .blank, from: place)
        switch byte(at: place) {
        case UInt8(ascii: "="):
            let isArrow = byte(at: place + 1) == UInt8(ascii: ">")
            let isSpaced = place > blanks || isArrow
            let start = place + (isArrow ? 2 : 1)
            return Separator(kind: .equals, quotes: quotes, valueStart: isSpaced ? end(of: .blank, from: start) : start)
        case UInt8(ascii: ":"):
            guard byte(at: place + 1) != UInt8(ascii: "/") || byte(at: place + 2) != UInt8(ascii: "/") else {
                return nil
            }
            let start = place + (byte(at: place + 1) == UInt8(ascii: "=") ? 2 : 1)
            return Separator(kind: .colon, quotes: quotes, valueStart: end(of: .blank, from: start))
        case UInt8(ascii: "%") where hasWord("%3d", at: place) || hasWord("%3a", at: place):
            let start = place + (isEncoded && hasWord("%22", at: place + 3) ? 6 : 3)
            return Separator(kind: .equals, quotes: quotes, valueStart: start)
        case UInt8(ascii: ">") where byte(at: word.lowerBound - 1) == UInt8(ascii: "<"):
            return Separator(kind: .tag, quotes: quotes, valueStart: place + 1)
        default:
            let isOption = bytes[word.lowerBound] == UInt8(ascii: "-") && place > word.upperBound && quotes.isEmpty
            return isOption && byte(at: place) != UInt8(ascii: "-")
                ? Separator(kind: .blank, quotes: quotes, valueStart: place) : nil
        }
    }

    // MARK: Values

    private mutating func value(
        of name: String, _ kind: SecretName.Kind, _ separator: Separator, _ word: Range<Int>
    ) -> Value? {
        let start = separator.valueStart
        // Where it has been done already.
        guard start < bytes.count, !hasWord("<redacted>", at: end(of: .quoting, from: start, limit: 16)) else {
            return nil
        }
        if kind == .header, separator.kind == .colon {
            return header(
                at: start, isSaidSo: isLineStart || !separator.quotes.isEmpty || bytes[word.lowerBound].isUpper)
        }
        let opening = end(of: .quoting, from: start, limit: 16)
        if opening > start, bytes[opening - 1] != UInt8(ascii: "\\") {
            let range = opening..<closingQuote(bytes[opening - 1], after: opening - 1 - start, from: opening)
            return isPlain(range, name, kind) ? nil : Value(range: range)
        }
        let first = bytes[start]
        if separator.kind == .tag {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "<"), !self.kind(at: end).meets(.newline) {
                end += 1
            }
            add(steps: end - start)
            return isPlain(start..<end, name, kind) ? nil : Value(range: start..<end)
        }
        if first == UInt8(ascii: "[") { return list(at: start, kind) }
        // More structure, or what YAML has besides.
        if "{&!".utf8.contains(first), separator.kind == .colon { return nil }
        let isLine =
            isLineStart && separator.quotes.isEmpty
            && (separator.kind == .colon || separator.kind == .equals && form == .document)
        if isLine, first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), separator.kind == .colon {
            return Value(range: block(at: start, indentedBy: word.lowerBound - lineStart))
        }
        if separator.kind == .colon, !isLine, separator.quotes.isEmpty, beginsURL(at: start) { return nil }
        let range: Range<Int>
        if isLine {
            range = start..<lineEnd(from: start)
        } else if !separator.quotes.isEmpty {
            range = start..<jsonEnd(from: start)
        } else {
            range = start..<wordEnd(from: start)
        }
        if isPlain(range, name, kind) { return nil }
        let isHeader = hasWord("x-", at: word.lowerBound)
        if separator.quotes.isEmpty, !isLine, !isHeader, !isSaid(range, separator, kind) { return nil }
        return Value(range: range, quoting: separator.kind == .colon ? separator.quotes : 0..<0)
    }

    private func isPlain(_ range: Range<Int>, _ name: String, _ kind: SecretName.Kind) -> Bool {
        range.isEmpty || range.count <= 256 && SecretName.isPlain(string(range), of: name, kind)
    }

    /// Whether a word in running text is a value and not what the sentence goes on with: "failed to get token: EOF".
    private func isSaid(_ range: Range<Int>, _ separator: Separator, _ kind: SecretName.Kind) -> Bool {
        switch separator.kind {
        case .equals, .tag: return true
        case .blank: return form == .commandLine || !Self.sentenceWords.contains(string(range))
        case .colon:
            // `{Password:abc Token:def}` of Go.
            let isTight = separator.valueStart == separator.quotes.upperBound + 1
            return isTight && kind == .secret || Self.looksRandom(bytes[range])
        }
    }

    private static let sentenceWords: Set<String> = [
        "is", "was", "and", "or", "flag", "option", "must", "not", "to", "for", "in", "are", "can", "cannot", "has",
        "from", "with", "string", "requires", "needs", "on", "of",
    ]

    /// Whether a word is made as passwords and tokens are: of letters of both cases, digits and signs, and no word, address
    /// or number.
    private static func looksRandom(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count >= 6, word.count <= 4096 else { return word.count > 4096 }
        let isNumber = word.allSatisfy { $0.isDigit || ".:,[]/-".utf8.contains($0) }
        if isNumber || SecretName.isPlain(String(decoding: word, as: UTF8.self), of: "secret", .secret) { return false }
        let hasDigit = word.contains(where: \.isDigit)
        let hasLetter = word.contains { $0.isLower || $0.isUpper }
        let isMixed = word.dropFirst().contains(where: \.isUpper) && word.contains(where: \.isLower)
        let hasSign = word.dropLast().contains { "!@#$%^*+=?~&|".utf8.contains($0) }
        let isDotted = word.contains(UInt8(ascii: ".")) || word.contains(UInt8(ascii: "_"))
        return hasLetter && (hasDigit || isMixed || hasSign) || word.count > 24 && !isDotted
    }

    private mutating func header(at start: Int, isSaidSo: Bool) -> Value? {
        var place = start
        while place < bytes.count, kind(at: place).meets(.blank) || bytes[place] == UInt8(ascii: "[") { place += 1 }
        let opening = end(of: .quoting, from: place, limit: 16)
        if hasWord("<redacted>", at: opening) { return nil }
        if opening > place, bytes[opening - 1] != UInt8(ascii: "\\") {
            let end = closingQuote(bytes[opening - 1], after: opening - 1 - place, from: opening)
            return isPlainHeader(opening..<end) ? nil : Value(range: opening..<end)
        }
        let isBracketed = place > start && bytes[place - 1] == UInt8(ascii: "[")
        let word = place..<self.end(before: [.space, .quote], from: place, limit: Self.nameLimit)
        let isScheme = ["bearer", "basic", "digest", "token", "negotiate", "apikey"].contains(string(word).lowercased())
        guard isSaidSo || isScheme || Self.looksRandom(bytes[word]) else { return nil }
        // These quote within the value.
        let quotes = hasWord("digest ", at: place) || hasWord("aws4-", at: place)
        var end = place
        while end < bytes.count, !self.kind(at: end).meets(.newline) {
            let byte = bytes[end]
            if !quotes, self.kind(at: end).meets(.quoting) {
                guard byte == UInt8(ascii: "\""), end > place, bytes[end - 1] == UInt8(ascii: "=") else { break }
                end = closingQuote(byte, after: 0, from: end + 1)
            }
            if isBracketed ? byte == UInt8(ascii: "]") : "}{<".utf8.contains(byte) { break }
            end += 1
        }
        end = min(end, bytes.count)
        add(steps: end - place)
        return isPlainHeader(place..<end) ? nil : Value(range: place..<end)
    }

    private func isPlainHeader(_ range: Range<Int>) -> Bool {
        range.isEmpty || range.count <= 32 && SecretName.isPlain(string(range))
    }

    /// `["a","b"]`: strings of a list, but for lists that may be of names of Secrets.
    private mutating func list(at start: Int, _ kind: SecretName.Kind) -> Value? {
        guard kind == .secret, self.kind(at: start + 1).meets(.quoting) else { return nil }
        let end = next(UInt8(ascii: "]"), from: start)
        guard end < bytes.count, next(UInt8(ascii: "\n"), from: start) > end, next(UInt8(ascii: "{"), from: start) > end
        else { return nil }
        let opening = self.end(of: .quoting, from: start + 1, limit: 16)
        guard opening < end, !hasWord("<redacted>", at: opening),
            end - start > 256 || !SecretName.isPlain(string(opening..<end))
        else { return nil }
        return Value(range: (start + 1)..<end, quoting: (start + 1)..<opening)
    }

    private mutating func beginsURL(at start: Int) -> Bool {
        let scheme = end(of: .alphanumeric, from: start, limit: 16)
        return hasWord("://", at: scheme)
    }

    // MARK: Options

    /// What follows the colon in `name:password`; two numbers are a user and a group.
    private mutating func password(at place: Int) -> Range<Int>? {
        let start = end(of: .quoting, from: place, limit: 16)
        let colon = next(UInt8(ascii: ":"), from: start)
        if hasWord("<redacted>", at: colon + 1) { return nil }
        let isUser = bytes[start..<min(colon, start + Self.nameLimit)].allSatisfy { !"=&?<>{}%:".utf8.contains($0) }
        guard colon - start <= Self.nameLimit, isUser, end(before: .valueEnd, from: start, limit: 129) > colon
        else { return nil }
        let range = (colon + 1)..<end(before: .valueEnd, from: colon)
        let isAccount = bytes[start..<range.upperBound].allSatisfy { $0.isDigit || $0 == UInt8(ascii: ":") }
        return isAccount || range.count <= 256 && SecretName.isPlain(string(range)) ? nil : range
    }

    /// `-p VALUE`, which is a password unless it is a port, a mapping of ports or a path.
    private mutating func portLikeOption(at place: Int) -> Value? {
        let start = end(of: .quoting, from: place, limit: 16)
        let end = end(before: .valueEnd, from: start)
        return hasWord("<redacted>", at: start) || TextRedactor.isPortOrPath(string(start..<end))
            ? nil : Value(range: start..<end)
    }
}
