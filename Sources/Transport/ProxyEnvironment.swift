/// Which proxy the environment names for a server, by the rules of Go's `httpproxy`, which kubectl follows.
package struct ProxyEnvironment: Sendable, Hashable {
    private let http: String?
    private let https: String?
    private let exceptions: [Exception]

    /// A server, or several, that no proxy is asked for.
    private enum Exception: Hashable {
        case all
        case address(IPAddress, port: Int?)
        case network(IPNetwork)
        /// `suffix` begins with a dot; `includesItself`: the name without it matches, too.
        case domain(suffix: String, includesItself: Bool, port: Int?)
    }

    /// Reads `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` or, where those are empty, their forms in lower case.
    package init(_ variables: [String: String]) {
        func value(_ name: String) -> String? {
            [variables[name], variables[name.lowercased()]].lazy.compactMap { $0 }.first { !$0.isEmpty }
        }
        // In a CGI program a client sets HTTP_PROXY by the header `Proxy`.
        let isCGI = variables["REQUEST_METHOD"].map { !$0.isEmpty } ?? false
        http = isCGI ? nil : value("HTTP_PROXY").map(Self.url)
        https = value("HTTPS_PROXY").map(Self.url)
        exceptions = (value("NO_PROXY") ?? "").split(separator: ",").compactMap(Self.exception)
    }

    /// The proxy to reach a server through; nil: none. May hold a password. An IPv6 address may stand in brackets.
    package func proxy(forHost host: String, port: Int, isTLS: Bool) -> String? {
        guard let proxy = isTLS ? https : http else { return nil }
        let name = Self.unbracketed(Self.trimmed(host).lowercased())
        let address = IPAddress(name)
        if name == "localhost" || address?.isLoopback == true { return nil }
        let isExcepted = exceptions.contains { exception in
            switch exception {
            case .all: true
            case .address(let other, let otherPort): address == other && (otherPort ?? port) == port
            case .network(let network): address.map(network.contains) ?? false
            case .domain(let suffix, let includesItself, let otherPort):
                (name.hasSuffix(suffix) || (includesItself && name == suffix.dropFirst()))
                    && (otherPort ?? port) == port
            }
        }
        return isExcepted ? nil : proxy
    }

    private static func url(_ text: String) -> String {
        text.contains("://") ? text : "http://\(text)"
    }

    private static func exception(_ entry: Substring) -> Exception? {
        var name = trimmed(String(entry)).lowercased()
        if name == "*" { return .all }
        if let network = IPNetwork(name) { return .network(network) }
        var port: Int?
        // A bare IPv6 address has colons, too, and no port.
        if IPAddress(name) == nil, let colon = name.lastIndex(of: ":") {
            let digits = name[name.index(after: colon)...]
            if digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                port = Int(digits)
                name = String(name[..<colon])
            }
        }
        name = unbracketed(name)
        if let address = IPAddress(name) { return .address(address, port: port) }
        if name.hasPrefix("*.") { name.removeFirst() }
        guard name.contains(where: { $0 != "." }) else { return nil }
        let includesItself = !name.hasPrefix(".")
        return .domain(suffix: includesItself ? ".\(name)" : name, includesItself: includesItself, port: port)
    }

    private static func unbracketed(_ name: String) -> String {
        name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : name
    }

    private static func trimmed(_ text: String) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
