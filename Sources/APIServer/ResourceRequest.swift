/// What a path of the API means.
struct ResourceRequest: Sendable {
    var group = ""
    var version = ""
    /// nil: of all namespaces, or of a kind that has none.
    var namespace: String?
    /// Plural, without group.
    var resource = ""
    var name: String?
    /// `log`, `status`, `proxy`.
    var subresource: String?

    /// nil where the path is none of a resource.
    init?(path: String) {
        var parts = path.split(separator: "/").map(String.init)[...]
        switch parts.popFirst() {
        case "api": group = ""
        case "apis":
            guard let group = parts.popFirst() else { return nil }
            self.group = group
        default: return nil
        }
        guard let version = parts.popFirst() else { return nil }
        self.version = version
        if parts.first == "namespaces", parts.count > 2, !(parts.count == 3 && parts.last == "status") {
            namespace = parts.dropFirst().first
            parts = parts.dropFirst(2)
        }
        guard let resource = parts.popFirst() else { return nil }
        self.resource = resource
        name = parts.popFirst()
        // The path of pods/proxy goes on behind the subresource.
        subresource = parts.popFirst()
    }

    /// With subresource, as RBAC has it.
    var right: String { subresource.map { "\(resource)/\($0)" } ?? resource }
    /// `deployments.apps`.
    var qualified: String { group.isEmpty ? resource : "\(resource).\(group)" }
}
