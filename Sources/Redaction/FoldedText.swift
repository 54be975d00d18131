/// A text as people and parsers read it: without colors of terminals and invisible characters, with no-break spaces as blanks,
/// and with some escapes of JSON and Go decoded. A name or a value that is written in another way is found in it.
struct FoldedText {
    private(set) var bytes: [UInt8] = []
    /// For each byte, where its source begins and ends.
    private var sources: [Range<Int>] = []
    private let text: [UInt8]
    private let decodesQuotes: Bool

    /// nil for a text that is the same. Escaped quotes are decoded only on request, as the text between two quotes may contain them;
    /// then it is nil for a text without any.
    init?(_ text: [UInt8], decodesQuotes: Bool) {
        self.text = text
        self.decodesQuotes = decodesQuotes
        guard text.contains(where: Self.mayBegin) else { return nil }
        bytes.reserveCapacity(text.count)
        sources.reserveCapacity(text.count)
        var place = 0
        var isChanged = false
        while place < text.count {
            if Self.mayBegin(text[place]), let part = part(at: place) {
                for byte in part.bytes {
                    bytes.append(byte)
                    sources.append(place..<part.end)
                }
                isChanged = isChanged || part.isQuote == decodesQuotes && !part.isSame
                place = part.end
            } else {
                bytes.append(text[place])
                sources.append(place..<(place + 1))
                place += 1
            }
        }
        guard isChanged else { return nil }
    }

    /// The text with the sources of these ranges of bytes replaced.
    func replacing(_ replacements: [SecretScan.Replacement]) -> [UInt8] {
        var result: [UInt8] = []
        var done = 0
        for replacement in replacements {
            let range = replacement.range
            guard let first = sources[safely: range.lowerBound], let last = sources[safely: range.upperBound - 1] else {
                continue
            }
            let start = max(first.lowerBound, done)
            result += text[done..<start]
            result += bytes[replacement.quoting]
            result += TextRedactor.replacement.utf8
            result += bytes[replacement.quoting]
            done = max(last.upperBound, start)
        }
        return result + text[done...]
    }

    // MARK: Parts

    private struct Part {
        /// What it stands for: one byte or nothing, or itself.
        var bytes: [UInt8]
        var end: Int
        var isSame = false
        var isQuote = false
    }

    private static func mayBegin(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x1B, 0x5C, 0xC2, 0xE2, 0xE3, 0xEF: true
        default: false
        }
    }

    private func byte(at place: Int) -> UInt8 { place < text.count ? text[place] : 0 }

    private func part(at place: Int) -> Part? {
        if text[place] == 0x1B { return colorEnd(at: place + 1).map { Part(bytes: [], end: $0) } }
        if text[place] == UInt8(ascii: "\\") { return escape(at: place) }
        let size = text[place] == 0xC2 ? 2 : 3
        guard place + size <= text.count else { return nil }
        return Self.meaning(of: text[place..<(place + size)].reduce(0) { $0 << 8 | UInt32($1) }).map {
            Part(bytes: $0, end: place + size)
        }
    }

    /// What a character beyond ASCII stands for, by its bytes in UTF-8: a blank, or nothing.
    private static func meaning(of bytes: UInt32) -> [UInt8]? {
        switch bytes {
        // Spaces: U+00A0, U+2000 to U+200A, U+202F, U+205F, U+3000.
        case 0xC2A0, 0xE2_8080...0xE2_808A, 0xE2_80AF, 0xE2_819F, 0xE3_8080: [0x20]
        // U+00AD, U+200B to U+200F, U+202A to U+202E, U+2060 to U+206F, U+FEFF.
        case 0xC2AD, 0xE2_808B...0xE2_808F, 0xE2_80AA...0xE2_80AE, 0xE2_81A0...0xE2_81AF, 0xEF_BBBF: []
        default: nil
        }
    }

    /// The end of `[31m` and other sequences that ESC begins (ECMA-48, 5.4).
    private func colorEnd(at place: Int) -> Int? {
        guard byte(at: place) == UInt8(ascii: "[") else { return nil }
        var end = place + 1
        while end - place < 32, (0x20...0x3F).contains(byte(at: end)) { end += 1 }
        return (0x40...0x7E).contains(byte(at: end)) ? end + 1 : nil
    }

    private func escape(at place: Int) -> Part? {
        switch byte(at: place + 1) {
        case UInt8(ascii: "\\"): return Part(bytes: Array(text[place..<(place + 2)]), end: place + 2, isSame: true)
        case UInt8(ascii: "t"): return Part(bytes: [0x09], end: place + 2)
        case UInt8(ascii: "\""):
            let bytes = decodesQuotes ? [UInt8(ascii: "\"")] : Array(text[place..<(place + 2)])
            return Part(bytes: bytes, end: place + 2, isSame: !decodesQuotes, isQuote: true)
        case UInt8(ascii: "u"): return character(at: place + 2, digits: 4)
        case UInt8(ascii: "x"): return character(at: place + 2, digits: 2)
        default: return nil
        }
    }

    /// The character whose number stands in hexadecimal digits.
    private func character(at place: Int, digits: Int) -> Part? {
        var number: UInt32 = 0
        for offset in 0..<digits {
            let digit = byte(at: place + offset).lowercased
            guard digit.isHexDigit else { return nil }
            number = number << 4 | UInt32(digit.isDigit ? digit - 0x30 : digit - 0x57)
        }
        let end = place + digits
        if number == 0x1B { return colorEnd(at: end).map { Part(bytes: [], end: $0) } }
        if (0x20..<0x7F).contains(number) || number == 0x09 {
            return Part(bytes: [UInt8(truncatingIfNeeded: number)], end: end)
        }
        // A byte of Go's strings, not a character.
        guard digits == 4, number >= 0x80, let scalar = Unicode.Scalar(number) else { return nil }
        return Self.meaning(of: Character(scalar).utf8.reduce(0) { $0 << 8 | UInt32($1) }).map {
            Part(bytes: $0, end: end)
        }
    }
}

extension Array {
    fileprivate subscript(safely index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
