import Documents

extension ClusterAPI.State {
    /// The identity with the rules of the Roles that RoleBindings give it (RBAC, `rbac.authorization.k8s.io/v1`). Only
    /// service accounts are bound here, and only by Roles: the rules of everybody else are its own.
    mutating func withBoundRoles(_ identity: Identity) -> Identity {
        let parts = identity.user.split(separator: ":")
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", let roles = Self.roles,
            let roleBindings = Self.roleBindings
        else { return identity }
        var identity = identity
        for binding in store.objects(of: roleBindings) {
            let isSubject = (binding.value["subjects"]?.array ?? []).contains { subject in
                subject["kind"]?.string == "ServiceAccount" && subject["namespace"]?.string == String(parts[2])
                    && subject["name"]?.string == String(parts[3])
            }
            let role = ClusterStore.Key(
                namespace: binding.key.namespace, name: binding.value["roleRef"]?["name"]?.string ?? "")
            guard isSubject, binding.value["roleRef"]?["kind"]?.string == "Role",
                let rules = store.object(role, of: roles)?.value["rules"]?.array
            else { continue }
            identity.rules += rules.map { AccessRule($0, namespace: role.namespace) }
        }
        return identity
    }

    private static let roles = ServedKind.named("roles.rbac.authorization.k8s.io")
    private static let roleBindings = ServedKind.named("rolebindings.rbac.authorization.k8s.io")
}

extension AccessRule {
    /// A rule of a Role, bound in a namespace; nil for one of a ClusterRole that is bound in all.
    package init(_ rule: JSONValue, namespace: String?) {
        func words(_ member: String) -> Set<String> { Set((rule[member]?.array ?? []).compactMap(\.string)) }
        self.init(
            verbs: words("verbs"), groups: words("apiGroups"), resources: words("resources"),
            names: words("resourceNames"), namespace: namespace)
    }
}
