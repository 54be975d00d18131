/// Credentials in URLs and of HTTP's schemes, and hashes of passwords.
extension SecretScan {
    private static let limit = 1024
    /// A user's name of that length with digits is a token.
    private static let tokenMinimum = 16
    private static let schemeMinimum = 8

    /// The password in `://user:password@`, or the whole if a token takes the user's place; `place` is the colon's.
    mutating func userOfURL(at place: Int) -> Range<Int>? {
        guard byte(at: place + 1) == UInt8(ascii: "/"), byte(at: place + 2) == UInt8(ascii: "/") else {
            return passwordWithoutScheme(at: place)
        }
        let start = place + 3
        // Most URLs name nobody, and nothing more is read of them.
        let nextAt = next(UInt8(ascii: "@"), from: start)
        guard nextAt < bytes.count, nextAt - start < Self.limit else { return nil }
        let end = urlEnd(from: start, isAuthority: true)
        let authority = bytes[start..<end]
        guard let at = authority.lastIndex(of: UInt8(ascii: "@")) else { return cutPassword(authority) }
        if let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":")) { return unredacted((colon + 1)..<at) }
        let isToken = at - start >= Self.tokenMinimum && bytes[start..<at].contains(where: \.isDigit)
        return isToken ? unredacted(start..<at) : nil
    }

    /// The password of an address without a scheme: `user:password@tcp(host:port)/db`, as Go's drivers of databases have it,
    /// `user:password@host:port` of a proxy, `//user:password@host`, and Oracle's `thin:user/password@host`.
    private mutating func passwordWithoutScheme(at place: Int) -> Range<Int>? {
        let at = next(UInt8(ascii: "@"), from: place)
        guard at - place > 1, at - place < 128, end(before: .space, from: place, limit: 129) > at else { return nil }
        let text = bytes[(place + 1)..<at]
        if hasWord("@tcp(", at: at) || hasWord("@unix(", at: at) || hasWord("@(", at: at) {
            return unredacted((place + 1)..<at)
        }
        let slash = text.firstIndex(of: UInt8(ascii: "/"))
        if hasWord("thin", at: place - 4) || hasWord("oci", at: place - 3) {
            return slash.flatMap { unredacted(($0 + 1)..<at) }
        }
        guard slash == nil,
            !text.contains(where: { ByteClass.table[Int($0)].meets(.quote) || ",;()[]{}".utf8.contains($0) })
        else { return nil }
        var user = place
        while user > replacedEnd, place - user < Self.userLimit, kind(at: user - 1).meets(.name) { user -= 1 }
        add(steps: place - user)
        let isAddress = bytes[user..<place].allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
        let isScheme = ["sip", "sips", "mailto", "acct", "xmpp"].contains(string(user..<place).lowercased())
        guard user < place, !isAddress, !isScheme else { return nil }
        let isRelative = byte(at: user - 1) == UInt8(ascii: "/") && byte(at: user - 2) == UInt8(ascii: "/")
        return isRelative || hasPort(after: at + 1) ? unredacted((place + 1)..<at) : nil
    }

    private static let userLimit = 64

    /// Whether a host and a port stand at a place; after a tag of an image it is a digest.
    private mutating func hasPort(after start: Int) -> Bool {
        let host = end(of: .name, from: start, limit: 255)
        guard host > start, byte(at: host) == UInt8(ascii: ":") else { return false }
        let port = end(of: .digit, from: host + 1, limit: 6)
        return (1...5).contains(port - host - 1) && !kind(at: port).meets(.alphanumeric)
    }

    /// Whether a word is the end of a quoted URL, `Post "https://host/v3/auth/tokens": dial tcp …`: no name of a setting, so that
    /// the reason behind it is kept.
    mutating func isQuotedURL(endingIn word: Range<Int>) -> Bool {
        guard byte(at: word.lowerBound - 1) == UInt8(ascii: "/") else { return false }
        var start = word.lowerBound
        while start > lineStart, word.lowerBound - start < Self.limit, !kind(at: start - 1).meets([.space, .quoting]) {
            start -= 1
        }
        add(steps: word.lowerBound - start)
        return hasWord("http://", at: start) || hasWord("https://", at: start)
    }

    // MARK: Queries

    /// Parameters whose names say nothing, and whether their values have to look random.
    private static let parameters: Set<String> = [
        "code", "key", "ticket", "assertion", "samlart", "wresult", "samlresponse",
    ]

    /// `?code=…&state=…`: what a browser brings back from a log-in, and keys of interfaces.
    mutating func valueOfQuery(_ word: Range<Int>, _ starts: WordStarts, _ separator: Separator) -> Value? {
        guard separator.kind == .equals, separator.quotes.isEmpty, byte(at: separator.valueStart) != nil else {
            return nil
        }
        let isFirst = byte(at: word.lowerBound - 1).map { "?&#".utf8.contains($0) } ?? false
        let isParameter = starts.contains { start in
            (isFirst || start > word.lowerBound) && word.upperBound - start <= 12
                && Self.parameters.contains(string(start..<word.upperBound).lowercased())
        }
        guard isParameter, !hasWord("<redacted>", at: separator.valueStart) else { return nil }
        let end = wordEnd(from: separator.valueStart)
        let value = separator.valueStart..<max(end, separator.valueStart)
        return value.count >= 10 && isRandom(value) ? Value(range: value) : nil
    }

    /// A password with a `/`, `?` or `#` that should have been escaped: what follows the colon is no port, and an `@` comes.
    private mutating func cutPassword(_ authority: ArraySlice<UInt8>) -> Range<Int>? {
        guard authority.first != UInt8(ascii: "["), let colon = authority.firstIndex(of: UInt8(ascii: ":")),
            !authority[(colon + 1)...].allSatisfy(\.isDigit)
        else { return nil }
        let end = urlEnd(from: colon + 1, isAuthority: false)
        return bytes[(colon + 1)..<end].lastIndex(of: UInt8(ascii: "@")).flatMap { unredacted((colon + 1)..<$0) }
    }

    private func unredacted(_ range: Range<Int>) -> Range<Int>? {
        range.isEmpty || string(range).hasPrefix(TextRedactor.replacement) ? nil : range
    }

    private mutating func urlEnd(from start: Int, isAuthority: Bool) -> Int {
        var end = start
        while end < bytes.count, end - start < Self.limit {
            let byte = bytes[end]
            if ByteClass.table[Int(byte)].meets([.space, .quoting]) { break }
            if isAuthority, "/?#".utf8.contains(byte) { break }
            if "<>".utf8.contains(byte), !hasWord("<redacted>", at: end), !hasWord("<redacted>", at: end - 9) { break }
            end += 1
        }
        add(steps: end - start)
        return end
    }

    /// What follows `Bearer` or `Basic`.
    mutating func scheme(_ starts: WordStarts, _ end: Int) -> Range<Int>? {
        let isScheme = starts.contains {
            end - $0 == 6 && hasWord("bearer", at: $0) || end - $0 == 5 && hasWord("basic", at: $0)
        }
        guard isScheme else { return nil }
        let start = hasWord("%20", at: end) ? end + 3 : self.end(of: .blank, from: end)
        guard start > end else { return nil }
        let tokenEnd = self.end(of: .token, from: start)
        guard tokenEnd - start >= Self.schemeMinimum, !Self.isWord(bytes[start..<tokenEnd]) else { return nil }
        return start..<self.end(of: .equals, from: tokenEnd)
    }

    /// "bearer authentication failed": small letters, which no token is made of alone.
    private static func isWord(_ word: ArraySlice<UInt8>) -> Bool {
        word.count <= 20
            && word.dropFirst().allSatisfy { $0.isLower || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    /// The path of a webhook, which is all that one needs to write to a channel.
    mutating func webhook(_ word: Range<Int>) -> Range<Int>? {
        guard "mg".utf8.contains(bytes[word.upperBound - 1]), byte(at: word.upperBound) == UInt8(ascii: "/") else {
            return nil
        }
        let isHook =
            hasWord("hooks.slack.com/", at: word.upperBound - 15)
            || hasWord("discord.com/api/webhooks/", at: word.upperBound - 11)
            || hasWord("discordapp.com/api/webhooks/", at: word.upperBound - 14)
            || hasWord("webhook.office.com/webhookb2/", at: word.upperBound - 18)
            || hasWord("outlook.office.com/webhook/", at: word.upperBound - 18)
            || hasWord("api.telegram.org/bot", at: word.upperBound - 16)
        guard isHook else { return nil }
        let end = urlEnd(from: word.upperBound + 1, isAuthority: false)
        guard end - word.upperBound > 20 else { return nil }
        return (word.upperBound + 1)..<end
    }

    /// `$2y$10$…`, `$apr1$…`, `$6$…`: the hash of a password, as in `/etc/shadow` and `htpasswd`.
    mutating func passwordHash(at place: Int) -> Range<Int>? {
        let schemes: [StaticString] = ["2a", "2b", "2y", "apr1", "1", "5", "6", "y", "argon2", "pbkdf2", "scrypt"]
        guard kind(at: place + 1).meets(.alphanumeric),
            schemes.contains(where: { hasWord($0, at: place + 1) })
        else { return nil }
        let name = end(of: [.alphanumeric, .dash], from: place + 1, limit: 20)
        guard byte(at: name) == UInt8(ascii: "$") else { return nil }
        var end = name
        while end < bytes.count, end - place < Self.limit {
            let isPart =
                kind(at: end).meets([.base64, .dot, .dash]) || "$,".utf8.contains(bytes[end])
            guard isPart else { break }
            end += 1
        }
        add(steps: end - name)
        if bytes[end - 1] == UInt8(ascii: ",") || bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
        return end - place >= 24 ? place..<end : nil
    }
}
