import Documents
import Kubernetes

/// `metallb.io/v1beta1` IPAddressPool.
struct IPAddressPool: KubernetesObject {
    static let kind = "IPAddressPool"
    static let resource = "ipaddresspools.metallb.io"
    static let version = "v1beta1"
    var metadata = ObjectMeta()
    /// CIDRs and ranges.
    var addresses: [String] = []
    /// Whether Services that ask for nothing get addresses of this pool.
    var autoAssign = true
    /// Keeps back addresses that end with 0 and 255.
    var avoidsBuggyIPs = false

    /// Those of `addresses` that can be read.
    var ranges: [AddressRange] { addresses.compactMap { AddressRange($0) } }

    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
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
    func allows(_ number: UInt32) -> Bool { !(avoidsBuggyIPs && [0, 255].contains(number & 255)) }

    func contains(_ number: UInt32) -> Bool { allows(number) && ranges.contains { $0.contains(number) } }
}
