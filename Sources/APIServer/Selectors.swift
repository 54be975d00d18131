import Documents

/// A field selector: `spec.type=LoadBalancer,metadata.name!=x`, for the fields that the real server knows.
struct FieldQuery: Sendable {
    /// A field that the kind has no selector for.
    struct Unsupported: Error {
        let field: String
    }

    private var requirements: [(field: String, value: String, isNegated: Bool)] = []

    /// nil where the text is no selector.
    init?(_ text: String) {
        for part in text.split(separator: ",") {
            let isNegated = part.contains("!=")
            guard let range = part.firstRange(of: isNegated ? "!=" : "=") else { return nil }
            var value = part[range.upperBound...]
            if value.hasPrefix("=") { value = value.dropFirst() }
            requirements.append((String(part[..<range.lowerBound]), String(value), isNegated))
        }
    }

    /// - Throws: where the kind has no such selector (Kubernetes API reference, "Field selectors").
    func check(_ kind: ServedKind) throws(Unsupported) {
        let known = Set(["metadata.name", "metadata.namespace"] + (Self.known[kind.resource] ?? []))
        if let unknown = requirements.first(where: { !known.contains($0.field) }) {
            throw Unsupported(field: unknown.field)
        }
    }

    func matches(_ object: JSONValue, namespace: String, name: String) -> Bool {
        requirements.allSatisfy { field, value, isNegated in
            let actual =
                switch field {
                case "metadata.name": name
                case "metadata.namespace": namespace
                default: Self.value(of: field, in: object)
                }
            return (actual == value) != isNegated
        }
    }

    private static func value(of field: String, in object: JSONValue) -> String {
        var value: JSONValue? = object
        for part in field.split(separator: ".") { value = value?[String(part)] }
        switch value {
        case .string(let text)?: return text
        case .bool(let flag)?: return flag ? "true" : "false"
        default: return field == "spec.unschedulable" ? "false" : ""
        }
    }

    private static let known: [String: [String]] = [
        "services": ["spec.type", "spec.clusterIP"],
        "pods": [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.nominatedNodeName",
        ],
        "events": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ],
        "events.events.k8s.io": [
            "regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion",
            "regarding.resourceVersion", "regarding.fieldPath", "reason", "reportingController", "type",
        ],
        "secrets": ["type"],
        "nodes": ["spec.unschedulable"],
        "namespaces": ["status.phase"],
    ]
}
