import Documents

/// As much of OpenAPI v3 as kubectl looks for before it leaves validation to the server: that PATCH of a kind takes
/// `fieldValidation` (kubectl, `query_param_verifier_v3.go`). `/openapi/v2` is not served.
struct OpenAPIDescription: Sendable {
    let kinds: [ServedKind]

    /// The answer for a path that begins with `openapi`.
    func answer(_ parts: [String]) -> APIResponse {
        guard parts.count >= 2, parts[1] == "v3" else { return APIRefusal.pathNotFound }
        if parts.count == 2 { return APIDescription.json(["paths": .object(index)]) }
        let place = parts[2...].joined(separator: "/")
        let own = kinds.filter { Self.place(of: $0) == place }
        return own.isEmpty ? APIRefusal.pathNotFound : APIDescription.json(document(own))
    }

    private static func place(of kind: ServedKind) -> String {
        kind.group.isEmpty ? "api/\(kind.version)" : "apis/\(kind.group)/\(kind.version)"
    }

    private var index: JSONObject {
        var paths: JSONObject = [:]
        for kind in kinds {
            let place = Self.place(of: kind)
            paths[place] = ["serverRelativeURL": .string("/openapi/v3/\(place)?hash=1")]
        }
        return paths
    }

    private func document(_ kinds: [ServedKind]) -> JSONValue {
        var paths: JSONObject = [:]
        for kind in kinds {
            let namespace = kind.isNamespaced ? "/namespaces/{namespace}" : ""
            paths["/\(Self.place(of: kind))\(namespace)/\(kind.name)/{name}"] = [
                "patch": [
                    "parameters": [
                        ["name": "fieldValidation", "in": "query", "schema": ["type": "string", "uniqueItems": true]]
                    ],
                    "x-kubernetes-action": "patch",
                    "x-kubernetes-group-version-kind": [
                        "group": .string(kind.group), "version": .string(kind.version), "kind": .string(kind.kind),
                    ],
                    "responses": ["200": ["description": "OK"]],
                ]
            ]
        }
        return ["openapi": "3.0.0", "info": ["title": "Kubernetes", "version": "v1.36.2"], "paths": .object(paths)]
    }
}
