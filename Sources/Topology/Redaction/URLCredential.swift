/// Credentials in URLs: of the user, and in the query.
enum URLCredential {
    private static let limit = 1024
    /// A user's name of that length with digits is a token.
    private static let tokenMinimum = 16

    /// The password in `://user:password@`, or the whole where a token takes the user's place; `index` is the colon's.
    static func userRange(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        guard bytes.hasWord("://", at: index) else { return nil }
        let start = index + 3
        let end = min(bytes.end(of: { !isEnd($0) && !"/?#".utf8.contains($0) }, from: start), start + limit)
        let authority = bytes[start..<end]
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return cutPassword(bytes, authority) }
        if let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")) { return (colon + 1)..<at }
        let isToken = at - start >= tokenMinimum && bytes[start..<at].contains(where: \.isASCIIDigit)
        return isToken ? start..<at : nil
    }

    /// A password with a `/`, `?` or `#` that should have been escaped: what follows the colon is no port, and an `@` comes.
    private static func cutPassword(_ bytes: [UInt8], _ authority: ArraySlice<UInt8>) -> Range<Int>? {
        guard authority.first != UInt8(ascii: "["), let colon = authority.firstIndex(of: UInt8(ascii: ":")),
            !authority[(colon + 1)...].allSatisfy(\.isASCIIDigit)
        else { return nil }
        let end = min(bytes.end(of: { !isEnd($0) }, from: colon + 1), colon + limit)
        return bytes[(colon + 1)..<end].lastIndex(of: UInt8(ascii: "@")).map { (colon + 1)..<$0 }
    }

    /// The value of a parameter whose name says that it is secret; `index` is the place of the `?` or `&` before it.
    static func parameterRange(in bytes: [UInt8], at index: Int) -> Range<Int>? {
        // Go's JSON writes `&` so.
        let isEscaped = bytes[index] == UInt8(ascii: "\\")
        if isEscaped, !bytes.hasWord("\\u0026", at: index) { return nil }
        let start = index + (isEscaped ? 6 : 1)
        let equals = bytes.end(of: \.isSettingName, from: start)
        guard equals > start, equals < bytes.count, bytes[equals] == UInt8(ascii: "=") else { return nil }
        let name = bytes.string(start..<equals)
        guard SecretName.isOfSecret(name) || name.lowercased().hasSuffix("sig") || name.hasSuffix("ignature") else {
            return nil
        }
        return (equals + 1)..<bytes.end(of: { !isEnd($0) && !"&#);,".utf8.contains($0) }, from: equals + 1)
    }

    private static func isEnd(_ byte: UInt8) -> Bool {
        byte.isSpaceOrControl || byte.isQuoting || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "`")
    }
}
