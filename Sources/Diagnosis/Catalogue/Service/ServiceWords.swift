/// Words that the messages of the Service and LoadBalancer checks share.
enum ServiceWords {
    /// `1 pod`, `3 pods`, `2 addresses`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : noun.hasSuffix("s") ? "es" : "s")"
    }

    /// The first few of a list; a Service may have a thousand ports.
    /// `unnamed`: how many there are beyond the words.
    static func list(_ words: [String], limit: Int = 4, unnamed: Int = 0) -> String {
        let rest = max(0, words.count - limit) + unnamed
        return words.prefix(limit).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }

    /// What somebody else wrote, on one line: the cause of an error, which is at its end.
    static func excerpt(_ text: String) -> String { ErrorDigest.text(of: text) }

    /// Without the full stop of a sentence, to be continued.
    static func clause(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }

    static func addresses(_ addresses: [String]) -> String {
        addresses.isEmpty ? "no address" : list(addresses)
    }
}
