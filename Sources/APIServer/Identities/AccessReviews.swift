import Documents

/// SelfSubjectAccessReview, SubjectAccessReview, SelfSubjectRulesReview and SelfSubjectReview (Kubernetes API reference, v1).
struct AccessReviews: Sendable {
    /// Whom a SubjectAccessReview may ask about besides the one who asks.
    let known: [Identity]

    func answer(
        _ resource: ResourceRequest, _ body: JSONValue, method: String, _ identity: Identity
    ) throws(APIRefused) -> APIResponse {
        guard method == "POST" else { return APIRefusal.methodNotAllowed }
        guard case .object(var document) = body else {
            return APIRefusal.badRequest("the object provided is unrecognized")
        }
        switch resource.qualified {
        case "selfsubjectreviews.authentication.k8s.io":
            document["status"] = ["userInfo": Self.user(identity)]
        case "selfsubjectaccessreviews.authorization.k8s.io":
            document["status"] = Self.decision(identity, document["spec"])
        case "selfsubjectrulesreviews.authorization.k8s.io":
            document["status"] = Self.rules(identity, in: document["spec"]?["namespace"]?.string ?? "")
        case "subjectaccessreviews.authorization.k8s.io":
            guard identity.allows("create", resource) else {
                return APIRefusal.forbidden(identity.user, "create", resource)
            }
            let name = document["spec"]?["user"]?.string ?? ""
            document["status"] = Self.decision(known.first { Self.isSame($0.user, name) }, document["spec"])
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

    private static func user(_ identity: Identity) -> JSONValue {
        ["username": .string(identity.user), "groups": .array(identity.groups.map { .string($0) })]
    }

    private static func decision(_ identity: Identity?, _ specification: JSONValue?) -> JSONValue {
        if let path = specification?["nonResourceAttributes"]?["path"]?.string {
            let isPublic = ["/version", "/readyz", "/livez", "/healthz"].contains(path)
            return ["allowed": .bool(isPublic || identity?.groups.contains("system:masters") == true)]
        }
        let attributes = specification?["resourceAttributes"]
        var request = ResourceRequest(
            group: attributes?["group"]?.string ?? "", resource: attributes?["resource"]?.string ?? "")
        request.namespace = attributes?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        request.name = attributes?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        request.subresource = attributes?["subresource"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let isAllowed = identity.map { $0.allows(attributes?["verb"]?.string ?? "", request) } ?? false
        return ["allowed": .bool(isAllowed)]
    }

    private static func rules(_ identity: Identity, in namespace: String) -> JSONValue {
        func list(_ words: Set<String>) -> JSONValue { .array(words.sorted().map { .string($0) }) }
        let rules = identity.rules.filter { $0.namespace == nil || $0.namespace == namespace }.map { rule in
            JSONValue.object([
                "verbs": list(rule.verbs), "apiGroups": list(rule.groups), "resources": list(rule.resources),
                "resourceNames": list(rule.names),
            ])
        }
        return ["resourceRules": .array(rules), "nonResourceRules": [], "incomplete": false]
    }
}
