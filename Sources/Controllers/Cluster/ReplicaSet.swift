import Documents
import Kubernetes

/// `apps/v1` ReplicaSet, of which nothing but the metadata is decoded.
struct ReplicaSet: KubernetesObject {
    static let kind = "ReplicaSet"
    static let resource = "replicasets.apps"
    var metadata = ObjectMeta()
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) { try reader.skip() }
}
