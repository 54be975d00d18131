import Documents

/// `gateway.networking.k8s.io/v1beta1` ReferenceGrant: which references from other namespaces its namespace allows.
package struct ReferenceGrant: KubernetesObject, Hashable {
    package static let kind = "ReferenceGrant"
    package static let resource = "referencegrants.gateway.networking.k8s.io"
    package static let version = "v1beta1"
    package var metadata = ObjectMeta()
    /// Kinds and namespaces that may refer.
    package var sources: [RoutingReference] = []
    /// What they may refer to; a name only if it is limited to one object.
    package var targets: [RoutingReference] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "from":
                sources = try reader.list { (reader) throws(JSONError) in try RoutingReference(from: &reader) }
            case "to":
                targets = try reader.list { (reader) throws(JSONError) in try RoutingReference(from: &reader) }
            default: try reader.skip()
            }
        }
    }

    /// Whether a route of this kind and namespace may send traffic to a Service of this name in the grant's namespace.
    package func allows(_ kind: String, from namespace: String, toService name: String) -> Bool {
        sources.contains { $0.kind == kind && $0.namespace == namespace }
            && targets.contains { $0.kind == "Service" && ($0.name.isEmpty || $0.name == name) }
    }
}
