/// Removes secrets from a log that is read line by line: a private key that stands on several lines is removed as a whole.
package struct LineRedactor: Sendable {
    /// Lines of a key that may still come; a key without an end must not swallow a log.
    private var keyLinesLeft = 0
    private static let keyLines = 200

    package init() {}

    package mutating func redacted(_ line: [UInt8]) -> [UInt8] {
        if keyLinesLeft > 0 {
            let isEnd = line.firstWord("-----end ", from: 0, to: line.count) != nil
            let isKey = isEnd || Self.isOfKey(line)
            keyLinesLeft = isEnd || !isKey ? 0 : keyLinesLeft - 1
            if isKey { return Array(SecretText.replacement.utf8) }
        }
        guard let result = SecretText.redacted(line) else { return line }
        if line.firstWord("private key-----", from: 0, to: line.count) != nil,
            line.firstWord("-----end ", from: 0, to: line.count) == nil
        {
            keyLinesLeft = Self.keyLines
        }
        return result.bytes
    }

    /// A key's lines are 64 characters of Base64, the last one fewer; a prefix may stand before them, a sentence does not.
    private static func isOfKey(_ line: [UInt8]) -> Bool {
        let words = line.split(separator: UInt8(ascii: " "))
        guard let word = words.last else { return true }
        return (words.count <= 2 || word.count >= 40)
            && word.allSatisfy { $0.isBase64 || $0 == UInt8(ascii: "\r") }
    }
}
