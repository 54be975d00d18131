extension TransportFailure {
    /// Recognises what curl and Go's `net`, `net/http`, `crypto/tls`, `crypto/x509` and client-go say, also inside
    /// a longer line. Sources: the error texts of those libraries (Go 1.25, curl 8) and the recorded logs.
    package init(describing text: String) {
        if let own = TransportFailure(ownWords: text) {
            self = own
            return
        }
        let phrases = ErrorText(text)
        let endpoint = phrases.endpoint
        // The order matters: errors wrap each other, and the more exact one is to win. A refused name server is a
        // matter of names, a timeout inside of a handshake one of time.
        if phrases.namesProxy {
            self = .proxy(endpoint: phrases.proxy)
        } else if phrases.namesLookup {
            self = .nameNotResolved(host: phrases.host)
        } else if let reason = TLSReason(certificateErrorIn: phrases) {
            self = .tls(reason, endpoint: endpoint)
        } else if phrases.containsAny(of: ["connection refused", "actively refused", "was refused - did you specify"]) {
            self = .refused(endpoint: endpoint)
        } else if phrases.containsAny(of: ["no route to host", "network is unreachable", "host is unreachable"]) {
            self = .unreachable(endpoint: endpoint)
        } else if phrases.containsAny(of: Self.drops) {
            self = .reset(endpoint: endpoint)
        } else if phrases.containsAny(of: Self.timeouts) {
            self = .timedOut(endpoint: endpoint)
        } else if let reason = TLSReason(handshakeErrorIn: phrases) {
            self = .tls(reason, endpoint: endpoint)
        } else if phrases.endsInEOF {
            self = .reset(endpoint: endpoint)
        } else if phrases.containsAny(of: ["couldn't connect to server", "could not connect to server"]) {
            // Newer curls say this for any failed connect: the system's reason is not in the text.
            self = .notConnected(endpoint: endpoint)
        } else {
            self = .other(phrases.shown)
        }
    }

    private static let drops = [
        "connection reset by peer", "broken pipe", "connection lost", "empty reply from server",
        "server closed idle connection", "server sent goaway", "unexpected eof", "use of closed network connection",
    ]

    private static let timeouts = [
        "i/o timeout", "context deadline exceeded", "tls handshake timeout", "client.timeout exceeded",
        "request canceled while waiting", "timeout awaiting", "timeout was reached",
        "timed out",
    ]
}

extension TLSReason {
    /// A verdict on a certificate, which is exact; nil where the text has none.
    fileprivate init?(certificateErrorIn text: ErrorText) {
        if text.containsAny(of: [
            "unknown authority", "self-signed certificate", "self signed certificate",
            "unable to get local issuer certificate", "unable to get issuer certificate",
            "unable to verify the first certificate",
        ]) {
            self = .unknownAuthority
        } else if text.containsAny(of: ["expired or is not yet valid"]) {
            self =
                if text.containsAny(of: [" is after "]) {
                    .expired
                } else if text.containsAny(of: [" is before "]) {
                    .notYetValid
                } else {
                    .outsideValidity
                }
        } else if text.containsAny(of: ["certificate has expired"]) {
            self = .expired
        } else if text.containsAny(of: ["certificate is not yet valid"]) {
            self = .notYetValid
        } else if let expected = text.mismatchedName {
            self = .nameMismatch(expected: expected)
        } else if text.containsAny(of: ["certificate is not valid for any names", "no alternative certificate subject"])
        {
            self = .nameMismatch(expected: nil)
        } else if text.containsAny(of: ["relies on legacy common name field"]) {
            self = .commonNameOnly
        } else if text.containsAny(of: [
            "tls: bad certificate", "tls: certificate required", "tls: unknown certificate", "tls: expired certificate",
            "tls: revoked certificate", "alert bad certificate", "alert certificate required",
            "alert certificate unknown", "alert unknown ca", "alert certificate expired",
        ]) {
            self = .clientCertificateRefused
        } else {
            return nil
        }
    }

    /// Any other failure of the handshake; nil where the text is not about TLS.
    fileprivate init?(handshakeErrorIn text: ErrorText) {
        if text.containsAny(of: [
            "does not look like a tls handshake", "server gave http response to https client", "wrong version number",
        ]) {
            self = .notTLS
        } else if text.containsAny(of: [
            "tls: ", "x509: ", "ssl certificate problem", "ssl routines", "ssl_connect", "ssl connect error",
        ]) {
            self = .other(text.shown)
        } else {
            return nil
        }
    }
}
