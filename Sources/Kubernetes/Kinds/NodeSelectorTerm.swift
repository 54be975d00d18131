import Documents

/// One alternative of a pod's required node affinity: all of its requirements must hold.
package struct NodeSelectorTerm: Sendable, Hashable {
    package var requirements: [Requirement] = []

    /// An entry of `matchExpressions`.
    package struct Requirement: Sendable, Hashable, CustomStringConvertible {
        package var key = ""
        /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
        package var `operator` = ""
        package var values: [String] = []

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "key": self.key = try reader.string() ?? ""
                case "operator": self.operator = try reader.string() ?? ""
                case "values": values = try reader.strings() ?? []
                default: try reader.skip()
                }
            }
        }

        /// `topology.kubernetes.io/zone in (a, b)`, as kubectl writes label selectors.
        package var description: String {
            let list = "(\(values.joined(separator: ", ")))"
            return switch self.operator {
            case "In": "\(key) in \(list)"
            case "NotIn": "\(key) notin \(list)"
            case "Exists": key
            case "DoesNotExist": "!\(key)"
            default: "\(key) \(self.operator) \(values.joined(separator: ", "))"
            }
        }
    }

    private init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "matchExpressions":
                requirements = try reader.list { (reader) throws(JSONError) in try Requirement(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    /// Those of `spec.affinity` that the scheduler insists on; preferences are left out.
    static func required(from reader: inout JSONReader) throws(JSONError) -> [NodeSelectorTerm] {
        var terms: [NodeSelectorTerm] = []
        try reader.object { (reader, key) throws(JSONError) in
            guard case "nodeAffinity" = key else { return try reader.skip() }
            try reader.object { (reader, key) throws(JSONError) in
                guard case "requiredDuringSchedulingIgnoredDuringExecution" = key else { return try reader.skip() }
                try reader.object { (reader, key) throws(JSONError) in
                    guard case "nodeSelectorTerms" = key else { return try reader.skip() }
                    terms = try reader.list { (reader) throws(JSONError) in try NodeSelectorTerm(from: &reader) }
                }
            }
        }
        return terms
    }
}
