/// `v1` Secret without its contents: names, labels, owners and finalizers. Servers are asked for the metadata alone.
package struct SecretMetadata: MetadataOnly, Hashable {
    package static let kind = "Secret"
    package static let resource = "secrets"
    package static let fileName = "secrets.metadata"
    package static let leavesContents = true
    package var metadata = ObjectMeta()
    package init() {}
}
