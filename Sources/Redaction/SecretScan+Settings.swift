/// Settings whose names say that their values are secret: `password: …` in YAML, `"token": "…"` in JSON, also in JSON
/// within JSON, `DB_PASSWORD=…` in properties, logfmt and shell, `Cookie: …` of a header, `--password …` and
/// `--user name:…` on a command line.
///
/// What stands between a name and its value is found here; names of several words are in `SecretScan+Phrases.swift`, pairs
/// of a name and a value in `SecretScan+Pairs.swift`.
extension SecretScan {
    struct Value {
        var range: Range<Int>
        /// What has to stand around the replacement, so that JSON stays JSON.
        var quoting = 0..<0
    }

    /// What stands between a name and its value.
    struct Separator {
        enum Kind {
            case equals, colon, blank, tag
            /// `"password", "…"`, as Envoy logs headers.
            case comma
            /// `password […]`, as Java prints it.
            case bracket
            /// `password …`, which is a value only if it looks generated.
            case prose
        }
        let kind: Kind
        /// The quotes behind the name.
        let quotes: Range<Int>
        let valueStart: Int
    }

    static let nameLimit = 128

    /// Where the secret value stands of a setting whose name is the word.
    mutating func value(after word: Range<Int>, _ starts: WordStarts) -> Value? {
        guard let separator = separator(after: word) else {
            beginObject(after: word)
            return nil
        }
        // Most words of a sentence end here.
        if separator.kind == .prose, generated(at: separator.valueStart) == nil { return nil }
        for start in starts {
            let text = string(max(start, word.upperBound - Self.nameLimit)..<word.upperBound)
            if let value = valueOfOption(text, separator) { return value }
            if let name = nameInPair(text, separator) { return value(of: name, .secret, separator, word) }
            if let kind = SecretName.kind(of: text) { return value(of: text, kind, separator, word) }
        }
        return valueOfQuery(word, starts, separator) ?? valueOfPhrase(word, separator)
    }

