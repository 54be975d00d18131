import Documents

/// A kind that is read, decoded straight from the bytes of an object.
package protocol KubernetesObject: Sendable {
    /// As the API names it: `LoadBalancer`.
    static var kind: String { get }
    /// As RBAC names it, with its group: `loadbalancers.kubelb.k8c.io`.
    static var resource: String { get }
    /// The name of its file in a bundle, without the extension: the resource, unless the file holds only part of the objects.
    static var fileName: String { get }
    /// The version of the group that is read: `v1` unless the kind says otherwise.
    static var version: String { get }
    /// What of `metadata.managedFields` is worth its decoding for this kind.
    static var managedFields: ManagedFieldsDetail { get }
    /// Whether its objects are in namespaces.
    static var isNamespaced: Bool { get }
    /// Whether secrets of the object are needed as they are, and nothing of it is ever shown.
    static var holdsSecrets: Bool { get }
    /// Whether servers are asked for the metadata alone, as the rest is nobody's business.
    static var leavesContents: Bool { get }
    var metadata: ObjectMeta { get set }

    /// An object without any field set.
    init()
    /// Reads one top-level member other than `metadata`; must consume its value.
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError)
}

extension KubernetesObject {
    package static var managedFields: ManagedFieldsDetail { .none }
    package static var version: String { "v1" }
    package static var fileName: String { resource }
    package static var isNamespaced: Bool { true }
    package static var holdsSecrets: Bool { false }
    package static var leavesContents: Bool { false }

    /// As objects and lists of the kind name it: `v1`, `kubelb.k8c.io/v1alpha1`.
    static var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Empty for the core group.
    static var group: String {
        resource.split(separator: ".", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    }

    /// A reader for objects of this kind.
    static func reader(_ bytes: [UInt8]) -> JSONReader {
        holdsSecrets ? JSONReader(bytes) : JSONReader(redacting: bytes)
    }

    package init(from reader: inout JSONReader) throws(JSONError) {
        self.init()
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "metadata": metadata = try ObjectMeta(from: &reader, managedFields: Self.managedFields)
            // Items of typed lists have no kind of their own; another kind is another object.
            case "kind":
                if let found = try reader.string(), !found.isEmpty, found != Self.kind,
                    found != PartialObjectMetadata.kind
                {
                    reader.report("expected a \(Self.kind), found kind \(ShownName.quoted(found))")
                }
            default: try read(key, from: &reader)
            }
        }
    }

    /// `Kind namespace/name`, as findings name it.
    package var reference: String { "\(Self.kind) \(metadata.path)" }
}

extension Sequence where Element: KubernetesObject {
    /// The oldest first.
    package func sortedByCreation() -> [Element] {
        sorted {
            ($0.metadata.creationTimestamp?.milliseconds ?? 0) < ($1.metadata.creationTimestamp?.milliseconds ?? 0)
        }
    }
}
