import Characters

extension TransportFailure {
    /// Recognises what `summary` and `TransportError.summary` say, also behind `GET /version: `: so a bundle says the same
    /// about a failed read as the live clusters did. nil where the words are not ours.
    init?(ownWords words: String) {
        // Older bundles say "answer", and "pass on" of a proxy.
        let text = words.replacingBytes(of: "the answer", with: "the response")
        func rest(_ marker: String) -> String? {
            text.firstByteRange(of: marker).map { Self.endpointWord(text[$0.upperBound...]) }
        }
        func has(_ marker: String) -> Bool { text.containsBytes(of: marker) }
        if let name = rest("cannot resolve the name ") {
            self = .nameNotResolved(host: name)
        } else if has("cannot resolve the server's name") {
            self = .nameNotResolved(host: nil)
        } else if let proxy = rest("the proxy "),
            has(" did not forward the connection") || has(" did not pass the connection on")
        {
            self = .proxy(endpoint: proxy == "did" ? nil : proxy)
        } else if let reason = TLSReason(ownWords: text) {
            self = .tls(reason, endpoint: rest(", at "))
        } else if let endpoint = rest("connection refused by ") {
            self = .refused(endpoint: endpoint)
        } else if let endpoint = rest("cannot connect to ") {
            self = .notConnected(endpoint: endpoint == "the" ? nil : endpoint)
        } else if let endpoint = rest("no route to "), endpoint != "host" {
            self = .unreachable(endpoint: endpoint == "the" ? nil : endpoint)
        } else if has("connection dropped") {
            self = .reset(endpoint: rest("connection dropped by ") ?? rest("in the middle of the response ("))
        } else if has("timed out connecting") || has("timed out in the TLS handshake") || has("timed out waiting for ")
            || has("timed out reading the response")
        {
            self = .timedOut(
                endpoint: rest("connecting (") ?? rest("handshake (") ?? rest("the response (")
                    ?? (has("timed out waiting for the response") ? nil : rest("timed out waiting for ")))
        } else {
            return nil
        }
    }

    /// The first word, without a bracket or comma behind it.
    private static func endpointWord(_ text: Substring) -> String {
        var word = text.prefix { !$0.isWhitespace }
        let isBracketed = word.utf8.contains(UInt8(ascii: "("))
        while let last = word.last, ",;".contains(last) || last == ")" && !isBracketed { word.removeLast() }
        return String(word)
    }
}

extension TLSReason {
    fileprivate init?(ownWords text: String) {
        let mismatch = "the server's certificate is not valid for "
        let plain: [TLSReason] = [
            .unknownAuthority, .outsideValidity, .expired, .notYetValid, .nameMismatch(expected: nil),
            .commonNameOnly, .clientCertificateRefused, .notTLS,
        ]
        if let reason = plain.first(where: { text.containsBytes(of: $0.summary) }) {
            self = reason
        } else if let name = text.firstByteRange(of: mismatch).map({
            text[$0.upperBound...].prefix { !$0.isWhitespace && $0 != "," }
        }) {
            self = .nameMismatch(expected: String(name))
        } else if let start = text.firstByteRange(of: "the TLS handshake failed: ")?.upperBound {
            self = .other(String(text[start...]).components(before: ", at "))
        } else {
            return nil
        }
    }
}

extension String {
    fileprivate func components(before marker: String) -> String {
        lastByteRange(of: marker).map { String(self[..<$0.lowerBound]) } ?? self
    }
}
