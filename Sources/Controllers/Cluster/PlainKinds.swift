import Documents
import Kubernetes

/// `apps/v1` ReplicaSet, of which nothing but the metadata is decoded.
struct ReplicaSet: KubernetesObject {
    static let kind = "ReplicaSet"
    static let resource = "replicasets.apps"
    var metadata = ObjectMeta()
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) { try reader.skip() }
}

/// `metallb.io/v1beta1` IPAddressPool.
struct IPAddressPool: KubernetesObject {
    static let kind = "IPAddressPool"
    static let resource = "ipaddresspools.metallb.io"
    static let version = "v1beta1"
    var metadata = ObjectMeta()
    /// CIDRs and ranges.
    var addresses: [String] = []
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            if case "addresses" = key { addresses = try reader.strings() ?? [] } else { try reader.skip() }
        }
    }
}
