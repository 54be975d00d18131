import Documents

/// `coordination.k8s.io/v1` Lease.
package struct Lease: KubernetesObject, Hashable {
    package static let kind = "Lease"
    package static let resource = "leases.coordination.k8s.io"

    package var metadata = ObjectMeta()
    /// Empty after a holder released it.
    package var holderIdentity = ""
    package var leaseDurationSeconds = 15
    package var renewTime: Timestamp?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "holderIdentity": holderIdentity = try reader.string() ?? ""
            case "leaseDurationSeconds": leaseDurationSeconds = try reader.int() ?? 15
            case "renewTime": renewTime = try reader.timestamp()
            default: try reader.skip()
            }
        }
    }
}
