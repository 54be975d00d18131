/// Looking at text as bytes, by ASCII.
extension [UInt8] {
    /// Whether a word stands at a place, whatever its case; the word is in lower case.
    func hasWord(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= count else { return false }
        return word.withUTF8Buffer { buffer in
            // SAFETY: the buffer is valid in the closure, and indexed within its bounds.
            for offset in buffer.indices where self[index + offset].lowercased != buffer[offset] { return false }
            return true
        }
    }

    /// The end of the run of such bytes that begins at a place.
    func end(of isMember: (UInt8) -> Bool, from index: Int) -> Int {
        var end = index
        while end < count, isMember(self[end]) { end += 1 }
        return end
    }

    /// Where a word begins, whatever its case, looked for between two places.
    func firstWord(_ word: StaticString, from start: Int, to limit: Int) -> Int? {
        var index = start
        while index < Swift.min(limit, count) {
            if hasWord(word, at: index) { return index }
            index += 1
        }
        return nil
    }

    func string(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }
}

extension UInt8 {
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }

    var isBase64: Bool { isASCIILetter || isASCIIDigit || self == 0x2B || self == 0x2F || self == 0x3D }

    /// Of the Base64 that stands in tokens and URLs, without padding.
    var isBase64URL: Bool { isASCIILetter || isASCIIDigit || self == 0x2D || self == 0x5F }

    /// Of what may follow `Bearer` (RFC 6750), without padding.
    var isToken: Bool { isBase64URL || self == 0x2B || self == 0x2F || self == 0x2E || self == 0x7E }

    /// Of a name of a setting: `db.password`, `--api-key`, `PGPASSWORD`.
    var isSettingName: Bool { isBase64URL || self == 0x2E }

    var isBlank: Bool { self == 0x20 || self == 0x09 }

    var isNewline: Bool { self == 0x0A || self == 0x0D }

    var isSpaceOrControl: Bool { self <= 0x20 || self == 0x7F }

    /// `"`, `'` and the backslash that stands before them in quoted text.
    var isQuoting: Bool { self == 0x22 || self == 0x27 || self == 0x5C }
}
