/// Options of commands whose values are secrets although no word of their names says so.
extension SecretScan {
    /// The secret in the value of such an option, or of a setting that names a proxy.
    mutating func valueOfOption(_ name: String, _ separator: Separator) -> Value? {
        let start = separator.valueStart
        switch separator.kind {
        case .blank, .equals, .colon: break
        default: return nil
        }
        if ["-u", "--user", "--proxy-user"].contains(name) || separator.kind == .colon && Self.isUserOption(name) {
            let place = separator.kind == .colon ? separator.quotes.lowerBound : start
            return password(at: place).map { Value(range: $0) }
        }
        if separator.kind == .blank {
            if name == "-p" { return portLikeOption(at: start) }
            if name.utf8.count == 2 { return generated(at: start) }
        }
        if name == "--from-literal" { return literal(at: start) }
        if name.utf8.count <= 64, name.lowercased().hasSuffix("proxy") { return proxyPassword(at: start) }
        return nil
    }

    /// `-uroot`, which a colon and a password follow.
    private static func isUserOption(_ name: String) -> Bool {
        name.utf8.count > 2 && name.hasPrefix("-u") && !name.utf8.dropFirst(2).allSatisfy(\.isDigit)
    }

    /// What follows the colon in `name:password`; two numbers are a user and a group.
    private mutating func password(at place: Int) -> Range<Int>? {
        let start = end(of: .quoting, from: place, limit: 16)
        let colon = next(UInt8(ascii: ":"), from: start)
        if hasWord("<redacted>", at: colon + 1) { return nil }
        let isUser = bytes[start..<min(colon, start + Self.nameLimit)].allSatisfy { !"=&?<>{}%:".utf8.contains($0) }
        guard colon - start <= Self.nameLimit, isUser, end(before: .valueEnd, from: start, limit: 129) > colon
        else { return nil }
        let range = (colon + 1)..<end(before: .valueEnd, from: colon)
        let isAccount = bytes[start..<range.upperBound].allSatisfy { $0.isDigit || $0 == UInt8(ascii: ":") }
        return isAccount || range.count <= 256 && SecretName.isPlain(string(range)) ? nil : range
    }

    /// The password of `user:password@host`; one with a scheme is found as that of a URL.
    private mutating func proxyPassword(at place: Int) -> Value? {
        let start = end(of: .quoting, from: place, limit: 16)
        let end = end(before: [.space, .quote], from: start, limit: Self.nameLimit)
        guard let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")),
            let colon = bytes[start..<at].firstIndex(of: UInt8(ascii: ":")),
            colon + 1 < at, byte(at: colon + 1) != UInt8(ascii: "/"), !hasWord("<redacted>", at: colon + 1)
        else { return nil }
        return Value(range: (colon + 1)..<at)
    }

    /// The value of `--from-literal=name=value`, with which Secrets are created.
    private mutating func literal(at place: Int) -> Value? {
        var start = end(of: .quoting, from: place, limit: 16)
        let equals = end(of: .name, from: start, limit: Self.nameLimit)
        guard byte(at: equals) == UInt8(ascii: "=") else { return nil }
        // The quotes stand around the whole or around the value.
        var opening = place
        if start == place {
            opening = equals + 1
            start = end(of: .quoting, from: opening, limit: 16)
        }
        let isQuoted = start > opening && bytes[start - 1] != UInt8(ascii: "\\")
        let first = max(start, equals + 1)
        let last =
            isQuoted
            ? closingQuote(bytes[start - 1], after: start - 1 - opening, from: first) : end(before: .space, from: first)
        guard !hasWord("<redacted>", at: first), !isPlain(first..<last, "password", .secret) else { return nil }
        return Value(range: first..<last)
    }

    /// `-p VALUE`, which is a password unless it is a port, a mapping of ports or a path.
    private mutating func portLikeOption(at place: Int) -> Value? {
        let start = end(of: .quoting, from: place, limit: 16)
        let end = end(before: .valueEnd, from: start)
        return hasWord("<redacted>", at: start) || TextRedactor.isPortOrPath(string(start..<end))
            ? nil : Value(range: start..<end)
    }
}
