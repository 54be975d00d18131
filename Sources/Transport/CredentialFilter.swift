/// Takes what may be a secret out of a message: user and password and the query of URLs, and bearer tokens.
package enum CredentialFilter {
    /// The message on one line, with white space runs made one blank, and without credentials.
    package static func strip(_ text: String) -> String {
        var words: [Substring] = []
        var previous: Substring = ""
        for word in text.split(whereSeparator: \.isWhitespace) {
            let isToken = ["bearer", "basic"].contains(previous.drop { !$0.isLetter }.lowercased())
            words.append(isToken && looksLikeToken(word) ? "…" : Substring(stripURL(word)))
            previous = word
        }
        return words.joined(separator: " ")
    }

    /// Prose follows `bearer` as well ("bearer token"); a token is longer than any word of it.
    private static func looksLikeToken(_ word: Substring) -> Bool {
        word.count > 15
    }

    private static func stripURL(_ word: Substring) -> String {
        guard let scheme = word.firstRange(of: "://") else { return String(stripQuery(word)) }
        let rest = word[scheme.upperBound...]
        let authority = rest.prefix { !"/?#\"'\\".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return String(word[..<scheme.upperBound]) + host + stripQuery(rest[authority.endIndex...])
    }

    /// Without `?name=value…`, up to the quote that ends the URL.
    private static func stripQuery(_ word: Substring) -> Substring {
        guard let mark = word.firstIndex(of: "?") else { return word }
        let query = word[mark...].prefix { !"\"'\\".contains($0) }
        guard query.contains("=") else { return word }
        return word[..<mark] + word[query.endIndex...]
    }
}
