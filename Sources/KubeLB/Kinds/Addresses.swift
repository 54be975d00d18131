import Documents
import Kubernetes

/// `kubelb.k8c.io/v1alpha1` Addresses: the addresses of a tenant's nodes.
package struct Addresses: KubernetesObject, Hashable {
    package static let kind = "Addresses"
    package static let resource = "addresses.kubelb.k8c.io"
    package static let version = KubeLBNames.apiVersion
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    /// `spec.addresses`, by IP or host name.
    package var addresses: [String] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            if case "addresses" = key {
                addresses = try EndpointAddress.list(from: &reader)
            } else {
                try reader.skip()
            }
        }
    }
}
