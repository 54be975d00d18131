/// Where the values of settings end.
extension SecretScan {
    /// Lines of logs are cut at this length.
    private static let lineLimit = 1 << 20

    /// The quote that closes what was opened by one behind that many backslashes, or the end of the line.
    mutating func closingQuote(_ quote: UInt8, after escapes: Int, from start: Int) -> Int {
        var place = start
        var backslashes = 0
        while place < bytes.count, place - start < Self.lineLimit, !kind(at: place).meets(.newline) {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\\") {
                backslashes += 1
            } else {
                let closes = escapes == 0 ? backslashes % 2 == 0 || quote != UInt8(ascii: "\"") : backslashes <= escapes
                if byte == quote, closes {
                    add(steps: place - start)
                    return max(place - (escapes == 0 ? 0 : backslashes), start)
                }
                backslashes = 0
            }
            place += 1
        }
        add(steps: place - start)
        return place
    }

    mutating func lineEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !kind(at: end).meets(.newline) { end += 1 }
        add(steps: end - start)
        while end > start, kind(at: end - 1).meets(.blank) { end -= 1 }
        return end
    }

    /// Where a value of JSON ends that has no quotes.
    mutating func jsonEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !kind(at: end).meets(.newline), !",}]".utf8.contains(bytes[end]) { end += 1 }
        add(steps: end - start)
        while end > start, kind(at: end - 1).meets(.blank) { end -= 1 }
        return end
    }

    /// Where a word ends, without the punctuation behind it.
    mutating func wordEnd(from start: Int) -> Int {
        var end = start
        while end < bytes.count, !kind(at: end).meets(.valueEnd), end - start < Self.lineLimit {
            let byte = bytes[end]
            // An escaped newline, or quote, of JSON.
            if byte == UInt8(ascii: "\\"), let next = self.byte(at: end + 1), "nrtu\"".utf8.contains(next) { break }
            if byte == UInt8(ascii: "%"), hasWord("%22", at: end) || hasWord("%26", at: end) { break }
            if "&,;".utf8.contains(byte), end > start, beginsSetting(at: end + 1) { break }
            end += 1
        }
        add(steps: end - start)
        // "Bearer …" is one value.
        let word = string(start..<min(end, start + 10)).lowercased()
        if ["bearer", "basic", "digest", "negotiate"].contains(word), kind(at: end).meets(.blank) {
            let next = self.end(of: .blank, from: end)
            return self.end(before: .valueEnd, from: next)
        }
        while end > start, ")]},;:>".utf8.contains(bytes[end - 1]) { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "."), self.byte(at: end) != UInt8(ascii: ".") { end -= 1 }
        return end
    }

    /// Whether a `&`, `,` or `;` before this place stands between settings: `a=b&c=d`.
    private mutating func beginsSetting(at place: Int) -> Bool {
        let end = end(of: .name, from: place, limit: 40)
        return end > place && (byte(at: end) == UInt8(ascii: "=") || byte(at: end) == UInt8(ascii: ":"))
    }

    /// A block of YAML, with the sign before it: the lines that are indented more than their name.
    mutating func block(at start: Int, indentedBy indentation: Int) -> Range<Int> {
        var end = lineEnd(from: start)
        // The sign stands alone, but for what says how to read the block.
        guard bytes[(start + 1)..<end].allSatisfy({ "+-".utf8.contains($0) || $0.isDigit || $0 == 0x20 }) else {
            return start..<end
        }
        while end < bytes.count {
            let line = self.end(of: .newline, from: end)
            let text = self.end(of: .blank, from: line)
            guard text < bytes.count, text - line > indentation else { break }
            end = lineEnd(from: text)
        }
        return start..<end
    }
}
