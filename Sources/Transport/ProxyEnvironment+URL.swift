extension ProxyEnvironment {
    /// The proxy for requests to a server; nil where there is none, or the address is none.
    package func proxy(forURL url: String) -> String? {
        guard let url = RequestURL(url) else { return nil }
        let isBracketed = url.host.hasPrefix("[") && url.host.hasSuffix("]")
        let host = isBracketed ? String(url.host.dropFirst().dropLast()) : url.host
        return proxy(forHost: host, port: url.port, isTLS: url.isTLS)
    }
}
