import Redaction
import Transport

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

    /// What somebody else wrote, on one line and cut where it goes on for long.
    static func excerpt(_ text: String, limit: Int = 240) -> String {
        let words = TextRedactor.message(text)
        return words.count > limit ? words.prefix(limit) + "…" : words
    }

    static func addresses(_ addresses: [String]) -> String {
        addresses.isEmpty ? "no address" : list(addresses)
    }
}
