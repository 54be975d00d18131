/// `v1` Secret without its contents: names, labels, owners and finalizers. Servers are asked for the metadata alone.
package struct SecretMetadata: MetadataOnly, Hashable {
    package static let kind = "Secret"
    package static let resource = "secrets"
    package static let fileName = "secrets.metadata"
    package static let leavesContents = true
    package static let managedFields = ManagedFieldsDetail.all
    package var metadata = ObjectMeta()
    package init() {}

    /// The names of its data, by who wrote them; empty if that is unknown.
    package var keys: Set<String> {
        Set(
            metadata.managedFields.flatMap(\.paths).compactMap { path in
                ["data.", "stringData."].first { path.hasPrefix($0) }.map { String(path.dropFirst($0.utf8.count)) }
            })
    }

    /// When it was last written, as far as that is known.
    package var lastWrite: Timestamp? {
        ([metadata.creationTimestamp] + metadata.managedFields.map(\.time)).compactMap(\.self).max()
    }

    /// On Secrets with the token of a ServiceAccount: the day, in UTC, when an API server last accepted it (Kubernetes 1.27).
    package static let lastUsedLabel = "kubernetes.io/legacy-token-last-used"

    /// `2026-11-22`; nil where the API server does not record it.
    package var lastUsedDay: String? { metadata.labels[Self.lastUsedLabel] }
}
