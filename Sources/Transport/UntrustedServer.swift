#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A server that somebody else named, in a Secret of a cluster for instance. A request to it carries credentials, and leaves
/// from where the tool runs: it must not be led to services that trust whatever comes from their own machine or network,
/// above all those in which clouds keep the credentials of their machines.
///
/// Addresses are looked at twice: where they are written in the URL, which holds behind a proxy too, and when a connection
/// is opened, whatever a name resolves to by then. What a proxy resolves is not seen.
package enum UntrustedServer {
    /// Why no request is sent to a URL; nil if it may be sent.
    package static func refusal(of url: String) -> String? {
        guard let parts = RequestURL(url) else { return "its address is malformed" }
        if !parts.isTLS { return "\(url) is not encrypted" }
        var host = parts.host.hasPrefix("[") ? String(parts.host.dropFirst().dropLast()) : parts.host.lowercased()
        // libcurl decodes these.
        if host.contains("%") { return "\(parts.host) is not a plain host name" }
        while host.hasSuffix(".") { host.removeLast() }
        if metadataNames.contains(host) { return "\(parts.host) is a metadata service" }
        guard let address = IPAddress(host) ?? IPAddress(oldForm: host) else { return nil }
        return address.isMetadataService || address.isLinkLocal ? reason(address.text, parts.host) : nil
    }

    static func reason(_ address: String, _ host: String) -> String {
        "\(host) is a link-local address or a metadata service" + (address == host ? "" : " (\(address))")
    }

    /// Names that clouds give to their metadata services; they resolve to link-local addresses, but a proxy may do that.
    private static let metadataNames: Set<String> = [
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]
}

extension IPAddress {
    /// Numbers that inet_aton(3) takes, and so does libcurl: `2852039166`, `0xa9fea9fe`, `169.254.43518`.
    init?(oldForm text: String) {
        var address = in_addr()
        // SAFETY: inet_aton writes one in_addr.
        guard inet_aton(text, &address) != 0 else { return nil }
        self.init(withUnsafeBytes(of: address.s_addr) { $0.map(String.init).joined(separator: ".") })
    }

    /// The address that a socket is to be connected to; nil for other families.
    init?(_ address: UnsafePointer<sockaddr>) {
        let bytes: [UInt8]
        // SAFETY: the family says which structure it is, and the caller provides as many bytes as that has.
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            let number = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: number) { Array($0) }
        case AF_INET6:
            let number = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: number) { Array($0) }
        default: return nil
        }
        self.init(networkOrder: bytes)
    }

    /// The IPv4 address in an IPv6 one that a translator (RFC 6052) or a compatible form carries, or its own.
    private var carriedIPv4: ArraySlice<UInt8>? {
        let prefixes: [[UInt8]] = [
            [UInt8](repeating: 0, count: 12), [0, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8),
        ]
        return isIPv4 || prefixes.contains { bytes.starts(with: $0) } ? bytes[12...] : nil
    }

    /// 169.254.0.0/16 and fe80::/10.
    var isLinkLocal: Bool {
        carriedIPv4?.starts(with: [169, 254]) ?? (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
    }

    /// Metadata services that are not link-local: of AWS over IPv6, Alibaba and Oracle.
    var isMetadataService: Bool {
        let others: [[UInt8]] = [[100, 100, 100, 200], [192, 0, 0, 192]]
        let aws: [UInt8] = [0xFD, 0, 0x0E, 0xC2] + [UInt8](repeating: 0, count: 10) + [0x02, 0x54]
        return bytes == aws || carriedIPv4.map { others.contains(Array($0)) } ?? false
    }

    /// `169.254.169.254`; of IPv6 all eight groups.
    var text: String {
        if isIPv4 { return bytes[12...].map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}
