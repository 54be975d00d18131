import Documents

/// A label selector as API servers take it: `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`.
struct LabelQuery: Sendable {
    private struct Requirement: Sendable {
        let key: String
        /// nil: whatever the value.
        let values: Set<String>?
        let isNegated: Bool

        func matches(_ labels: [String: String]) -> Bool {
            guard let values else { return (labels[key] != nil) != isNegated }
            guard let value = labels[key] else { return isNegated }
            return values.contains(value) != isNegated
        }
    }

    private var requirements: [Requirement] = []

    /// nil where the text is no selector.
    init?(_ text: String) {
        for part in Self.parts(text) {
            guard let requirement = Self.requirement(part.trimmed) else { return nil }
            requirements.append(requirement)
        }
    }

    func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    /// Split at the commas that stand in no brackets.
    private static func parts(_ text: String) -> [String] {
        var parts: [String] = []
        var depth = 0
        var part = ""
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        return text.trimmed.isEmpty ? [] : parts + [part]
    }

    private static func requirement(_ text: String) -> Requirement? {
        for (word, isNegated) in [(" notin ", true), (" in ", false)] {
            guard let range = text.firstRange(of: word) else { continue }
            let list = String(text[range.upperBound...]).trimmed
            guard list.hasPrefix("("), list.hasSuffix(")") else { return nil }
            let values = list.dropFirst().dropLast().split(separator: ",").map { String($0).trimmed }
            return make(String(text[..<range.lowerBound]), Set(values), isNegated)
        }
        for (word, isNegated) in [("!=", true), ("==", false), ("=", false)] {
            guard let range = text.firstRange(of: word) else { continue }
            return make(
                String(text[..<range.lowerBound]), [String(text[range.upperBound...]).trimmed], isNegated)
        }
        return text.hasPrefix("!") ? make(String(text.dropFirst()), nil, true) : make(text, nil, false)
    }

    private static func make(_ key: String, _ values: Set<String>?, _ isNegated: Bool) -> Requirement? {
        let key = key.trimmed
        let isName = key.allSatisfy { $0.isLetter || $0.isNumber || "-_./".contains($0) }
        guard !key.isEmpty, isName, values?.contains(where: { $0.contains(where: \.isWhitespace) }) != true else {
            return nil
        }
        return Requirement(key: key, values: values, isNegated: isNegated)
    }
}

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

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
