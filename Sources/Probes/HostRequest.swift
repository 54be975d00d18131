/// One GET request for a host, sent to an address of an Ingress or a Gateway instead of the address of the host.
///
/// Host and path come from objects of a cluster: they are checked and encoded here, so that nothing in them can end the
/// request line or a header.
package struct HostRequest: Sendable, Hashable {
    /// For the Host header and SNI; nil: the address itself.
    package let host: String?
    /// Percent-encoded, from the slash on; with a query if one was allowed.
    package let path: String
    package let usesTLS: Bool
    /// Over HTTP/2, and as gRPC requests are marked.
    package let isGRPC: Bool

    /// Why a request is not sent.
    package struct Refusal: Error, Hashable {
        package let reason: String
    }

    private static let pathLimit = 2048

    /// `allowsQuery`: whether `?` in the path begins a query; in paths of objects it is a character as any other.
    package init(
        host: String?, path: String, usesTLS: Bool, isGRPC: Bool = false, allowsQuery: Bool = false
    ) throws(Refusal) {
        if let host, !Self.isHostName(host) { throw Refusal(reason: "the host is not a DNS name") }
        self.host = host
        self.path = try Self.encoded(path, allowsQuery: allowsQuery)
        self.usesTLS = usesTLS
        self.isGRPC = isGRPC
    }

    /// Letters, digits, hyphens and underscores in labels of up to 63 characters.
    package static func isHostName(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        }
    }

    private static func encoded(_ path: String, allowsQuery: Bool) throws(Refusal) -> String {
        guard path.hasPrefix("/") else { throw Refusal(reason: "the path does not begin with /") }
        guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw Refusal(reason: "the path contains control characters")
        }
        var bytes: [UInt8] = []
        let source = Array(path.utf8)
        for (index, byte) in source.enumerated() {
            if isPathCharacter(byte) || (allowsQuery && byte == UInt8(ascii: "?"))
                || (byte == UInt8(ascii: "%") && source[(index + 1)...].prefix(2).count { isHexDigit($0) } == 2)
            {
                bytes.append(byte)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                bytes += Array("%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
            }
        }
        guard bytes.count <= pathLimit else { throw Refusal(reason: "the path is longer than \(pathLimit) characters") }
        let text = String(decoding: bytes, as: UTF8.self)
        // A client resolves them before it sends the request, which would then be for another path.
        let segments = text.prefix { $0 != "?" }.split(separator: "/").map {
            $0.lowercased().split(separator: "%2e", omittingEmptySubsequences: false).joined(separator: ".")
        }
        if segments.contains(".") || segments.contains("..") {
            throw Refusal(reason: "the path contains . or .. as a segment")
        }
        return text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }

    private static let pathCharacters = Set("-._~!$&'()*+,;=:@/".utf8)

    /// RFC 3986, `pchar` and the slash.
    private static func isPathCharacter(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || pathCharacters.contains(byte) }
}
