import Documents

/// What an API server says of itself: discovery (Kubernetes API concepts, "API Discovery") and OpenAPI.
struct APIDescription: Sendable {
    /// One that is served at several versions is there once for each.
    let kinds: [ServedKind]
    /// Nothing can be written, and there is no OpenAPI.
    var isReadOnly = false
    /// Discovery of a bundle; kinds that it lacks are added.
    var recorded = RecordedDiscovery()

    /// The answer to a GET of `/api…`, `/apis…` (their roots, groups, versions) or `/openapi/…`; nil for any other path.
    func answer(to request: APIRequest) -> APIResponse? {
        let parts = request.path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("api", 1), ("apis", 1):
            return AggregatedDiscovery.isWanted(by: request)
                ? AggregatedDiscovery.answer(parts[0] == "api" ? core : listedGroups) : roots(parts[0])
        case ("api", 2): return Self.answer(resources(group: "", version: parts[1]))
        case ("apis", 2):
            guard var group = group(parts[1])?.object else { return APIRefusal.pathNotFound }
            group["kind"] = "APIGroup"
            group["apiVersion"] = "v1"
            return Self.json(.object(group))
        case ("apis", 3): return Self.answer(resources(group: parts[1], version: parts[2]))
        case ("openapi", _):
            return isReadOnly ? APIRefusal.pathNotFound : OpenAPIDescription(kinds: kinds).answer(parts)
        default: return nil
        }
    }

    static func json(_ value: JSONValue) -> APIResponse { .json(200, value.encoded()) }

    private static func answer(_ list: JSONValue?) -> APIResponse { list.map(json) ?? APIRefusal.pathNotFound }

    private func roots(_ path: String) -> APIResponse {
        path == "api"
            ? Self.json(["kind": "APIVersions", "versions": ["v1"]])
            : Self.json(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.compactMap(group))])
    }

    // MARK: Groups

    private typealias GroupVersion = (group: String, version: String)

    /// Groups whose only resources are questions about rights.
    private static let reviews: [String: [(name: String, kind: String)]] = [
        "authorization.k8s.io": [
            ("selfsubjectaccessreviews", "SelfSubjectAccessReview"),
            ("selfsubjectrulesreviews", "SelfSubjectRulesReview"),
            ("subjectaccessreviews", "SubjectAccessReview"),
        ],
        "authentication.k8s.io": [("selfsubjectreviews", "SelfSubjectReview")],
    ]

    /// Versions with resources. A recorded list of groups may name others, of unknown contents.
    private var served: [GroupVersion] {
        kinds.filter { !$0.group.isEmpty }.map { ($0.group, $0.version) } + recorded.listedVersions
            + Self.reviews.keys.sorted().map { ($0, "v1") }
    }

    private var groups: [String] {
        var names = recorded.groups.compactMap { $0["name"]?.string }
        for (group, _) in served where !names.contains(group) { names.append(group) }
        return names
    }

    /// The versions of a group, the preferred one first.
    private func versions(of name: String) -> [String] {
        let group = recorded.groups.first { $0["name"]?.string == name }
        var versions = (group?["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        for (group, version) in served where group == name && !versions.contains(version) { versions.append(version) }
        return versions
    }

    /// nil for a group that is not served.
    private func group(_ name: String) -> JSONValue? {
        let versions = versions(of: name).map { version -> JSONValue in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        guard let preferred = versions.first else { return nil }
        return ["name": .string(name), "versions": .array(versions), "preferredVersion": preferred]
    }

    // MARK: Resources

    private var core: [AggregatedDiscovery.Group] {
        [AggregatedDiscovery.Group(name: "", lists: resources(group: "", version: "v1").map { [("v1", $0)] } ?? [])]
    }

    private var listedGroups: [AggregatedDiscovery.Group] {
        groups.map { name in
            AggregatedDiscovery.Group(
                name: name,
                lists: versions(of: name).compactMap { version in
                    resources(group: name, version: version).map { (version, $0) }
                })
        }
    }

    /// The recorded list, completed by the kinds that are served; nil if there are no resources.
    private func resources(group: String, version: String) -> JSONValue? {
        var list: JSONObject = [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
        ]
        var resources: [JSONValue] = []
        var own = kinds.filter { $0.group == group && $0.version == version }
        var isRecorded = false
        if let (recordedVersion, recorded) = recorded.list(of: group), recordedVersion ?? version == version {
            let names = (recorded["resources"]?.array ?? []).compactMap { $0["name"]?.string }
            own.removeAll { names.contains($0.name) }
            isRecorded = true
            if recordedVersion != nil {
                list = recorded.object ?? list
                resources = recorded["resources"]?.array ?? []
            } else {
                // Only the names were kept.
                let named = names.compactMap { ServedKind.named("\($0).\(group)") }.filter { $0.version == version }
                resources = named.flatMap(self.resources)
            }
        }
        resources += own.flatMap(self.resources)
        if version == "v1" {
            resources += (Self.reviews[group] ?? []).map { review in
                [
                    "name": .string(review.name), "singularName": .string(review.kind.lowercased()),
                    "namespaced": false, "kind": .string(review.kind), "verbs": ["create"],
                ]
            }
        }
        guard isRecorded || !resources.isEmpty else { return nil }
        list["resources"] = .array(resources)
        return .object(list)
    }

    private func resources(of kind: ServedKind) -> [JSONValue] {
        var list: [JSONValue] = []
        func add(
            _ subresource: String?, singularName: String = "", kind name: String, _ verbs: [String],
            _ extra: JSONObject = [:]
        ) {
            let verbs = isReadOnly ? verbs.filter(["get", "list", "watch"].contains) : verbs
            var entry: JSONObject = [
                "name": .string(subresource.map { "\(kind.name)/\($0)" } ?? kind.name),
                "singularName": .string(singularName), "namespaced": .bool(kind.isNamespaced), "kind": .string(name),
                "verbs": .array(verbs.map { .string($0) }),
            ]
            for (key, value) in extra.members { entry[key] = value }
            list.append(.object(entry))
        }
        var extra: JSONObject = [:]
        if !kind.shortNames.isEmpty { extra["shortNames"] = .array(kind.shortNames.map { .string($0) }) }
        if ["services", "pods", "deployments.apps", "replicasets.apps", "daemonsets.apps"].contains(kind.resource) {
            extra["categories"] = ["all"]
        }
        add(
            nil, singularName: kind.kind.lowercased(), kind: kind.kind,
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"], extra)
        if kind.hasStatus { add("status", kind: kind.kind, ["get", "patch", "update"]) }
        if kind.hasScale, !isReadOnly {
            add("scale", kind: "Scale", ["get", "patch", "update"], ["group": "autoscaling", "version": "v1"])
        }
        if kind.resource == "pods" {
            add("log", kind: "Pod", ["get"])
            add("proxy", kind: "PodProxyOptions", ["create", "delete", "get", "patch", "update"])
        }
        return list
    }
}
