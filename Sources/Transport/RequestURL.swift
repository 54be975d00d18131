import Characters

/// The parts of an absolute HTTP URL that making the connection takes.
struct RequestURL {
    let isTLS: Bool
    /// As written, an IPv6 address in brackets.
    let host: String
    let port: Int
    /// `host:port`, the port as far as it was written.
    let authority: String
    /// Path and query.
    private let rest: String

    init?(_ text: String) {
        guard let scheme = text.firstByteRange(of: "://") else { return nil }
        switch text[..<scheme.lowerBound].lowercased() {
        case "https": isTLS = true
        case "http": isTLS = false
        default: return nil
        }
        let address = text[scheme.upperBound...]
        let authority = address.prefix { !"/?#".contains($0) }
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        self.authority = String(authority)
        rest = String(address[authority.endIndex...])
        let afterBracket = authority.lastIndex(of: "]") ?? authority.startIndex
        if let colon = authority[afterBracket...].lastIndex(of: ":") {
            guard let port = UInt16(authority[authority.index(after: colon)...]) else { return nil }
            self.port = Int(port)
            host = String(authority[..<colon])
        } else {
            port = isTLS ? 443 : 80
            host = String(authority)
        }
        guard !host.isEmpty else { return nil }
    }

    /// Whether it surely leads to this machine.
    var isLoopback: Bool {
        let name = host.hasPrefix("[") ? host.dropFirst().dropLast() : host[...]
        return name == "localhost" || IPAddress(name)?.isLoopback == true
    }

    /// `host:port`, for messages.
    var endpoint: String { "\(host):\(port)" }

    func text(forHost name: String) -> String {
        "\(isTLS ? "https" : "http")://\(Self.bracketed(name)):\(port)\(rest)"
    }

    static func bracketed(_ name: String) -> String {
        name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
    }
}
