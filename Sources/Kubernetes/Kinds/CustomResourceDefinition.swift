import Documents

/// `apiextensions.k8s.io/v1` CustomResourceDefinition; of its schemas only the names of the fields of the spec.
package struct CustomResourceDefinition: KubernetesObject, Hashable {
    package static let kind = "CustomResourceDefinition"
    package static let resource = "customresourcedefinitions.apiextensions.k8s.io"
    package static let isNamespaced = false

    package var metadata = ObjectMeta()
    package var servedVersions: [String] = []
    /// nil where only the metadata was collected.
    package var group: String?
    package var conditions: [Condition] = []
    /// `spec.persistence`: the fields right below the spec in the schemas of the served versions; nil if no schema was read, or
    /// if one keeps fields that it does not name. API servers drop all others.
    package var specFields: Set<String>?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "group": group = try reader.string()
                case "versions":
                    let served = try reader.list { (reader) throws(JSONError) in try Version(from: &reader) }
                        .filter(\.isServed)
                    servedVersions = served.compactMap(\.name)
                    let fields = served.compactMap(\.specFields)
                    specFields = fields.isEmpty || fields.count < served.count ? nil : Set(fields.joined())
                default: try reader.skip()
                }
            }
        case "status":
            try reader.object { (reader, key) throws(JSONError) in
                if case "conditions" = key {
                    conditions = try Condition.list(from: &reader)
                } else {
                    try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    /// An entry of `spec.versions`.
    private struct Version {
        var name: String?
        var isServed = false
        var specFields: [String]?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string()
                case "served": isServed = try reader.bool() ?? false
                case "schema":
                    try reader.object { (reader, key) throws(JSONError) in
                        guard case "openAPIV3Schema" = key else { return try reader.skip() }
                        try Self.properties(of: &reader) { (reader, key) throws(JSONError) in
                            guard case "spec" = key else { return try reader.skip() }
                            var fields: [String] = []
                            let isOpen = try Self.properties(of: &reader) { (reader, key) throws(JSONError) in
                                fields.append("spec.\(key.string)")
                                try reader.skip()
                            }
                            specFields = isOpen ? nil : fields
                        }
                    }
                default: try reader.skip()
                }
            }
        }

        /// Visits the properties of a schema. Returns whether it keeps fields that it does not name.
        @discardableResult
        private static func properties(
            of reader: inout JSONReader,
            _ visit: (inout JSONReader, JSONKey) throws(JSONError) -> Void
        ) throws(JSONError) -> Bool {
            var isOpen = false
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "properties": try reader.object(visit)
                case "x-kubernetes-preserve-unknown-fields": isOpen = try reader.bool() ?? false
                default: try reader.skip()
                }
            }
            return isOpen
        }
    }
}
