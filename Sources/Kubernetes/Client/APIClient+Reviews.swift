import Documents

/// A question to an API server: may I, or may that one?
package struct AccessQuestion: Sendable, Hashable {
    package var verb: String
    /// With group and subresource: `services/status`, `loadbalancers.kubelb.k8c.io`.
    package var resource: String
    package var namespace: String?

    package init(_ verb: String, _ resource: String, namespace: String? = nil) {
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
    }
}

extension APIClient {
    /// Asks whether the own identity, or `user`, has a right (SelfSubjectAccessReview, SubjectAccessReview v1).
    package func review(_ question: AccessQuestion, of user: String? = nil) async throws(APIError) -> Bool {
        let kind = user == nil ? "SelfSubjectAccessReview" : "SubjectAccessReview"
        let resource = kind.lowercased() + "s"
        var attributes = JSONObject()
        let (name, group, subresource) = Self.parts(of: question.resource)
        attributes["verb"] = .string(question.verb)
        attributes["group"] = .string(group)
        attributes["resource"] = .string(name)
        if !subresource.isEmpty { attributes["subresource"] = .string(subresource) }
        if let namespace = question.namespace { attributes["namespace"] = .string(namespace) }
        var specification = JSONObject()
        specification["resourceAttributes"] = .object(attributes)
        if let user { specification["user"] = .string(user) }
        let answer = try await post(
            "/apis/authorization.k8s.io/v1/\(resource)", kind: kind, group: "authorization.k8s.io",
            resource: resource, spec: specification)
        guard let isAllowed = answer["status"]?["allowed"]?.bool else {
            throw .malformed("POST \(resource): the response has no status.allowed")
        }
        return isAllowed
    }

    /// Who the server takes us for (SelfSubjectReview v1).
    package func whoAmI() async throws(APIError) -> String? {
        let answer = try await post(
            "/apis/authentication.k8s.io/v1/selfsubjectreviews", kind: "SelfSubjectReview",
            group: "authentication.k8s.io", resource: "selfsubjectreviews", spec: nil)
        return answer["status"]?["userInfo"]?["username"]?.string
    }

    private func post(
        _ path: String, kind: String, group: String, resource: String, spec: JSONObject?
    ) async throws(APIError) -> JSONValue {
        var body = JSONObject()
        body["apiVersion"] = .string("\(group)/v1")
        body["kind"] = .string(kind)
        if let spec { body["spec"] = .object(spec) }
        var call = APICall(path)
        call.method = "POST"
        call.body = JSONValue.object(body).encoded()
        call.right = MissingRight(verb: "create", resource: "\(resource).\(group)")
        let answer = try await answer(to: call).body
        do throws(JSONError) {
            return try JSONValue(parsing: answer)
        } catch {
            throw .malformed("\(call.description): \(error)")
        }
    }

    /// `services/status` → services, "", status; `loadbalancers.kubelb.k8c.io` → loadbalancers, kubelb.k8c.io, "".
    private static func parts(of resource: String) -> (name: String, group: String, subresource: String) {
        let halves = resource.split(separator: "/", maxSplits: 1).map(String.init)
        let parts = (halves.first ?? "").split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "", halves.count > 1 ? halves[1] : "")
    }
}
