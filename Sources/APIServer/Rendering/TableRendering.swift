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
        let columns = TableColumn.of(kind)
        let rows = objects.map { object -> JSONValue in
            var row: JSONObject = ["cells": .array(columns.map { $0.cell(object, now) })]
            switch includes {
            case .none: break
            case .metadata:
                row["object"] = [
                    "kind": .string(PartialObjectMetadata.kind),
                    "apiVersion": .string(PartialObjectMetadata.apiVersion),
                    "metadata": object["metadata"] ?? [:],
                ]
            case .object: row["object"] = object
            }
            return .object(row)
        }
        return [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
            "columnDefinitions": hasColumns ? .array(columns.map(\.definition)) : .null, "rows": .array(rows),
        ]
    }
}
