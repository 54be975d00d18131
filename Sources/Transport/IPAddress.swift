#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An IPv4 or IPv6 address. An IPv4 address equals its form in IPv6 (`::ffff:192.0.2.1`).
package struct IPAddress: Sendable, Hashable {
    /// 16, in network order.
    let bytes: [UInt8]
    package let isIPv4: Bool

    private static let mappedPrefix: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    /// An address as it is written, without brackets, zone or port.
    package init?(_ text: some StringProtocol) {
        var address = [UInt8](repeating: 0, count: 16)
        // SAFETY: inet_pton writes 4 bytes for AF_INET and 16 for AF_INET6; there is room for 16.
        if address.withUnsafeMutableBytes({ inet_pton(AF_INET, String(text), $0.baseAddress) }) == 1 {
            bytes = Self.mappedPrefix + address[..<4]
        } else if address.withUnsafeMutableBytes({ inet_pton(AF_INET6, String(text), $0.baseAddress) }) == 1 {
            bytes = address
        } else {
            return nil
        }
        isIPv4 = bytes.starts(with: Self.mappedPrefix)
    }

    /// Bytes in network order: 4 or 16 of them.
    init?(networkOrder raw: [UInt8]) {
        guard raw.count == 4 || raw.count == 16 else { return nil }
        bytes = raw.count == 4 ? Self.mappedPrefix + raw : raw
        isIPv4 = bytes.starts(with: Self.mappedPrefix)
    }

    var isLoopback: Bool {
        isIPv4 ? bytes[12] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }
}

/// Addresses with the same first bits: `10.0.0.0/8`.
package struct IPNetwork: Sendable, Hashable {
    private let address: IPAddress
    /// Of the form in IPv6.
    private let prefixLength: Int

    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), !parts[1].isEmpty,
            parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let length = Int(parts[1]), length <= (parts[0].contains(":") ? 128 : 32)
        else { return nil }
        self.address = address
        prefixLength = length + (parts[0].contains(":") ? 0 : 96)
    }

    package func contains(_ other: IPAddress) -> Bool {
        guard address.isIPv4 == other.isIPv4 else { return false }
        let whole = prefixLength / 8
        guard address.bytes[..<whole] == other.bytes[..<whole] else { return false }
        let rest = prefixLength % 8
        return rest == 0 || (address.bytes[whole] ^ other.bytes[whole]) >> (8 - rest) == 0
    }
}

extension IPAddress {
    /// RFC 1918, RFC 6598 and RFC 4193.
    private static let privateNetworks = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7",
    ].compactMap { IPNetwork($0) }

    /// Whether it is an address of private networks, which is not routed in the internet.
    package var isPrivate: Bool { Self.privateNetworks.contains { $0.contains(self) } }
}
