/// Names of several words, `Secret Access Key: …` and `password for user root: …`, and secrets in running text, which have to
/// look generated there: sentences go on behind these words, too.
extension SecretScan {
    private static let wordLimit = 5
    private static let phraseLimit = 64
    /// A generated word has at least as many characters.
    private static let generatedMinimum = 16

    /// The value of a setting whose name is made of several words, the last of which is this one.
    mutating func valueOfPhrase(_ word: Range<Int>, _ separator: Separator) -> Value? {
        guard separator.quotes.isEmpty else { return nil }
        switch separator.kind {
        case .equals, .colon: break
        case .prose: return generated(at: separator.valueStart).flatMap { isSaidOfSecret(phrase(to: word)) ? $0 : nil }
        default: return nil
        }
        let words = phrase(to: word)
        guard words.count > 1, SecretName.isSecret(phrase: words) else { return nil }
        let start = separator.valueStart
        let opening = end(of: .quoting, from: start, limit: 16)
        let isQuoted = opening > start && bytes[opening - 1] != UInt8(ascii: "\\")
        let end =
            isQuoted
            ? closingQuote(bytes[opening - 1], after: opening - 1 - start, from: opening)
            : wordEnd(from: start)
        let range = (isQuoted ? opening : start)..<max(end, start)
        guard !hasWord("<redacted>", at: opening), !range.isEmpty, isRandom(range) else { return nil }
        return Value(range: range)
    }

    /// "the password is …", "the token for user x is …".
    private func isSaidOfSecret(_ words: [String]) -> Bool {
        guard let last = words.last else { return false }
        let isSaid = ["is", "to", "was"].contains(last) && words.contains { SecretName.kind(of: $0) == .secret }
        return isSaid || SecretName.isSecret(phrase: words)
    }

    /// `-pX`, which has no blank between the option and the password.
    func attachedPassword(_ word: Range<Int>) -> Range<Int>? {
        guard word.count >= Self.generatedMinimum, hasWord("-p", at: word.lowerBound) else { return nil }
        let range = (word.lowerBound + 2)..<word.upperBound
        return Self.isGenerated(bytes[range]) ? range : nil
    }

    /// The words that end at this one, with one blank between them, in lower case.
    private mutating func phrase(to word: Range<Int>) -> [String] {
        guard word.count <= Self.phraseLimit, bytes[word.lowerBound] != UInt8(ascii: "-") else { return [] }
        var words = [string(word).lowercased()]
        var start = word.lowerBound
        let first = max(replacedEnd, lineStart, start - Self.phraseLimit)
        while words.count < Self.wordLimit, start > first, kind(at: start - 1).meets(.blank) {
            let end = start - 1
            start = end
            while start > first, kind(at: start - 1).meets(.name) { start -= 1 }
            guard start < end, bytes[start] != UInt8(ascii: "-") else { break }
            words.append(string(start..<end).lowercased())
        }
        add(steps: word.lowerBound - start)
        return words.reversed()
    }

    // MARK: Values

    /// A word that a generator of passwords or tokens has made: long, of small and capital letters and of digits.
    mutating func generated(at place: Int) -> Value? {
        let isBracketed = byte(at: place).map { "(<".utf8.contains($0) } ?? false
        let start = end(of: .quoting, from: isBracketed ? place + 1 : place, limit: 16)
        let end = end(of: [.alphanumeric, .dash, .plusOrSlash], from: start, limit: 256)
        guard end - start >= Self.generatedMinimum, !hasWord("<redacted>", at: end),
            Self.isGenerated(bytes[start..<end])
        else { return nil }
        // Not the beginning of something that is longer: a name, a URL, an address.
        guard let next = byte(at: end) else { return Value(range: start..<end) }
        let tail = self.end(of: .equals, from: end, limit: 2)
        let isWhole =
            kind(at: tail).meets([.space, .quote]) || tail >= bytes.count || "),;]}>\\".utf8.contains(bytes[tail])
            || next == UInt8(ascii: ".") && !kind(at: end + 1).meets(.alphanumeric)
        return isWhole ? Value(range: start..<tail) : nil
    }

    private static func isGenerated(_ word: ArraySlice<UInt8>) -> Bool {
        var (digits, capitals, small, changes) = (0, 0, 0, 0)
        var wasLetter = true
        for byte in word {
            digits += byte.isDigit ? 1 : 0
            capitals += byte.isUpper ? 1 : 0
            small += byte.isLower ? 1 : 0
            changes += byte.isDigit == wasLetter ? 1 : 0
            wasLetter = !byte.isDigit
        }
        // `TokenReviewV1Beta1` has its digits, too.
        return digits > 1 && capitals > 1 && small > 1 && changes > 3
    }

    /// `password [X]`.
    mutating func bracketed(at start: Int, _ kind: SecretName.Kind) -> Value? {
        let limit = min(bytes.count, start + Self.phraseLimit)
        guard kind == .secret, start < limit,
            let end = bytes[start..<limit].firstIndex(where: { "] \n[{".utf8.contains($0) }),
            bytes[end] == UInt8(ascii: "]"), isRandom(start..<end)
        else { return nil }
        return Value(range: start..<end)
    }

    /// Whether a value looks random and is no name, address or fingerprint.
    mutating func isRandom(_ range: Range<Int>) -> Bool {
        let text = bytes[range]
        guard Self.looksRandom(text), !hasWord("sha256:", at: range.lowerBound), !text.contains(0x20) else {
            return false
        }
        // What is replaced already is not looked at again.
        add(steps: range.count)
        guard !text.indices.contains(where: { bytes[$0] == UInt8(ascii: "<") && hasWord("<redacted>", at: $0) }) else {
            return false
        }
        return text.contains(where: \.isUpper) || !text.contains { "-./:".utf8.contains($0) }
    }
}
