import Documents

/// What an API server does to an object before it is stored: defaults, allocations, validation.
struct Admission: Sendable {
    /// Addresses and ports that Services hold, by the objects that were admitted and not yet released.
    var allocations = ServiceAllocations()

    /// The object as it is to be stored, given what the client wants (with `metadata` that the store has completed), what is
    /// stored already, and whether only `status` changes. Throws the refusal (422 and its like).
    mutating func admit(
        _ object: JSONValue, replacing old: JSONValue?, of kind: ServedKind, isStatus: Bool
    ) throws(APIRefused) -> JSONValue {
        guard !isStatus else { return object }
        var admitted = object
        switch kind.resource {
        case "services":
            admitted = ServiceDefaults.apply(to: admitted, replacing: old)
            var problems = ServiceRules.problems(with: admitted, replacing: old)
            if problems.isEmpty {
                (admitted, problems) = allocations.allocate(for: admitted, replacing: old)
            }
            try Self.refuse(problems, admitted, kind)
        case "namespaces":
            if old == nil {
                let name = admitted["metadata"]?["name"] ?? ""
                admitted = admitted.merging(patch: [
                    "metadata": ["labels": ["kubernetes.io/metadata.name": name]],
                    "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
                ])
            }
        case "deployments.apps", "replicasets.apps", "daemonsets.apps":
            admitted = WorkloadDefaults.apply(to: admitted, kind)
            try Self.refuse(WorkloadDefaults.problems(with: admitted, replacing: old), admitted, kind)
        case "pods": admitted = WorkloadDefaults.pod(admitted)
        case "secrets": admitted = SecretDefaults.apply(to: admitted)
        default: break
        }
        try Self.refuse(CustomRules.problems(with: admitted, kind), admitted, kind)
        return admitted
    }

    /// Gives back what the object held.
    mutating func release(_ object: JSONValue, of kind: ServedKind) {
        if kind.resource == "services" { allocations.release(object) }
    }

    private static func refuse(
        _ problems: [FieldProblem], _ object: JSONValue, _ kind: ServedKind
    ) throws(APIRefused) {
        guard !problems.isEmpty else { return }
        throw APIRefused(
            APIRefusal.invalid(kind, name: object["metadata"]?["name"]?.string ?? "", problems))
    }
}

/// What is wrong with a field, in the words of the API server.
struct FieldProblem: Sendable, Hashable {
    enum Reason: String, Sendable {
        case required = "FieldValueRequired"
        case invalid = "FieldValueInvalid"
        case duplicate = "FieldValueDuplicate"
        case unsupported = "FieldValueNotSupported"
        case forbidden = "FieldValueForbidden"
    }

    let field: String
    let reason: Reason
    /// `Required value`, `Invalid value: 70000: must be …`
    let message: String

    static func required(_ field: String, _ detail: String = "") -> FieldProblem {
        FieldProblem(field: field, reason: .required, message: "Required value" + (detail.isEmpty ? "" : ": \(detail)"))
    }

    static func invalid(_ field: String, _ value: String, _ detail: String) -> FieldProblem {
        FieldProblem(field: field, reason: .invalid, message: "Invalid value: \(value): \(detail)")
    }

    static func duplicate(_ field: String, _ value: String) -> FieldProblem {
        FieldProblem(field: field, reason: .duplicate, message: "Duplicate value: \(value)")
    }

    static func unsupported(_ field: String, _ value: String, _ supported: [String]) -> FieldProblem {
        FieldProblem(
            field: field, reason: .unsupported,
            message: "Unsupported value: \"\(value)\": supported values: "
                + supported.map { "\"\($0)\"" }.joined(separator: ", "))
    }
}
