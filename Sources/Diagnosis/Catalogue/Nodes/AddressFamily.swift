import Transport

/// A family of IP addresses, by Kubernetes' name.
enum AddressFamily: String, Hashable {
    case ipv4 = "IPv4"
    case ipv6 = "IPv6"

    /// Those of the texts that are addresses.
    static func all(of texts: some Sequence<String>) -> Set<AddressFamily> {
        Set(texts.compactMap { IPAddress($0).map { $0.isIPv4 ? .ipv4 : .ipv6 } })
    }
}
