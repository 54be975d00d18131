/// Private keys and texts in Base64 that hold secrets.
extension SecretScan {
    /// Longer keys do not exist.
    private static let keyLimit = 1 << 16
    private static let labelLimit = 80
    /// A shorter line of Base64 may be a word.
    private static let lineMinimum = 16
    private static let lineLimit = 200

    /// A private key as PEM text (RFC 7468), whole or cut off at either end; `word` ends in `-----BEGIN` or `-----END`.
    mutating func privateKey(_ word: Range<Int>) -> Range<Int>? {
        guard word.count >= 8,
            bytes[word.upperBound - 4] == UInt8(ascii: "-") || bytes[word.upperBound - 6] == UInt8(ascii: "-")
        else { return nil }
        if hasWord("-----begin ", at: word.upperBound - 10) {
            let start = word.upperBound - 10
            guard let body = labelEnd(after: start + 11) else { return nil }
            if let end = nextKeyEnd(from: body), end - body < Self.keyLimit {
                return start..<(labelEnd(after: end + 9) ?? end + 9)
            }
            return start..<endOfCutKey(from: body)
        }
        if hasWord("-----end ", at: word.upperBound - 8), let end = labelEnd(after: word.upperBound + 1) {
            return startOfCutKey(before: word.upperBound - 8)..<end
        }
        return nil
    }

    /// Behind the dashes after a label that says `PRIVATE KEY`.
    mutating func labelEnd(after start: Int) -> Int? {
        let dashes = end(of: [.alphanumeric, .blank], from: start, limit: Self.labelLimit)
        guard hasWord("-----", at: dashes) else { return nil }
        return (start..<max(start, dashes)).contains { hasWord("private key", at: $0) } ? dashes + 5 : nil
    }

    /// Where a key without an end stops: behind the last line of Base64.
    mutating func endOfCutKey(from start: Int) -> Int {
        // On one line if its line ends are escaped.
        var end = end(of: [.base64, .backslash], from: start)
        while kind(at: end).meets(.newline) {
            let line = self.end(of: .newline, from: end)
            let lineEnd = self.end(before: .newline, from: line)
            guard isKeyLine(line..<lineEnd) else { break }
            end = lineEnd
        }
        return end
    }

    /// Where the lines of Base64 before an end without a beginning start.
    private mutating func startOfCutKey(before place: Int) -> Int {
        var start = place
        while start > replacedEnd, kind(at: start - 1).meets([.base64, .backslash]) { start -= 1 }
        // On its own line, behind what a log puts before it.
        if start == place {
            while start > replacedEnd, !kind(at: start - 1).meets(.newline), place - start <= 40 { start -= 1 }
            if start > replacedEnd, !kind(at: start - 1).meets(.newline) { return place }
        }
        while start > replacedEnd, kind(at: start - 1).meets(.newline) {
            var lineEnd = start
            while lineEnd > replacedEnd, kind(at: lineEnd - 1).meets(.newline) { lineEnd -= 1 }
            var line = lineEnd
            while line > replacedEnd, lineEnd - line < Self.lineLimit, !kind(at: line - 1).meets(.newline) {
                line -= 1
            }
            guard line < lineEnd, isKeyLine(line..<lineEnd) else { break }
            start = line
        }
        return start
    }

    /// Base64 alone, or behind the time that a log puts before each line.
    private func isKeyLine(_ line: Range<Int>) -> Bool {
        let text = bytes[line]
        let key = text.lastIndex(of: UInt8(ascii: " ")).map { text[($0 + 1)...] } ?? text
        return key.count >= Self.lineMinimum && text.count - key.count <= 40
            && key.allSatisfy { ByteClass.table[Int($0)].meets(.base64) }
    }

    // MARK: Base64

    private static let encodedMinimum = 24
    private static let depthLimit = 3

    /// Base64 of a text that holds a secret: `client-key-data` of a kubeconfig, the configuration of a registry.
    mutating func encodedText(at start: Int) -> Range<Int>? {
        guard depth < Self.depthLimit, start >= decodedEnd else { return nil }
        let end = end(of: ByteClass.base64.union(.dash).subtracting(.equals), from: start)
        decodedEnd = end
        guard end - start >= Self.encodedMinimum else { return nil }
        let decoded = decodedText(start..<end)
        guard decoded.count >= 12 else { return nil }
        var scan = SecretScan(decoded, .document, depth: depth + 1)
        let holdsSecret = scan.run() != nil
        add(scan)
        return holdsSecret ? start..<self.end(of: .equals, from: end) : nil
    }

    /// As far as it is text.
    private func decodedText(_ range: Range<Int>) -> [UInt8] {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes[range] {
            guard let value = Self.value(of: byte) else { break }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            let byte = UInt8(truncatingIfNeeded: bits >> UInt32(count))
            guard byte >= 0x20 && byte < 0x7F || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
            result.append(byte)
        }
        return result
    }

    private static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
