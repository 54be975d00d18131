/// What the TLS handshake failed on.
package enum TLSReason: Sendable, Hashable {
    /// The certificate is self-signed, or its authority is not among those trusted.
    case unknownAuthority
    /// The certificate's time is over.
    case expired
    /// The certificate's time has not begun.
    case notYetValid
    /// Outside of its time; the text does not say on which side.
    case outsideValidity
    /// The certificate is for other names; `expected` is the one that was asked for, where the text has it.
    case nameMismatch(expected: String?)
    /// The certificate names the server in its Common Name only, which Go no longer accepts (since 1.15).
    case commonNameOnly
    /// The server wants a client certificate, or does not accept the one it was given.
    case clientCertificateRefused
    /// What answered does not speak TLS: plain HTTP, or another protocol.
    case notTLS
    /// Any other reason: the text itself, without credentials.
    case other(String)

    /// One line for people, without a period at its end.
    package var summary: String {
        switch self {
        case .unknownAuthority: "the server's certificate is not signed by a trusted authority"
        case .expired: "the server's certificate has expired"
        case .notYetValid: "the server's certificate is not valid yet"
        case .outsideValidity: "the server's certificate has expired or is not valid yet"
        case .nameMismatch(let expected):
            "the server's certificate is " + (expected.map { "not valid for \($0)" } ?? "for another name")
        case .commonNameOnly:
            "the server's certificate has its name in the Common Name only, not among its subject alternative names (SANs)"
        case .clientCertificateRefused: "the server refused the client certificate"
        case .notTLS: "the server does not speak TLS"
        case .other(let text): "the TLS handshake failed: \(text)"
        }
    }
}
