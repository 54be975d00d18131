import Documents

/// Discovery of all groups in one document (Kubernetes API concepts, "Aggregated discovery"): what kubectl asks for.
enum AggregatedDiscovery {
    struct Group: Sendable {
        /// Empty for the core group.
        let name: String
        /// An `APIResourceList` for each version, the preferred one first.
        let lists: [(version: String, resources: JSONValue)]
    }

    private static let mediaType = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"

    static func isWanted(by request: APIRequest) -> Bool {
        (request.headers["accept"] ?? "").split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            return parts.first == "application/json" && parts.contains("as=APIGroupDiscoveryList")
                && parts.contains("v=v2")
        }
    }

    /// Groups without resources are left out.
    static func answer(_ groups: [Group]) -> APIResponse {
        let items = groups.filter { !$0.lists.isEmpty }.map { group -> JSONValue in
            [
                "metadata": group.name.isEmpty ? [:] : ["name": .string(group.name)],
                "versions": .array(
                    group.lists.map { version, list in
                        [
                            "version": .string(version), "resources": .array(resources(list)), "freshness": "Current",
                        ]
                    }),
            ]
        }
        let document: JSONValue = [
            "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": [:],
            "items": .array(items),
        ]
        return APIResponse(
            status: 200, headers: [("Cache-Control", "no-cache, private"), ("Content-Type", mediaType)],
            body: document.encoded())
    }

    private static func resources(_ list: JSONValue) -> [JSONValue] {
        let all = list["resources"]?.array ?? []
        return all.compactMap { entry in
            guard let name = entry["name"]?.string, !name.contains("/") else { return nil }
            var resource = common(entry)
            resource["resource"] = .string(name)
            resource["scope"] = entry["namespaced"]?.bool == true ? "Namespaced" : "Cluster"
            resource["singularResource"] = entry["singularName"] ?? ""
            for key in ["shortNames", "categories"] { resource[key] = entry[key] }
            let prefix = "\(name)/"
            let parts = all.compactMap { part -> JSONValue? in
                guard let subresource = part["name"]?.string, subresource.hasPrefix(prefix) else { return nil }
                var content = common(part)
                content["subresource"] = .string(String(subresource.dropFirst(prefix.count)))
                return .object(content)
            }
            if !parts.isEmpty { resource["subresources"] = .array(parts) }
            return .object(resource)
        }
    }

    private static func common(_ entry: JSONValue) -> JSONObject {
        [
            "responseKind": [
                "group": entry["group"] ?? "", "version": entry["version"] ?? "", "kind": entry["kind"] ?? "",
            ],
            "verbs": entry["verbs"] ?? [],
        ]
    }
}
