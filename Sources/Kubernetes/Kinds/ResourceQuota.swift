import Documents

/// `v1` ResourceQuota.
package struct ResourceQuota: KubernetesObject, Hashable {
    package static let kind = "ResourceQuota"
    package static let resource = "resourcequotas"

    package var metadata = ObjectMeta()
    /// `status.hard` and `status.used`, quantities as written (`services.loadbalancers` → `5`).
    package var hard: [String: String] = [:]
    package var used: [String: String] = [:]

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "status" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "hard": hard = try reader.stringMap() ?? [:]
            case "used": used = try reader.stringMap() ?? [:]
            default: try reader.skip()
            }
        }
    }
}
