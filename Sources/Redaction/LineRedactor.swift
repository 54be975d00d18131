/// Removes secrets from a log that is read line by line: a private key that stands on several lines is removed as a whole.
package struct LineRedactor: Sendable {
    /// Lines of a key that may still come; a key without an end must not swallow a log.
    private var keyLinesLeft = 0
    private static let keyLines = 200

    package init() {}

    package mutating func redacted(_ line: [UInt8]) -> [UInt8] {
        if keyLinesLeft > 0 {
            let isEnd = Self.holds("-----end ", line)
            let isKey = isEnd || Self.isOfKey(line)
            keyLinesLeft = isEnd || !isKey ? 0 : keyLinesLeft - 1
            if isKey { return Array(TextRedactor.replacement.utf8) }
        }
        guard let result = TextRedactor.counted(line) else { return line }
        if Self.holds("private key-----", line), !Self.holds("-----end ", line) { keyLinesLeft = Self.keyLines }
        return result.bytes
    }

    private static func holds(_ word: StaticString, _ line: [UInt8]) -> Bool {
        let scan = SecretScan(line, .text)
        return line.indices.contains { scan.hasWord(word, at: $0) }
    }

    /// A key's lines are 64 characters of Base64, the last one fewer; a prefix may stand before them, a sentence does not.
    private static func isOfKey(_ line: [UInt8]) -> Bool {
        let words = line.split(separator: UInt8(ascii: " "))
        guard let word = words.last else { return true }
        return (words.count <= 2 || word.count >= 40)
            && word.allSatisfy { $0 == 0x0D || ByteClass.table[Int($0)].meets(.base64) }
    }
}
