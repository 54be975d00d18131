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

    /// How many objects of a resource there are and may be; nil if it does not count them.
    package func count(_ resource: String) -> (used: Int, hard: Int)? {
        guard let hard = hard[resource].flatMap({ Int($0) }), let used = used[resource].flatMap({ Int($0) }) else {
            return nil
        }
        return (used, hard)
    }

    /// The same, if it allows no more of them.
    package func exhausted(_ resource: String) -> (used: Int, hard: Int)? {
        count(resource).flatMap { $0.used >= $0.hard ? $0 : nil }
    }
}
