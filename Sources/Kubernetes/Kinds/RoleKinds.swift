import Documents

/// `rbac.authorization.k8s.io/v1` Role.
package struct Role: KubernetesObject, Hashable {
    package static let kind = "Role"
    package static let resource = "roles.rbac.authorization.k8s.io"

    package var metadata = ObjectMeta()
    /// nil if the object lacks the field, which the API server always writes.
    package var rules: [PolicyRule]?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        guard case "rules" = key else { return try reader.skip() }
        rules = try reader.list { (reader) throws(JSONError) in try PolicyRule(from: &reader) }
    }
}

/// A rule of a Role.
package struct PolicyRule: Sendable, Hashable {
    package var verbs: [String] = []
    package var groups: [String] = []
    package var resources: [String] = []

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "verbs": verbs = try reader.strings() ?? []
            case "apiGroups": groups = try reader.strings() ?? []
            case "resources": resources = try reader.strings() ?? []
            default: try reader.skip()
            }
        }
    }

    /// Whether it permits a verb for a resource with its group, such as `loadbalancers.kubelb.k8c.io`. `resourceNames`, which
    /// limit it to some objects, are not considered.
    package func permits(_ verb: String, _ resource: String) -> Bool {
        let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
        func holds(_ list: [String], _ value: String) -> Bool { list.contains { $0 == "*" || $0 == value } }
        return holds(verbs, verb) && holds(resources, parts.first ?? "")
            && holds(groups, parts.dropFirst().first ?? "")
    }
}

/// `rbac.authorization.k8s.io/v1` RoleBinding.
package struct RoleBinding: KubernetesObject, Hashable {
    package static let kind = "RoleBinding"
    package static let resource = "rolebindings.rbac.authorization.k8s.io"

    package var metadata = ObjectMeta()
    /// Missing if nobody is bound.
    package var subjects: [RoleSubject] = []
    /// nil if the object lacks the field, which is mandatory.
    package var role: RoleReference?

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "subjects": subjects = try reader.list { (reader) throws(JSONError) in try RoleSubject(from: &reader) }
        case "roleRef": role = try RoleReference(from: &reader)
        default: try reader.skip()
        }
    }
}

/// `roleRef` of a RoleBinding.
package struct RoleReference: Sendable, Hashable, CustomStringConvertible {
    /// `Role` or `ClusterRole`.
    package var kind = ""
    package var name = ""

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "kind": kind = try reader.string() ?? ""
            case "name": name = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }

    /// `Role kubelb-ccm`.
    package var description: String { "\(kind) \(name)" }
}

/// Who is bound by a RoleBinding.
package struct RoleSubject: Sendable, Hashable, CustomStringConvertible {
    /// `ServiceAccount`, `User` or `Group`.
    package var kind = ""
    package var name = ""
    /// Of a ServiceAccount.
    package var namespace = ""

    init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "kind": kind = try reader.string() ?? ""
            case "name": name = try reader.string() ?? ""
            case "namespace": namespace = try reader.string() ?? ""
            default: try reader.skip()
            }
        }
    }

    /// `ServiceAccount tenant-acme/kubelb-ccm`, `Group ops`.
    package var description: String { "\(kind) \(namespace.isEmpty ? "" : namespace + "/")\(name)" }

    /// Whether it is a ServiceAccount, by its own name, its user name or one of its groups
    /// (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects).
    package func isServiceAccount(_ account: String, in namespace: String) -> Bool {
        switch kind {
        case "ServiceAccount": name == account && self.namespace == namespace
        case "User": name == "system:serviceaccount:\(namespace):\(account)"
        case "Group":
            ["system:serviceaccounts:\(namespace)", "system:serviceaccounts", "system:authenticated"].contains(name)
        default: false
        }
    }
}
