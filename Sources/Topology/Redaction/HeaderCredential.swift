/// What follows `Bearer` or `Basic`.
enum SchemeCredential {
    private static let minimum = 8

    static func range(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        let scheme = bytes.hasWord("bearer", at: index) ? 6 : bytes.hasWord("basic", at: index) ? 5 : 0
        guard scheme > 0 else { return nil }
        var start = bytes.end(of: \.isBlank, from: index + scheme)
        if start == index + scheme {
            guard bytes.hasWord("%20", at: start) else { return nil }
            start += 3
        }
        let end = bytes.end(of: \.isToken, from: start)
        guard end - start >= minimum, !isProse(bytes[start..<end]) else { return nil }
        return start..<bytes.end(of: { $0 == UInt8(ascii: "=") }, from: end)
    }

    /// "bearer authentication failed": small letters, which no token is made of alone.
    private static func isProse(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 20
            && word.dropFirst().allSatisfy { $0 >= 0x61 && $0 <= 0x7A || $0 == UInt8(ascii: "-") || $0 == 0x2E }
    }
}

/// The value of an `Authorization` header, as clients and proxies write it: in quotes, in brackets, or to the line's end.
enum AuthorizationHeader {
    static func range(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        guard bytes.hasWord("authorization", at: index) else { return nil }
        var colon = bytes.end(of: { $0.isQuoting || $0 == UInt8(ascii: "]") }, from: index + 13)
        colon = bytes.end(of: \.isBlank, from: colon)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") || bytes[colon] == UInt8(ascii: "=") else {
            return nil
        }
        let start = bytes.end(of: { $0.isBlank || $0.isQuoting || $0 == UInt8(ascii: "[") }, from: colon + 1)
        // These quote within the value.
        let quotes = bytes.hasWord("digest ", at: start) || bytes.hasWord("aws4-", at: start)
        let end = bytes.end(
            of: { byte in !byte.isNewline && (quotes || !byte.isQuoting && !"]}<{".utf8.contains(byte)) }, from: start)
        let isNothing = ["null", "true", "false"].contains(bytes.string(start..<end))
        return isNothing ? nil : start..<end
    }
}
