/// One request to a server.
package struct HTTPRequest: Sendable {
    package var method = "GET"
    /// Absolute, percent-encoded.
    package var url: String
    package var headers: [(name: String, value: String)] = []
    /// nil: no body.
    package var body: [UInt8]?
    package var connection = ConnectionSettings()
    /// When the whole exchange has to be over, the body included; nil for streams, which their reader ends.
    package var deadline: ContinuousClock.Instant?
    /// Only the connection is made, with its TLS handshake, and closed again; nothing is sent over it. The answer has the
    /// status 0.
    package var connectsOnly = false
    /// Called once, when the exchange is over.
    package var onEnd: (@Sendable (HTTPExchange) -> Void)?

    package init(url: String) {
        self.url = url
    }
}

/// How the connection to a server is made.
package struct ConnectionSettings: Sendable, Hashable {
    package var tls = TLSSettings()
    /// `http://`, `https://` or `socks5://`; nil: none. The environment is ignored.
    package var proxy: String?
    package var allowsCompression = true
    /// Where to connect to in place of the URL's host: an IP address. TLS and the request name the URL's host all the same.
    package var address: String?
    /// Whether requests to one server may share a connection; a probe wants its own.
    package var isShared = true
    /// Whether the head of the response comes with the server's certificate.
    package var readsCertificate = false
    /// Without TLS: HTTP/2 from the first byte on, as gRPC has it. With TLS both sides agree on a version in the handshake.
    package var usesHTTP2WithoutTLS = false
    /// Whether no connection to a link-local address or a metadata service is opened, whatever the host resolves to.
    package var refusesLinkLocal = false

    package init() {}
}
