import Documents

/// Answers that an API server gives before it looks at objects.
extension APIResponse {
    package static let unauthorized = failure(401, reason: "Unauthorized", message: "Unauthorized")

    /// Of priority and fairness: plain text, to be repeated after a second.
    package static let tooManyRequests = APIResponse(
        status: 429,
        headers: [
            ("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "1"), ("X-Content-Type-Options", "nosniff"),
        ],
        body: Array("Too many requests, please try again later.\n".utf8))

    package static let unavailable = failure(
        503, reason: "ServiceUnavailable", message: "the server is currently unable to handle the request",
        details: ["retryAfterSeconds": 1], headers: [("Retry-After", "1")])

    /// A `Status`, as Kubernetes writes it.
    package static func failure(
        _ code: Int, reason: String, message: String, details: JSONValue? = nil,
        headers: [(name: String, value: String)] = []
    ) -> APIResponse {
        var status: JSONObject = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason),
        ]
        if let details { status["details"] = details }
        status["code"] = .number(JSONNumber(code))
        return APIResponse(
            status: code,
            headers: [("Cache-Control", "no-cache, private"), ("Content-Type", "application/json")] + headers,
            body: JSONValue.object(status).encoded() + [UInt8(ascii: "\n")])
    }
}
