import Documents

/// `apiextensions.k8s.io/v1` CustomResourceDefinition; without its schemas.
package struct CustomResourceDefinition: KubernetesObject, Hashable {
    package static let kind = "CustomResourceDefinition"
    package static let resource = "customresourcedefinitions.apiextensions.k8s.io"
    package static let isNamespaced = false

    package var metadata = ObjectMeta()
    package var servedVersions: [String] = []
    /// nil where only the metadata was collected.
    package var group: String?
    package var conditions: [Condition] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec":
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "group": group = try reader.string()
                case "versions":
                    servedVersions = try reader.list { (reader) throws(JSONError) in
                        try Self.servedVersion(from: &reader)
                    }.compactMap { $0 }
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

    private static func servedVersion(from reader: inout JSONReader) throws(JSONError) -> String? {
        var name: String?
        var served = false
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": name = try reader.string()
            case "served": served = try reader.bool() ?? false
            default: try reader.skip()
            }
        }
        return served ? name : nil
    }
}
