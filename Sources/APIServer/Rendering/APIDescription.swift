import Documents

/// What an API server says of itself: discovery (Kubernetes API concepts, "API Discovery") and OpenAPI.
struct APIDescription: Sendable {
    let kinds: [ServedKind]

    /// The answer to a GET of `/api…`, `/apis…` (their roots, groups, versions) or `/openapi/…`; nil for any other path.
    func answer(to request: APIRequest) -> APIResponse? {
        let parts = request.path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("api", 1): return Self.json(["kind": "APIVersions", "versions": ["v1"]])
        case ("apis", 1):
            return Self.json([
                "kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map { group($0, isPart: true) }),
            ])
        case ("api", 2): return resources(group: "", version: parts[1])
        case ("apis", 2): return groups.contains(parts[1]) ? Self.json(group(parts[1])) : APIRefusal.pathNotFound
        case ("apis", 3): return resources(group: parts[1], version: parts[2])
        case ("openapi", _): return OpenAPIDescription(kinds: kinds).answer(parts)
        default: return nil
        }
    }

    static func json(_ value: JSONValue) -> APIResponse { .json(200, value.encoded()) }

    /// Groups whose only resources are questions about rights.
    private static let reviews: [String: [(name: String, kind: String)]] = [
        "authorization.k8s.io": [
            ("selfsubjectaccessreviews", "SelfSubjectAccessReview"),
            ("selfsubjectrulesreviews", "SelfSubjectRulesReview"),
            ("subjectaccessreviews", "SubjectAccessReview"),
        ],
        "authentication.k8s.io": [("selfsubjectreviews", "SelfSubjectReview")],
    ]

    private var groups: [String] {
        var names: [String] = []
        for kind in kinds where !kind.group.isEmpty && !names.contains(kind.group) { names.append(kind.group) }
        return names + Self.reviews.keys.sorted()
    }

    private func version(of group: String) -> String { kinds.first { $0.group == group }?.version ?? "v1" }

    private func group(_ name: String, isPart: Bool = false) -> JSONValue {
        let version = version(of: name)
        let one: JSONValue = ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        var group: JSONObject = isPart ? [:] : ["kind": "APIGroup", "apiVersion": "v1"]
        group["name"] = .string(name)
        group["versions"] = [one]
        group["preferredVersion"] = one
        return .object(group)
    }

    private func resources(group: String, version: String) -> APIResponse {
        var resources = kinds.filter { $0.group == group && $0.version == version }.flatMap(Self.resources)
        if version == "v1" {
            resources += (Self.reviews[group] ?? []).map { review in
                [
                    "name": .string(review.name), "singularName": .string(review.kind.lowercased()),
                    "namespaced": false, "kind": .string(review.kind), "verbs": ["create"],
                ]
            }
        }
        guard !resources.isEmpty else { return APIRefusal.pathNotFound }
        return Self.json([
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"), "resources": .array(resources),
        ])
    }

    private static func resources(of kind: ServedKind) -> [JSONValue] {
        var resource: JSONObject = [
            "name": .string(kind.name), "singularName": .string(kind.kind.lowercased()),
            "namespaced": .bool(kind.isNamespaced), "kind": .string(kind.kind),
            "verbs": ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
        ]
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map { .string($0) }) }
        if ["services", "pods", "deployments.apps", "replicasets.apps", "daemonsets.apps"].contains(kind.resource) {
            resource["categories"] = ["all"]
        }
        var list: [JSONValue] = [.object(resource)]
        func add(_ subresource: String, kind name: String, _ verbs: JSONValue, _ extra: JSONObject = [:]) {
            var entry: JSONObject = [
                "name": .string("\(kind.name)/\(subresource)"), "singularName": "",
                "namespaced": .bool(kind.isNamespaced), "kind": .string(name), "verbs": verbs,
            ]
            for (key, value) in extra.members { entry[key] = value }
            list.append(.object(entry))
        }
        if kind.hasStatus { add("status", kind: kind.kind, ["get", "patch", "update"]) }
        if kind.hasScale {
            add("scale", kind: "Scale", ["get", "patch", "update"], ["group": "autoscaling", "version": "v1"])
        }
        if kind.resource == "pods" {
            add("log", kind: "Pod", ["get"])
            add("proxy", kind: "PodProxyOptions", ["create", "delete", "get", "patch", "update"])
        }
        return list
    }
}
