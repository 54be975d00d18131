import Documents

/// The subresource `scale` (autoscaling/v1).
enum Scale {
    static func of(_ object: JSONValue) -> JSONValue {
        let metadata = object["metadata"]
        let labels = (object["spec"]?["selector"]?["matchLabels"]?.object?.members ?? [])
            .map { "\($0.key)=\($0.value.string ?? "")" }.sorted().joined(separator: ",")
        var own: JSONObject = [:]
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            own[name] = metadata?[name]
        }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(own),
            "spec": ["replicas": object["spec"]?["replicas"] ?? 1],
            "status": ["replicas": object["status"]?["replicas"] ?? 0, "selector": .string(labels)],
        ]
    }
}

extension ServedKind {
    var hasScale: Bool { ["deployments.apps", "replicasets.apps"].contains(resource) }

    /// Whether `status` is written through the subresource alone.
    var hasStatus: Bool {
        switch resource {
        case "services", "pods", "nodes", "namespaces", "deployments.apps", "daemonsets.apps", "replicasets.apps",
            "ingresses.networking.k8s.io", "customresourcedefinitions.apiextensions.k8s.io", "resourcequotas":
            true
        case "ipaddresspools.metallb.io": true
        case "referencegrants.gateway.networking.k8s.io": false
        default: isCustom
        }
    }

    /// Whether `metadata.generation` counts the changes of `spec`.
    var hasGeneration: Bool { isCustom || group == "apps" || group == "networking.k8s.io" || resource == "pods" }
}
