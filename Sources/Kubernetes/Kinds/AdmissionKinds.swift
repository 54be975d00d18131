import Documents

/// Requests that a policy or webhook checks: an entry of `resourceRules` or `rules` (admissionregistration.k8s.io/v1).
package struct AdmissionRule: Sendable, Hashable {
    package var groups: [String] = []
    package var resources: [String] = []
    package var operations: [String] = []

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "apiGroups": groups = try reader.strings() ?? []
            case "resources": resources = try reader.strings() ?? []
            case "operations": operations = try reader.strings() ?? []
            default: try reader.skip()
            }
        }
    }

    /// Whether it names a resource such as `httproutes` of a group, and not just everything.
    package func names(_ resource: String, group: String) -> Bool {
        resources.contains(resource) && (groups.contains(group) || groups.contains("*"))
            && operations.contains { ["CREATE", "UPDATE", "*"].contains($0) }
    }
}

/// `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicy.
package struct ValidatingAdmissionPolicy: KubernetesObject, Hashable {
    package static let kind = "ValidatingAdmissionPolicy"
    package static let resource = "validatingadmissionpolicies.admissionregistration.k8s.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    package var rules: [AdmissionRule] = []
    /// `validations[].message`.
    package var messages: [String] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "matchConstraints":
                try reader.object { (reader, key) throws(JSONError) in
                    guard case "resourceRules" = key else { return try reader.skip() }
                    rules = try reader.list { (reader) throws(JSONError) in try AdmissionRule(from: &reader) }
                }
            case "validations":
                try reader.array { (reader, _) throws(JSONError) in
                    try reader.object { (reader, key) throws(JSONError) in
                        guard case "message" = key else { return try reader.skip() }
                        if let message = try reader.string() { messages.append(message) }
                    }
                }
            default: try reader.skip()
            }
        }
    }
}

/// `admissionregistration.k8s.io/v1` ValidatingAdmissionPolicyBinding: puts a policy into force.
package struct ValidatingAdmissionPolicyBinding: KubernetesObject, Hashable {
    package static let kind = "ValidatingAdmissionPolicyBinding"
    package static let resource = "validatingadmissionpolicybindings.admissionregistration.k8s.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    package var policyName = ""
    /// `Deny`, `Warn`, `Audit`.
    package var actions: [String] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "spec" = key else { return try reader.skip() }
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "policyName": policyName = try reader.string() ?? ""
            case "validationActions": actions = try reader.strings() ?? []
            default: try reader.skip()
            }
        }
    }
}

/// `admissionregistration.k8s.io/v1` ValidatingWebhookConfiguration.
package struct ValidatingWebhookConfiguration: KubernetesObject, Hashable {
    package static let kind = "ValidatingWebhookConfiguration"
    package static let resource = "validatingwebhookconfigurations.admissionregistration.k8s.io"
    package static let isNamespaced = false
    package var metadata = ObjectMeta()
    /// Of all its webhooks.
    package var rules: [AdmissionRule] = []
    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "webhooks" = key else { return try reader.skip() }
        try reader.array { (reader, _) throws(JSONError) in
            try reader.object { (reader, key) throws(JSONError) in
                guard case "rules" = key else { return try reader.skip() }
                rules += try reader.list { (reader) throws(JSONError) in try AdmissionRule(from: &reader) }
            }
        }
    }
}
