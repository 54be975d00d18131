import Documents

extension KubernetesAPI {
    /// What anybody may read, known or not.
    func publicDocument(_ request: APIRequest) -> APIResponse? {
        guard request.method == "GET" else { return nil }
        switch request.path {
        case "/version", "/version/": return objects.documents["version"].map { .json(200, $0) }
        case "/readyz", "/livez", "/healthz":
            let name = request.path.dropFirst() + ".txt"
            let isVerbose = request.value("verbose") != nil
            return .text(200, isVerbose ? objects.documents[String(name)] ?? Array("ok".utf8) : Array("ok".utf8))
        default: return nil
        }
    }

    /// `/api`, `/apis` and the lists of resources, made of the kinds that are served; nil for any other path.
    func discovery(_ request: APIRequest) -> APIResponse? {
        guard request.method == "GET" else { return nil }
        let parts = request.path.split(separator: "/").map(String.init)
        switch (parts.first, parts.count) {
        case ("api", 1):
            return .json(200, JSONValue.object(["kind": "APIVersions", "versions": ["v1"]]).encoded())
        case ("apis", 1): return .json(200, groups.encoded())
        case ("api", 2): return resources(group: "", version: parts[1])
        case ("apis", 2): return group(parts[1]).map { .json(200, $0.encoded()) } ?? APIRefusal.pathNotFound
        case ("apis", 3): return resources(group: parts[1], version: parts[2])
        case ("openapi", _): return APIRefusal.pathNotFound
        default: return nil
        }
    }

    private var groups: JSONValue {
        var names: [String] = []
        for kind in objects.store.kinds where !kind.group.isEmpty && !names.contains(kind.group) {
            names.append(kind.group)
        }
        for name in recordedGroups where !names.contains(name) { names.append(name) }
        return [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .array(names.compactMap { group($0, isPart: true) }),
        ]
    }

    private var recordedGroups: [String] {
        objects.documents.keys.filter { $0.hasPrefix("discovery.") }.map { String($0.dropFirst("discovery.".count)) }
            .filter { recordedResources(of: $0) != nil }.sorted()
    }

    private func group(_ name: String, isPart: Bool = false) -> JSONValue? {
        let recorded = recordedResources(of: name)?["groupVersion"]?.string?.split(separator: "/").last.map(String.init)
        guard let version = recorded ?? objects.store.kinds.first(where: { $0.group == name })?.version else {
            return nil
        }
        let one: JSONValue = ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        var group: JSONObject = isPart ? [:] : ["kind": "APIGroup", "apiVersion": "v1"]
        group["name"] = .string(name)
        group["versions"] = [one]
        group["preferredVersion"] = one
        return .object(group)
    }

    /// The recorded list, or one made of the kinds that are served.
    private func resources(group: String, version: String) -> APIResponse {
        if !group.isEmpty, let bytes = objects.documents["discovery.\(group)"] {
            guard let recorded = recordedResources(of: group) else { return APIRefusal.pathNotFound }
            if recorded["groupVersion"] != nil { return .json(200, bytes) }
            // Only the names were kept.
            let names = Set((recorded["resources"]?.array ?? []).compactMap { $0["name"]?.string })
            return Self.list(group, version, ServedKind.all.filter { $0.group == group && names.contains($0.name) })
        }
        let kinds = objects.store.kinds.filter { $0.group == group && $0.version == version }
        return kinds.isEmpty ? APIRefusal.pathNotFound : Self.list(group, version, kinds)
    }

    private static func list(_ group: String, _ version: String, _ kinds: [ServedKind]) -> APIResponse {
        var resources = kinds.map(resource)
        if group.isEmpty, kinds.contains(where: { $0.name == "pods" }) {
            resources.append([
                "name": "pods/log", "singularName": "", "namespaced": true, "kind": "Pod", "verbs": ["get"],
            ])
        }
        let list: JSONValue = [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"), "resources": .array(resources),
        ]
        return .json(200, list.encoded())
    }

    private static func resource(_ kind: ServedKind) -> JSONValue {
        var resource: JSONObject = [
            "name": .string(kind.name), "singularName": .string(kind.kind.lowercased()),
            "namespaced": .bool(kind.isNamespaced), "kind": .string(kind.kind), "verbs": ["get", "list"],
        ]
        if !kind.shortNames.isEmpty { resource["shortNames"] = .array(kind.shortNames.map { .string($0) }) }
        return .object(resource)
    }

    /// nil where the group was recorded as one that is not served.
    private func recordedResources(of group: String) -> JSONValue? {
        guard let bytes = objects.documents["discovery.\(group)"], let list = try? JSONValue(parsing: bytes),
            list["kind"]?.string == "APIResourceList"
        else { return nil }
        return list
    }
}
