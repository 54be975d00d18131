import Characters
import Redaction

/// An error message and the places that its libraries put servers in.
struct ErrorText {
    /// The message without credentials, on one line.
    let shown: String
    private let lowercased: String

    init(_ text: String) {
        shown = TextRedactor.message(text)
        lowercased = shown.lowercased()
    }

    /// Whether one of the phrases, which are in lower case, stands in the message in any case.
    func containsAny(of phrases: [String]) -> Bool {
        phrases.contains { lowercased.containsBytes(of: $0) }
    }

    var namesProxy: Bool {
        containsAny(of: [
            "proxyconnect ", "could not resolve proxy", "from proxy after connect", "connect tunnel failed",
            "proxy connect aborted", "proxy authentication required",
        ])
    }

    var namesLookup: Bool {
        containsAny(of: [
            "no such host", "could not resolve host", "couldn't resolve host", "name resolution", "dial tcp: lookup ",
            "name or service not known",
        ])
    }

    /// Go ends such messages in a bare `EOF`; anywhere else the letters mean nothing.
    var endsInEOF: Bool { shown == "EOF" || shown.hasSuffix(" EOF") || shown.hasSuffix(":EOF") }

    /// The name that was looked up.
    var host: String? {
        word(after: "lookup ") ?? word(after: "Could not resolve host: ") ?? word(after: "Couldn't resolve host ")
            ?? endpoint.map(Self.withoutPort)
    }

    /// The name that was asked for and that the certificate is not for.
    var mismatchedName: String? {
        if let names = text(after: "certificate is valid for ") {
            // x509: certificate is valid for a, b, not c
            return names.lastByteRange(of: ", not ").flatMap { Self.word(names[$0.upperBound...]) }
        }
        // curl quotes the name, the older OpenSSL messages name it last.
        return word(after: "target host name ") ?? word(after: "target hostname ") ?? word(
            after: "target ipv4 address ")
            ?? word(after: "not valid for any names, but wanted to match ") ?? word(after: "validate certificate for ")
    }

    /// The server that was dialled. The address that the connection went to says more than the URL's name.
    var endpoint: String? {
        if let dialled = word(after: "dial tcp "), dialled != "lookup" { return dialled }
        if let reader = text(after: "read tcp ") ?? text(after: "write tcp "),
            let arrow = reader.firstByteRange(of: "->"), let peer = Self.word(reader[arrow.upperBound...])
        {
            return peer
        }
        if let curl = text(after: "Failed to connect to "), let host = Self.word(curl) {
            return Self.join(host, port: Self.word(after: " port ", in: curl))
        }
        return word(after: "connection to the server ") ?? word(after: "in connection to ")
            ?? word(after: "Could not resolve proxy: ") ?? text(after: "://").flatMap(Self.authority)
    }

    private func text(after marker: String) -> Substring? {
        shown.firstByteRange(of: marker).map { shown[$0.upperBound...] }
    }

    private func word(after marker: String) -> String? {
        text(after: marker).flatMap(Self.word)
    }

    private static func word(after marker: String, in text: Substring) -> String? {
        text.firstByteRange(of: marker).flatMap { word(text[$0.upperBound...]) }
    }

    /// The first word without quotes, and without the punctuation that follows it.
    private static func word(_ text: Substring) -> String? {
        var word = text.drop { $0 == "'" || $0 == "\"" || $0 == "\\" }
            .prefix { !$0.isWhitespace && !"'\"\\,;".contains($0) }
        while let last = word.last, ":.".contains(last) { word.removeLast() }
        return word.isEmpty ? nil : String(word)
    }

    private static func authority(_ url: Substring) -> String? {
        word(url.prefix { !"/?#".contains($0) })
    }

    private static func join(_ host: String, port: String?) -> String {
        guard let port else { return host }
        return host.contains(":") && !host.hasPrefix("[") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    private static func withoutPort(_ endpoint: String) -> String {
        guard let colon = endpoint.lastIndex(of: ":"), endpoint[endpoint.index(after: colon)...].allSatisfy(\.isNumber)
        else { return endpoint }
        return String(endpoint[..<colon])
    }
}
