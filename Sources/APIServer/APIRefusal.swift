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

    static let notAcceptable = APIResponse.failure(
        406, reason: "NotAcceptable",
        message: "only the following media types are accepted: application/json, "
            + "application/json;as=Table;v=v1;g=meta.k8s.io, application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
    )

    static func unsupportedMediaType(_ type: String) -> APIResponse {
        APIResponse.failure(
            415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json; "
                + "not \(type.isEmpty ? "none" : type)")
    }

    static func notFound(_ resource: String, name: String) -> APIResponse {
        APIResponse.failure(
            404, reason: "NotFound", message: "\(resource) \"\(name)\" not found",
            details: ["name": .string(name), "kind": .string(resource)])
    }

    static func alreadyExists(_ request: ResourceRequest, name: String) -> APIResponse {
        var named = request
        named.name = name
        return APIResponse.failure(
            409, reason: "AlreadyExists", message: "\(request.qualified) \"\(name)\" already exists",
            details: details(named))
    }

    static func conflict(_ request: ResourceRequest) -> APIResponse {
        conflict(
            request,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func uidConflict(_ request: ResourceRequest, asked: String, found: String) -> APIResponse {
        conflict(
            request, "Precondition failed: UID in precondition: \(asked), UID in object meta: \(found)")
    }

    static func versionConflict(_ request: ResourceRequest, asked: String, found: Int) -> APIResponse {
        conflict(
            request,
            "Precondition failed: ResourceVersion in precondition: \(asked), ResourceVersion in object meta: \(found)")
    }

    private static func conflict(_ request: ResourceRequest, _ message: String) -> APIResponse {
        APIResponse.failure(
            409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(request.qualified) \"\(request.name ?? "")\": \(message)",
            details: details(request))
    }

    static func terminating(_ request: ResourceRequest, namespace: String) -> APIResponse {
        APIResponse.failure(
            403, reason: "Forbidden",
            message:
                "\(request.qualified) is forbidden: unable to create new content in namespace \(namespace) because it "
                + "is being terminated",
            details: details(request))
    }

    static func wrongKind(_ body: JSONValue, _ kind: ServedKind) -> APIResponse {
        badRequest(
            "\(kind.kind) in version \"\(kind.version)\" cannot be handled as a \(kind.kind): the body is a "
                + "\(body["apiVersion"]?.string ?? "") \(body["kind"]?.string ?? "")")
    }

    static let wrongNamespace = badRequest(
        "the namespace of the provided object does not match the namespace sent on the request")

    static func wrongName(_ name: String, _ expected: String) -> APIResponse {
        badRequest("the name of the object (\(name)) does not match the name on the URL (\(expected))")
    }

    static func nameMissing(_ kind: ServedKind) -> APIResponse {
        APIResponse.failure(
            422, reason: "Invalid",
            message: "\(kind.kind) \"\" is invalid: metadata.name: Required value: name or generateName is required",
            details: [
                "group": .string(kind.group), "kind": .string(kind.kind),
                "causes": [
                    [
                        "reason": "FieldValueRequired", "message": "Required value: name or generateName is required",
                        "field": "metadata.name",
                    ]
                ],
            ])
    }

    /// 422 with its causes.
    static func invalid(_ kind: ServedKind, name: String, _ problems: [FieldProblem]) -> APIResponse {
        let texts = problems.map { "\($0.field): \($0.message)" }
        let list = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        let type = kind.group.isEmpty ? kind.kind : "\(kind.kind).\(kind.group)"
        var details: JSONObject = ["name": .string(name)]
        if !kind.group.isEmpty { details["group"] = .string(kind.group) }
        details["kind"] = .string(kind.kind)
        details["causes"] = .array(
            problems.map {
                [
                    "reason": .string($0.reason.rawValue), "message": .string($0.message), "field": .string($0.field),
                ]
            })
        return APIResponse.failure(
            422, reason: "Invalid", message: "\(type) \"\(name)\" is invalid: \(list)", details: .object(details))
    }

    /// To whom no credentials were given.
    static func anonymous(_ request: APIRequest) -> APIResponse {
        let user = "system:anonymous"
        guard let resource = ResourceRequest(path: request.path) else {
            return forbiddenPath(user, request.method.lowercased(), request.path)
        }
        return forbidden(user, resource.name == nil ? "list" : "get", resource)
    }

    private static func details(_ request: ResourceRequest) -> JSONValue {
        var details = JSONObject()
        details["name"] = request.name.map { .string($0) }
        if !request.group.isEmpty { details["group"] = .string(request.group) }
        details["kind"] = .string(request.resource)
        return .object(details)
    }
}
