import Characters

/// The address of an API server in a kubeconfig.
enum ServerURL {
    /// An absolute URL without a slash at its end. `host` and `host:port` are completed as client-go does: with TLS where
    /// there is something to check it with.
    static func normalized(
        _ server: String, assumesTLS: Bool, _ fields: KubeconfigFields?
    ) throws(KubeconfigError) -> String {
        guard let url = normalized(server, assumesTLS: assumesTLS) else {
            // A password in it is no business of the terminal's.
            let shown = server.contains("@") ? "" : " \(ShownName.quoted(server))"
            guard let fields else {
                throw KubeconfigError("the server\(shown) is not a valid URL", hint: "use https://HOST:PORT")
            }
            throw fields.error(
                at: "server", "the server\(shown) of \(fields.owner) is not a valid URL",
                hint: "use https://HOST:PORT")
        }
        return url
    }

    private static func normalized(_ server: String, assumesTLS: Bool) -> String? {
        var scheme = assumesTLS ? "https" : "http"
        var rest = server[...]
        if let separator = server.firstByteRange(of: "://") {
            scheme = server[..<separator.lowerBound].lowercased()
            rest = server[separator.upperBound...]
        }
        guard scheme == "http" || scheme == "https" else { return nil }
        guard rest.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            !rest.contains(where: { "?#\"'<>\\^`{|}@".contains($0) })
        else { return nil }
        let authority = rest.prefix { $0 != "/" }
        guard isAuthority(authority) else { return nil }
        var path = rest[authority.endIndex...]
        while path.hasSuffix("/") { path.removeLast() }
        return "\(scheme)://\(authority)\(path)"
    }

    private static func isAuthority(_ authority: Substring) -> Bool {
        var host = authority
        if let bracket = authority.lastIndex(of: "]") {
            guard authority.hasPrefix("["), authority.dropFirst().prefix(upTo: bracket).contains(":") else {
                return false
            }
            host = authority[authority.index(after: bracket)...]
            return host.isEmpty || (host.hasPrefix(":") && isPort(host.dropFirst()))
        }
        if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
            guard isPort(authority[authority.index(after: colon)...]) else { return false }
        }
        return !host.isEmpty && !host.contains("[")
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard let port = UInt16(text), !text.hasPrefix("+") else { return false }
        return port > 0
    }
}
