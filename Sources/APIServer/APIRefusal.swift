import Documents

/// The `Status` answers of an API server that are about objects and rights, worded as Kubernetes 1.36 words them.
enum APIRefusal {
    /// What no kind answers to: plain text.
    static let pathNotFound = APIResponse(
        status: 404, headers: [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")],
        body: Array("404 page not found\n".utf8))

    static func forbidden(_ user: String, _ verb: String, _ request: ResourceRequest) -> APIResponse {
        let subject = request.name.map { " \"\($0)\"" } ?? ""
        let place = request.namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
        return APIResponse.failure(
            403, reason: "Forbidden",
            message: "\(request.qualified)\(subject) is forbidden: User \"\(user)\" cannot \(verb) resource "
                + "\"\(request.right)\" in API group \"\(request.group)\" \(place)",
            details: details(request), headers: [("X-Content-Type-Options", "nosniff")])
    }

    static func forbiddenPath(_ user: String, _ verb: String, _ path: String) -> APIResponse {
        APIResponse.failure(
            403, reason: "Forbidden", message: "forbidden: User \"\(user)\" cannot \(verb) path \"\(path)\"",
            details: [:])
    }

    static func notFound(_ request: ResourceRequest) -> APIResponse {
        APIResponse.failure(
            404, reason: "NotFound", message: "\(request.qualified) \"\(request.name ?? "")\" not found",
            details: details(request))
    }

    static func badRequest(_ message: String) -> APIResponse {
        APIResponse.failure(400, reason: "BadRequest", message: message)
    }

    static func expired() -> APIResponse {
        APIResponse.failure(
            410, reason: "Expired",
            message: "The provided continue parameter is too old to display a consistent list result.")
    }

    static let methodNotAllowed = APIResponse.failure(
        405, reason: "MethodNotAllowed", message: "the server does not allow this method on the requested resource",
        details: [:])

    private static func details(_ request: ResourceRequest) -> JSONValue {
        var details = JSONObject()
        details["name"] = request.name.map { .string($0) }
        if !request.group.isEmpty { details["group"] = .string(request.group) }
        details["kind"] = .string(request.resource)
        return .object(details)
    }
}
