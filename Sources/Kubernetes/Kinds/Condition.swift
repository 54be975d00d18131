import Documents

/// A condition of a status, as nodes, pods, workloads, CRDs and Tenants have them.
package struct Condition: Sendable, Hashable {
    package var type = ""
    /// `True`, `False` or `Unknown`.
    package var status = ""
    package var reason = ""
    package var message = ""
    package var lastTransitionTime: Timestamp?

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "type": type = try reader.string() ?? ""
            case "status": status = try reader.string() ?? ""
            case "reason": reason = try reader.string() ?? ""
            case "message": message = try reader.string() ?? ""
            case "lastTransitionTime": lastTransitionTime = try reader.timestamp()
            default: try reader.skip()
            }
        }
    }

    package static func list(from reader: inout JSONReader) throws(JSONError) -> [Condition] {
        try reader.list { (reader) throws(JSONError) in try Condition(from: &reader) }
    }

    /// `conditions` of a `status` of which nothing else is read.
    package static func ofStatus(from reader: inout JSONReader) throws(JSONError) -> [Condition] {
        var conditions: [Condition] = []
        try reader.object { (reader, key) throws(JSONError) in
            guard case "conditions" = key else { return try reader.skip() }
            conditions = try list(from: &reader)
        }
        return conditions
    }
}
