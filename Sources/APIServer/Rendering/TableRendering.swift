import Documents
import Kubernetes

/// Lists and objects as a `Table` (Kubernetes API concepts, "Receiving resources as Tables"): what `kubectl get` prints.
struct TableRendering: Sendable {
    enum IncludedObject: String, Sendable { case none = "None", metadata = "Metadata", object = "Object" }

    let kind: ServedKind
    let includes: IncludedObject
    let now: Timestamp

    /// `kind`, `apiVersion`, `metadata`, `columnDefinitions` and `rows`.
    func table(of objects: [JSONValue], metadata: JSONValue, hasColumns: Bool = true) -> JSONValue {
        ["kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata, "columnDefinitions": [], "rows": []]
    }
}
