import Documents

extension KubernetesAPI {
    /// SelfSubjectAccessReview, SubjectAccessReview and SelfSubjectReview (Kubernetes API reference, v1).
    func review(_ resource: ResourceRequest, _ request: APIRequest, _ identity: Identity) -> APIResponse {
        guard request.method == "POST" else { return APIRefusal.methodNotAllowed }
        guard case .object(var document)? = try? JSONValue(parsing: request.body) else {
            return APIRefusal.badRequest("the object provided is unrecognized")
        }
        switch resource.qualified {
        case "selfsubjectreviews.authentication.k8s.io":
            document["status"] = ["userInfo": user(identity)]
        case "selfsubjectaccessreviews.authorization.k8s.io":
            document["status"] = decision(identity, document["spec"])
        case "subjectaccessreviews.authorization.k8s.io":
            guard allows(identity, "create", resource) else {
                return APIRefusal.forbidden(identity.user, "create", resource)
            }
            let name = document["spec"]?["user"]?.string ?? ""
            document["status"] = decision(known.first { Self.isSame($0.user, name) }, document["spec"])
        default: return APIRefusal.pathNotFound
        }
        var metadata = document["metadata"]?.object ?? JSONObject()
        metadata["creationTimestamp"] = .null
        document["metadata"] = .object(metadata)
        return .json(201, JSONValue.object(document).encoded())
    }

    /// A service account of the CCM is one, whatever the release that installed it is called.
    private static func isSame(_ known: String, _ asked: String) -> Bool {
        if known == asked { return true }
        func parts(_ user: String) -> [Substring] { user.split(separator: ":", omittingEmptySubsequences: false) }
        let (known, asked) = (parts(known), parts(asked))
        return known.count == 4 && asked.count == 4 && known[..<2] == asked[..<2] && asked[3].contains("ccm")
            && known[3].contains("ccm")
    }

    private func user(_ identity: Identity) -> JSONValue {
        ["username": .string(identity.user), "groups": .array(identity.groups.map { .string($0) })]
    }

    private func decision(_ identity: Identity?, _ specification: JSONValue?) -> JSONValue {
        let attributes = specification?["resourceAttributes"]
        var request = ResourceRequest(
            group: attributes?["group"]?.string ?? "", resource: attributes?["resource"]?.string ?? "")
        request.namespace = attributes?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        request.name = attributes?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        request.subresource = attributes?["subresource"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let isAllowed = identity.map { allows($0, attributes?["verb"]?.string ?? "", request) } ?? false
        return ["allowed": .bool(isAllowed)]
    }
}

extension ResourceRequest {
    init(group: String, resource: String) {
        self.group = group
        self.resource = resource
    }
}
