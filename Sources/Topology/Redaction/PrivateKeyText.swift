/// A private key as PEM text (RFC 7468), whole or cut at either end.
enum PrivateKeyText {
    /// Longer labels and keys do not exist.
    private static let labelLimit = 80
    private static let keyLimit = 1 << 16
    /// A shorter line of Base64 may be a word.
    private static let lineMinimum = 16

    static func range(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        if bytes.hasWord("-----begin ", at: index), let start = labelEnd(bytes, after: index + 11) {
            if let end = bytes.firstWord("-----end ", from: start, to: start + keyLimit) {
                return index..<(labelEnd(bytes, after: end + 9) ?? end + 9)
            }
            return index..<endOfCutKey(bytes, from: start)
        }
        if bytes.hasWord("-----end ", at: index), let end = labelEnd(bytes, after: index + 9) {
            return startOfCutKey(bytes, before: index)..<end
        }
        return nil
    }

    /// Behind the dashes after a label that says `PRIVATE KEY`.
    private static func labelEnd(_ bytes: [UInt8], after start: Int) -> Int? {
        let dashes = bytes.end(of: { $0.isASCIILetter || $0.isASCIIDigit || $0 == 0x20 }, from: start)
        guard dashes - start <= labelLimit, bytes.hasWord("-----", at: dashes),
            bytes.firstWord("private key", from: start, to: dashes) != nil
        else { return nil }
        return dashes + 5
    }

    /// Where a key without an end stops: behind the last line of Base64.
    private static func endOfCutKey(_ bytes: [UInt8], from start: Int) -> Int {
        // On one line where its line ends are escaped.
        var end = bytes.end(of: { $0.isBase64 || $0 == UInt8(ascii: "\\") }, from: start)
        while end < bytes.count, bytes[end].isNewline {
            let line = bytes.end(of: \.isNewline, from: end)
            let lineEnd = bytes.end(of: { !$0.isNewline }, from: line)
            guard isKeyLine(bytes[line..<lineEnd]) else { break }
            end = lineEnd
        }
        return end
    }

    /// Where the lines of Base64 before an end without a beginning start.
    private static func startOfCutKey(_ bytes: [UInt8], before index: Int) -> Int {
        var start = index
        while true {
            var lineEnd = start
            while lineEnd > 0, !bytes[lineEnd - 1].isNewline, lineEnd == index { lineEnd -= 1 }
            while lineEnd > 0, bytes[lineEnd - 1].isNewline { lineEnd -= 1 }
            var line = lineEnd
            while line > 0, !bytes[line - 1].isNewline { line -= 1 }
            guard line < lineEnd, isKeyLine(bytes[line..<lineEnd]) else { return start }
            start = line
        }
    }

    /// Base64 alone, or behind the time that a log puts before each line.
    private static func isKeyLine(_ line: ArraySlice<UInt8>) -> Bool {
        let key = line.lastIndex(of: 0x20).map { line[($0 + 1)...] } ?? line
        return key.count >= lineMinimum && line.count - key.count <= 40 && key.allSatisfy(\.isBase64)
    }
}

/// A private key or token that is encoded in Base64 once more, as `client-key-data` of a kubeconfig is.
enum EncodedSecret {
    static func range(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        // "-----BEGIN", and "eyJhbGciOiJ" of a JSON Web Token.
        let isPEM = isText("LS0tLS1CRUdJTi", bytes, index)
        guard isPEM || isText("ZXlKaGJHY2lPaUp", bytes, index) else { return nil }
        // " CERTIFICATE" and " PUBLIC KEY" are for everybody.
        let isPublic = ["BDRVJUSUZJQ0FUR", "BQVUJMSUMgS0VZ"].contains { isText($0, bytes, index + 14) }
        return isPEM && isPublic ? nil : index..<bytes.end(of: \.isBase64, from: index)
    }

    private static func isText(_ text: String, _ bytes: [UInt8], _ index: Int) -> Bool {
        bytes.dropFirst(index).starts(with: text.utf8)
    }
}

/// A JSON Web Token (RFC 7519), also one without payload, as `cluster-info` holds, or encrypted.
enum WebToken {
    private static let partMinimum = 10

    static func range(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        guard isObject(bytes, index) else { return nil }
        var parts: [Range<Int>] = []
        var start = index
        while true {
            let end = bytes.end(of: \.isBase64URL, from: start)
            parts.append(start..<end)
            guard end < bytes.count, bytes[end] == UInt8(ascii: ".") else { break }
            start = end + 1
        }
        guard parts.count > 1, parts[0].count >= partMinimum else { return nil }
        let hasPayload = parts[1].count >= partMinimum && isObject(bytes, parts[1].lowerBound)
        let hasSignature = parts.count > 2 && parts[2].count >= partMinimum
        guard hasPayload || hasSignature, let last = parts.last(where: { !$0.isEmpty }) else { return nil }
        return index..<last.upperBound
    }

    /// Base64 of `{"`.
    private static func isObject(_ bytes: [UInt8], _ index: Int) -> Bool {
        index + 3 <= bytes.count && bytes[index] == UInt8(ascii: "e") && bytes[index + 1] == UInt8(ascii: "y")
            && bytes[index + 2] == UInt8(ascii: "J")
    }
}
