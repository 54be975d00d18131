import Transport

/// What proves one request's sender: headers, and the certificate that a plugin issued.
package struct RequestCredential: Sendable, Hashable, Redacted {
    package struct Header: Sendable, Hashable, Redacted {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        package var description: String { "\(name): …" }
    }

    /// `Authorization` and `Impersonate-…`; a name may stand in it several times.
    package var headers: [Header]
    /// PEM; nil: the one of `ClusterAccess.tls`, if any. Certificate and key are both there or both nil.
    package var clientCertificate: [UInt8]?
    package var clientKey: [UInt8]?

    package init(headers: [Header] = [], clientCertificate: [UInt8]? = nil, clientKey: [UInt8]? = nil) {
        self.headers = headers
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
    }

    package var description: String {
        let parts = headers.map(\.name) + (clientCertificate == nil ? [] : ["a client certificate"])
        return parts.isEmpty ? "no credential" : parts.joined(separator: ", ")
    }

    /// Adds the credential to a request: its headers, and its certificate in place of the one that is there.
    package func apply(to request: inout HTTPRequest) {
        request.headers += headers.map { (name: $0.name, value: $0.value) }
        guard let clientCertificate, let clientKey else { return }
        request.connection.tls.clientCertificate = clientCertificate
        request.connection.tls.clientKey = clientKey
    }
}
