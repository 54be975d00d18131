extension JSONScan {
    /// The content of a string.
    struct Text {
        /// Where the closing quote is.
        let end: Int
        let hasEscapes: Bool
    }

    /// A string; `start` is the place after its opening quote. Escapes and UTF-8 are checked.
    static func string(_ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Text {
        var index = start
        var hasEscapes = false
        while true {
            index = plainRun(bytes, from: index)
            guard index < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            switch bytes[index] {
            case UInt8(ascii: "\""): return Text(end: index, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                index = try escape(bytes, from: index).end
            case ..<0x20: throw JSONFault("control character in a string", at: index)
            default: index = try multibyte(bytes, from: index)
            }
        }
    }

    /// Passes over ASCII that means nothing special in a string, eight bytes at a time.
    private static func plainRun(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops = ones << 7
        while index + 8 <= bytes.count {
            // SAFETY: any eight bytes are a UInt64, and the load itself checks its bounds.
            let raw = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let word = UInt64(littleEndian: raw)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            // The top bit of a byte is set where it is below 0x20, at or above 0x80, a quote or a backslash. A borrow may
            // set bits above a true one as well, which does no harm: the lowest one counts.
            let special =
                (word | ((word &- (ones &* 0x20)) & ~word) | ((quote &- ones) & ~quote)
                    | ((backslash &- ones) & ~backslash)) & tops
            if special != 0 { return index + special.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count {
            switch bytes[index] {
            case ..<0x20, 0x22, 0x5C, 0x80...: return index
            default: index += 1
            }
        }
        return index
    }

    /// One character of two to four bytes (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
    private static func multibyte(_ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        let more: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[start] {
        case 0xC2...0xDF: more = 1
        case 0xE0: (more, second) = (2, 0xA0...0xBF)
        case 0xED: (more, second) = (2, 0x80...0x9F)
        case 0xE1...0xEF: more = 2
        case 0xF0: (more, second) = (3, 0x90...0xBF)
        case 0xF4: (more, second) = (3, 0x80...0x8F)
        case 0xF1...0xF3: more = 3
        default: throw JSONFault("invalid UTF-8 in a string", at: start)
        }
        for offset in 1...more {
            guard start + offset < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            let allowed = offset == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[start + offset]) else {
                throw JSONFault("invalid UTF-8 in a string", at: start)
            }
        }
        return start + more + 1
    }

    /// The character that an escape stands for; `start` is the backslash.
    static func escape(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> (character: Unicode.Scalar, end: Int) {
        guard start + 1 < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
        let end = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return ("\"", end)
        case UInt8(ascii: "\\"): return ("\\", end)
        case UInt8(ascii: "/"): return ("/", end)
        case UInt8(ascii: "b"): return ("\u{8}", end)
        case UInt8(ascii: "f"): return ("\u{C}", end)
        case UInt8(ascii: "n"): return ("\n", end)
        case UInt8(ascii: "r"): return ("\r", end)
        case UInt8(ascii: "t"): return ("\t", end)
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, from: start)
        default: throw JSONFault("unknown escape in a string", at: start)
        }
    }

    private static func unicodeEscape(
        _ bytes: Span<UInt8>, from start: Int
    ) throws(JSONFault) -> (character: Unicode.Scalar, end: Int) {
        let unit = try codeUnit(bytes, from: start)
        if let character = Unicode.Scalar(unit) { return (character, start + 6) }
        // Half of a pair says nothing alone (RFC 8259, section 8.2 calls the outcome unpredictable).
        let lone = JSONFault("lone surrogate in a string", at: start)
        guard unit < 0xDC00 else { throw lone }
        for (offset, expected) in [(6, UInt8(ascii: "\\")), (7, UInt8(ascii: "u"))] {
            guard start + offset < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            guard bytes[start + offset] == expected else { throw lone }
        }
        let low = try codeUnit(bytes, from: start + 6)
        guard 0xDC00...0xDFFF ~= low, let character = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw lone }
        return (character, start + 12)
    }

    /// The four digits of the `\u` at `start`.
    private static func codeUnit(_ bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard index < bytes.count else { throw JSONFault(.truncated, at: bytes.count) }
            let digit: UInt8
            switch bytes[index] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = bytes[index] - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = bytes[index] - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = bytes[index] - UInt8(ascii: "A") + 10
            default: throw JSONFault("\\u needs four hexadecimal digits", at: start)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The text between `start` and `end`, which `string` has checked, with its escapes replaced.
    static func unescaped(_ bytes: Span<UInt8>, from start: Int, to end: Int) throws(JSONFault) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        var index = start
        while index < end {
            if bytes[index] == UInt8(ascii: "\\") {
                let (character, next) = try escape(bytes, from: index)
                text.append(contentsOf: UTF8.encode(character) ?? UTF8.encodedReplacementCharacter)
                index = next
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
