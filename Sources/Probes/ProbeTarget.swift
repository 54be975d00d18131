/// One thing to try: how, and where.
package struct ProbeTarget: Sendable, Hashable {
    /// An IP address, or a host name that has to be resolved.
    package let address: String
    package let port: Int
    package let kind: Kind

    package enum Kind: Sendable, Hashable {
        /// Connects, sends nothing, and looks whether the connection is kept.
        case tcp
        /// Sends this once and waits for an answer.
        case udp(payload: [UInt8])
        /// Makes a TLS handshake and sends nothing more. Certificates are not checked.
        case tls(serverName: String?)
        /// Asks for a path, once; redirections are not followed. Certificates are not checked.
        case http(path: String, usesTLS: Bool, serverName: String?)
        /// Requests a host from the address, once; redirects are not followed.
        case request(HostRequest)
        /// Resolves the address, which is a host name, and compares it with what these addresses or names stand for.
        case lookup(expected: [String])

        var connects: Bool { if case .lookup = self { false } else { true } }
    }

    package init(address: String, port: Int, kind: Kind) {
        self.address = address
        self.port = port
        self.kind = kind
    }

    /// `203.0.113.7:443`, `[2001:db8::7]:443`.
    package var endpoint: String { "\(Self.bracketed(address)):\(port)" }

    /// As a URL and an endpoint have it: an IPv6 address in brackets.
    package static func bracketed(_ address: String) -> String {
        address.contains(":") ? "[\(address)]" : address
    }

    private func url(of request: HostRequest) -> String {
        let port = port == (request.usesTLS ? 443 : 80) ? "" : ":\(port)"
        return
            "\(request.usesTLS ? "https" : "http")://\(Self.bracketed(request.host ?? address))\(port)\(request.path)"
    }

    /// What is tried, for a line about what is waited for.
    package var description: String {
        switch kind {
        case .tcp: "TCP connect \(endpoint)"
        case .udp: "UDP response from \(endpoint)"
        case .tls: "TLS handshake \(endpoint)"
        case .http(let path, let usesTLS, let name):
            "GET \(usesTLS ? "https" : "http")://\(name.map { "\(Self.bracketed($0)):\(port)" } ?? endpoint)\(path)"
        case .request(let request):
            "\(request.isGRPC ? "gRPC request" : "GET") \(url(of: request))"
                + (request.host == nil ? "" : " at \(address)")
        case .lookup: "DNS lookup of \(address)"
        }
    }
}
