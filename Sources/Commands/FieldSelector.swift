import CommandLineKit
import KubeLB
import Kubernetes

/// A field selector as kubectl takes it, of the fields that Services have for it: `metadata.namespace!=default,spec.type=…`
/// (Kubernetes documentation, "Field Selectors").
struct FieldSelector: Sendable, Hashable {
    private struct Requirement: Sendable, Hashable {
        let field: Field
        let value: String
        let isEqual: Bool
    }

    private enum Field: String, Sendable, CaseIterable {
        case name = "metadata.name"
        case namespace = "metadata.namespace"
        case clusterIP = "spec.clusterIP"
        case type = "spec.type"
    }

    private var requirements: [Requirement] = []

    init(_ text: String, option: String) throws(UsageError) {
        let fields = Field.allCases.map(\.rawValue)
        for part in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            guard let equals = part.firstIndex(of: "=") else {
                throw UsageError(
                    message: "\(option): \(quoted(part)) is not a valid field selector",
                    hint: "use FIELD=VALUE or FIELD!=VALUE")
            }
            var name = part[..<equals]
            let isEqual = name.last != "!"
            if !isEqual { name.removeLast() }
            let value = part[part.index(after: equals)...].drop { $0 == "=" }
            guard let field = Field(rawValue: String(name)) else {
                let near = nearest(to: String(name), in: fields, limit: 1).first
                throw UsageError(
                    message: "\(option): Services cannot be selected by the field \(quoted(String(name)))",
                    hint: near.map { "did you mean \($0)?" } ?? "use one of \(fields.joined(separator: ", "))")
            }
            requirements.append(Requirement(field: field, value: String(value), isEqual: isEqual))
        }
    }

    /// Whether nothing but a Service can match.
    private var isOfServices: Bool { requirements.contains { $0.field == .clusterIP || $0.field == .type } }

    func matches(_ service: Service) -> Bool {
        requirements.allSatisfy { requirement in
            let value: String
            switch requirement.field {
            case .name: value = service.metadata.name
            case .namespace: value = service.metadata.namespace
            case .clusterIP: value = service.clusterIP ?? ""
            case .type: value = service.type
            }
            return (value == requirement.value) == requirement.isEqual
        }
    }

    /// The same of objects of other kinds.
    func matches(_ metadata: ObjectMeta) -> Bool {
        guard !isOfServices else { return false }
        return requirements.allSatisfy { requirement in
            let value = requirement.field == .name ? metadata.name : metadata.namespace
            return (value == requirement.value) == requirement.isEqual
        }
    }
}
