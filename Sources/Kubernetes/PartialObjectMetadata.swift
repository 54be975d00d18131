/// Objects and lists that hold metadata only (Kubernetes API concepts, "Alternate representations of resources").
package enum PartialObjectMetadata {
    package static let kind = "PartialObjectMetadata"
    package static let listKind = "\(kind)List"
    package static let apiVersion = "meta.k8s.io/v1"
    /// The media type that requests such a list.
    static let listMediaType = "application/json;as=\(listKind);g=meta.k8s.io;v=v1"
    /// The same for one object.
    static let mediaType = "application/json;as=\(kind);g=meta.k8s.io;v=v1"
}