    private mutating func separator(after word: Range<Int>) -> Separator? {
        var place = end(of: .quoting, from: word.upperBound, limit: 16)
        let quotes = word.upperBound..<place
        let isEncoded = hasWord("%22", at: place)
        if isEncoded { place += 3 }
        if byte(at: place) == UInt8(ascii: "]") { place += 1 }
        if quotes.isEmpty, let behind = bracketEnd(from: place) { place = behind }
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
            let start = end(of: .blank, from: place + (byte(at: place + 1) == UInt8(ascii: "=") ? 2 : 1))
            if !quotes.isEmpty, !kind(at: start).meets(.quoting), isQuotedURL(endingIn: word) { return nil }
            return Separator(kind: .colon, quotes: quotes, valueStart: start)
        case UInt8(ascii: "%") where hasWord("%3d", at: place) || hasWord("%3a", at: place):
            let start = place + (isEncoded && hasWord("%22", at: place + 3) ? 6 : 3)
            return Separator(kind: .equals, quotes: quotes, valueStart: start)
        case UInt8(ascii: "u") where hasWord("\\u003d", at: place - 1):
            return Separator(kind: .equals, quotes: place..<place, valueStart: place + 5)
        case UInt8(ascii: ">") where byte(at: word.lowerBound - 1) == UInt8(ascii: "<"):
            return Separator(kind: .tag, quotes: quotes, valueStart: place + 1)
        case UInt8(ascii: ",") where !quotes.isEmpty && kind(at: word.lowerBound - 1).meets(.quote):
            let start = end(of: .blank, from: place + 1)
            return kind(at: start).meets(.quoting) ? Separator(kind: .comma, quotes: quotes, valueStart: start) : nil
        case UInt8(ascii: "[") where quotes.isEmpty && place == word.upperBound + 1:
            return Separator(kind: .bracket, quotes: quotes, valueStart: place + 1)
        default:
            guard place > word.upperBound, quotes.isEmpty, byte(at: place) != UInt8(ascii: "-") else { return nil }
            // An element of Go's list of variables, `{PGPASSWORD hunter2 nil}`.
            if byte(at: word.lowerBound - 1) == UInt8(ascii: "{"), bytes[word].allSatisfy(Self.isOfVariable) {
                return Separator(kind: .equals, quotes: quotes, valueStart: place)
            }
            let isOption = bytes[word.lowerBound] == UInt8(ascii: "-")
            return Separator(kind: isOption ? .blank : .prose, quotes: quotes, valueStart: place)
        }
    }

    private static func isOfVariable(_ byte: UInt8) -> Bool {
        byte.isUpper || byte.isDigit || byte == UInt8(ascii: "_")
    }

    /// Behind the `[0]`, ` [root]` or ` (root)` of a name, if it is followed by a separator.
    private mutating func bracketEnd(from start: Int) -> Int? {
        let place = kind(at: start).meets(.blank) ? start + 1 : start
        guard let opening = byte(at: place), "[(".utf8.contains(opening) else { return nil }
        let end = end(of: .name, from: place + 1, limit: 32)
        guard byte(at: end) == (opening == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")) else {
            return nil
        }
        let separator = self.end(of: .blank, from: end + 1, limit: 16)
        return byte(at: separator).map { "=:".utf8.contains($0) } ?? false ? end + 1 : nil
    }

    // MARK: Values

    mutating func value(
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
        if separator.kind == .prose { return kind == .header ? nil : generated(at: start) }
        if separator.kind == .bracket { return bracketed(at: start, kind) }
        let opening = end(of: .quoting, from: start, limit: 16)
        if opening > start, bytes[opening - 1] != UInt8(ascii: "\\") {
            let range = opening..<closingQuote(bytes[opening - 1], after: opening - 1 - start, from: opening)
            if isPlain(range, name, kind) { return nil }
            if separator.kind == .comma,
                !isSecond(range, isHeader: kind == .header || hasWord("x-", at: word.lowerBound))
            {
                return nil
            }
            return Value(range: range)
        }
        if separator.kind == .comma { return nil }
        let first = bytes[start]
        if separator.kind == .tag {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "<"), !self.kind(at: end).meets(.newline) {
                end += 1
            }
            add(steps: end - start)
            return isPlain(start..<end, name, kind) ? nil : Value(range: start..<end)
        }
        if first == UInt8(ascii: "[") {
            return list(
                at: start, kind, isSaid: hasWord("x-", at: word.lowerBound) || name.lowercased().contains("pass"))
        }
        // A tag or an anchor of YAML.
        if "&!".utf8.contains(first), separator.kind == .colon {
            let next = end(of: .blank, from: end(before: .space, from: start, limit: Self.nameLimit))
            guard let byte = byte(at: next), !"&!{[".utf8.contains(byte) else { return nil }
            return value(of: name, kind, Separator(kind: .colon, quotes: separator.quotes, valueStart: next), word)
        }
        if first == UInt8(ascii: "{"), separator.kind == .colon {
            if kind == .secret { named = Named(name: name, end: start) }
            return nil
        }
        let isLine =
            isLineStart && separator.quotes.isEmpty
            && (separator.kind == .colon || separator.kind == .equals && form == .document)
        if isLine, first == UInt8(ascii: "|") || first == UInt8(ascii: ">"), separator.kind == .colon {
            return Value(range: block(at: start, indentedBy: word.lowerBound - lineStart))
        }
        if separator.kind == .colon, !isLine, separator.quotes.isEmpty, beginsURL(at: start) { return nil }
        let range: Range<Int>
        if let end = goValueEnd(separator, word) {
            range = start..<end
        } else if isLine {
            range = start..<lineEnd(from: start)
        } else if !separator.quotes.isEmpty {
            range = start..<jsonEnd(from: start)
        } else {
            range = start..<wordEnd(from: start)
        }
        // `Some("…")`, `SecretString("…")`: the quotes end an unquoted value.
        if let quote = byte(at: range.upperBound), self.kind(at: range.upperBound).meets(.quote),
            range.count <= Self.nameLimit,
            byte(at: range.upperBound - 1) == UInt8(ascii: "(")
        {
            let inner = (range.upperBound + 1)..<closingQuote(quote, after: 0, from: range.upperBound + 1)
            return isPlain(inner, name, kind) ? nil : Value(range: inner)
        }
        if isPlain(range, name, kind) { return nil }
        let isHeader = hasWord("x-", at: word.lowerBound)
        if separator.quotes.isEmpty, !isLine, !isHeader, !isSaid(range, separator, kind) { return nil }
        return Value(range: range, quoting: separator.kind == .colon ? separator.quotes : 0..<0)
    }

    func isPlain(_ range: Range<Int>, _ name: String, _ kind: SecretName.Kind) -> Bool {
        range.isEmpty || range.count <= 256 && SecretName.isPlain(string(range), of: name, kind)
    }

    /// Whether a word in running text is a value and not what the sentence goes on with: "failed to get token: EOF".
    private func isSaid(_ range: Range<Int>, _ separator: Separator, _ kind: SecretName.Kind) -> Bool {
        switch separator.kind {
        case .equals, .tag, .comma: return true
        case .bracket, .prose: return false
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
    static func looksRandom(_ word: ArraySlice<UInt8>) -> Bool {
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

    private mutating func beginsURL(at start: Int) -> Bool {
        let scheme = end(of: .alphanumeric, from: start, limit: 16)
        return hasWord("://", at: scheme)
    }
}
