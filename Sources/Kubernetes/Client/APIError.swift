import Redaction
import Transport

/// Why an API server did not give what was asked for.
package enum APIError: Error, Sendable {
    /// No answer; `request` names what was waited for.
    case transport(TransportError, request: String)
    /// There were no credentials to send.
    case credentials(CredentialError)
    case unauthorized(String)
    case forbidden(MissingRight)
    /// There is no such object: a 404 that names the one that was asked for.
    case notFound
    /// Any other 404: the server does not serve the path, or it is not the server that it is taken for.
    case notServed(String)
    case conflict(String)
    /// A version or a page of a list that the server no longer has (410).
    case gone(String)
    case invalid(String)
    /// 429 or 503, until the deadline.
    case unavailable(status: Int, String)
    /// Any other status.
    case refused(status: Int, String)
    /// An answer that is not what it should be.
    case malformed(String)

    /// One line for people, without a period at its end. Holds no body and no credentials.
    package var summary: String {
        switch self {
        case .transport(let error, let request): "\(request): \(error.summary)"
        case .credentials(let error): "getting credentials: \(error.message)" + Self.suffix(error.detail ?? "")
        case .unauthorized(let message): "HTTP 401 Unauthorized" + Self.suffix(message)
        case .forbidden(let right): "forbidden: needs \(right)"
        case .notFound: "HTTP 404: not found"
        case .notServed(let path): "HTTP 404 for \(path)"
        case .conflict(let message): "HTTP 409 Conflict" + Self.suffix(message)
        case .gone(let message): "HTTP 410 Gone" + Self.suffix(message)
        case .invalid(let message): "HTTP 422 Invalid" + Self.suffix(message)
        case .unavailable(let status, let message), .refused(let status, let message):
            "HTTP \(status)" + Self.suffix(message)
        case .malformed(let message): message
        }
    }

    private static func suffix(_ message: String) -> String {
        // Before anything is cut: half a token is no longer seen to be one.
        let line = TextRedactor.redacted(message).split { $0.isNewline }.joined(separator: "; ")
        return line.isEmpty ? "" : ": \(TextRedactor.message(String(line.prefix(300))))"
    }

    /// How the read ended that failed with this error. Absent only if the server named the one object that is not there.
    package func outcome<Value: Sendable>() -> Observed<Value> {
        switch self {
        case .forbidden(let right): .forbidden(right)
        case .notFound: .absent
        default: .failed(summary)
        }
    }

    /// Whether it may well be the same for every other read: no connection, no credentials that are accepted, a server
    /// that is not up to answering, or one that is no Kubernetes API.
    package var isOfTheWholeServer: Bool {
        switch self {
        case .transport, .credentials, .unauthorized, .unavailable, .refused, .notServed: true
        case .forbidden, .notFound, .conflict, .gone, .invalid, .malformed: false
        }
    }
}

extension APIError {
    /// The answer of a status that is not 2xx.
    init(_ head: HTTPHead, body: [UInt8], call: APICall) {
        let status = APIStatus(body: body)
        let message = status?.message ?? ""
        switch head.status {
        case 401: self = .unauthorized(message)
        // An API server refuses with a Status; anything else comes from a proxy, and no RBAC rule would help.
        case 403 where status == nil: self = .refused(status: 403, "refused by something before the API server")
        case 403 where call.tellsDenials && status?.isAboutPermission == false:
            self = .invalid(message)
        case 403: self = .forbidden(call.right ?? MissingRight(verb: call.method.lowercased(), resource: call.path))
        case 404:
            let isNamed = call.object.map { status?.names($0) == true } ?? false
            self = isNamed ? .notFound : .notServed(call.path)
        case 409: self = .conflict(message)
        case 410: self = .gone(message)
        case 422: self = .invalid(message)
        case 429, 503: self = .unavailable(status: head.status, message)
        default: self = .refused(status: head.status, message)
        }
    }
}
