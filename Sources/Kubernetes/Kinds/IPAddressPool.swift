import Documents

/// `metallb.io/v1beta1` IPAddressPool.
package struct IPAddressPool: KubernetesObject, Hashable {
    package static let kind = "IPAddressPool"
    package static let resource = "ipaddresspools.metallb.io"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    /// CIDRs and ranges.
    package var addresses: [String] = []
    /// Whether Services that ask for nothing get addresses of this pool.
    package var autoAssign = true
    /// Keeps back addresses that end with 0 and 255.
    package var avoidsBuggyIPs = false

    /// Those of `addresses` that can be read.
    package var ranges: [AddressRange] { addresses.compactMap { AddressRange($0) } }

    package init() {}

    /// `IPv4`, `IPv6`: those that it has addresses of.
    package var families: Set<String> { Set(addresses.map { $0.contains(":") ? "IPv6" : "IPv4" }) }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "addresses": addresses = try reader.strings() ?? []
            case "autoAssign": autoAssign = try reader.bool() ?? true
            case "avoidBuggyIPs": avoidsBuggyIPs = try reader.bool() ?? false
            default: try reader.skip()
            }
        }
    }

    /// Whether an address of its ranges may be given out.
    package func allows(_ number: UInt32) -> Bool { !(avoidsBuggyIPs && [0, 255].contains(number & 255)) }

    package func contains(_ number: UInt32) -> Bool { allows(number) && ranges.contains { $0.contains(number) } }
}
