/// A value of a YAML document with the place where it begins.
package struct YAMLNode: Sendable, Hashable {
    /// Where it begins; of a value that an alias stands for, where the value itself is.
    package let mark: YAMLMark
    package let content: Content

    package indirect enum Content: Sendable, Hashable {
        /// Resolved by the core schema (YAML 1.2, section 10.3.2); never an array or an object.
        case scalar(JSONValue)
        case sequence([YAMLNode])
        /// No key twice; what `<<` brings in comes last.
        case mapping([Member])
    }

    /// A key and its value. Keys that are written as numbers, booleans or null are text here, as in JSON.
    package struct Member: Sendable, Hashable {
        package let key: String
        package let keyMark: YAMLMark
        package let value: YAMLNode
    }

    /// The value of a key; nil where there is none or this is no mapping.
    package subscript(key: String) -> YAMLNode? {
        guard case .mapping(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The node without its marks.
    package var json: JSONValue {
        switch content {
        case .scalar(let value): value
        case .sequence(let nodes): .array(nodes.map(\.json))
        case .mapping(let members): .object(JSONObject(members: members.map { ($0.key, $0.value.json) }))
        }
    }
}
