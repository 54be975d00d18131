import Characters
import Documents
import Redaction

/// The part of an error that names its cause: programs wrap the error of another in their own words, so the cause is last.
enum ErrorDigest {
    /// On one line, without wrappers, request ids and the path of the object that the error is about anyway. A text that is
    /// still longer than `limit` characters loses its beginning, never its end.
    static func text(of message: String, about path: String = "", limit: Int = 280) -> String {
        var text = TextRedactor.message(bounded(message))
        if !path.isEmpty { text = withoutObject(text, path) }
        text = withoutBody(text) ?? text
        text = withoutRequest(text)
        text = withoutWrappers(text)
        return fitted(text, limit)
    }

    /// Nobody writes an error of more bytes on purpose; its beginning and its end are kept.
    private static func bounded(_ message: String) -> String {
        guard message.utf8.count > 4096 else { return message }
        return "\(message.prefix(1024)) … \(message.suffix(3072))"
    }

    // MARK: The body of an answer

    /// What is between the error and the JSON that a cloud's API answered: the request, its status, hints on retries.
    private static let requests = [
        "Expected HTTP response code", "Retriable: ", "HTTPStatusCode", "StatusCode=", "RESPONSE ", "PUT https://",
        "POST https://", "GET https://", "DELETE https://", "PATCH https://", "unexpected status code",
    ]

    /// `AuthorizationFailed: The client … does not have authorization …` for a JSON object that says so.
    private static func withoutBody(_ text: String) -> String? {
        guard let start = text.firstIndex(of: "{"), let end = text.lastIndex(of: "}"), start < end,
            let body = try? JSONValue(parsing: Array(text[start...end].utf8)), let cause = statement(in: body, depth: 0)
        else { return nil }
        var before = text[..<start]
        for request in requests {
            if let range = before.firstByteRange(of: request) { before = before[..<range.lowerBound] }
        }
        return String(before) + cause
    }

    /// The innermost object with a message, and the code or type beside it.
    private static func statement(in value: JSONValue, depth: Int) -> String? {
        guard depth < 8 else { return nil }
        if let array = value.array {
            return array.prefix(16).lazy.compactMap { statement(in: $0, depth: depth + 1) }.first
        }
        guard let object = value.object else { return nil }
        if let inner = object.members.prefix(32).lazy.compactMap({ statement(in: $0.value, depth: depth + 1) }).first {
            return inner
        }
        let names = ["message", "Message", "errorMessage", "error_description", "detail"]
        guard let message = names.lazy.compactMap({ value[$0]?.string }).first(where: { !$0.isEmpty }) else {
            return nil
        }
        let code = ["code", "Code", "type", "reason"].lazy.compactMap { value[$0]?.string }.first { !$0.isEmpty }
        return (code.map { "\($0): " } ?? "") + message
    }

    // MARK: What says nothing about the cause

    private static let identifiers = [
        "request id: ", "Request ID: ", "RequestID: ", "requestID: ", "Request id: ", "correlation id: ", "trace id: ",
        "status code: ", "StatusCode: ",
    ]

    /// Without the identifiers of a request, which only the provider can look up, and AWS' words around its error.
    private static func withoutRequest(_ text: String) -> String {
        var text = text.replacingBytes(of: "\\n\\t", with: ", ")
        for identifier in identifiers {
            // An error that is wrapped several times repeats it.
            for _ in 0..<4 {
                guard let range = text.firstByteRange(of: identifier) else { break }
                let value = text[range.upperBound...].prefix { !$0.isWhitespace && !",;)\"".contains($0) }
                var start = range.lowerBound
                while start > text.startIndex, ", (".contains(text[text.index(before: start)]) {
                    start = text.index(before: start)
                }
                var end = value.endIndex
                if end < text.endIndex, text[end] == ")" { end = text.index(after: end) }
                text = String(text[..<start] + text[end...])
            }
        }
        if let operation = text.firstByteRange(of: "operation error "),
            let error = text.firstByteRange(of: "api error "),
            operation.upperBound <= error.lowerBound
        {
            text = String(text[..<operation.lowerBound] + text[error.upperBound...])
        }
        if let code = text.firstByteRange(of: "rpc error: code = "), let words = text.firstByteRange(of: " desc = "),
            code.upperBound <= words.lowerBound
        {
            text =
                text[..<code.lowerBound] + text[code.upperBound..<words.lowerBound] + ": " + text[words.upperBound...]
        }
        return text
    }

    /// Without the object's path, in whatever parentheses or quotes it is written.
    private static func withoutObject(_ text: String, _ path: String) -> String {
        if let range = text.firstByteRange(of: "\"\(path)\": ") { return String(text[range.upperBound...]) }
        for form in [" for \"\(path)\"", " for service \(path)", " for service \"\(path)\"", " for \(path)"] {
            if let range = text.firstByteRange(of: form) {
                return String(text[..<range.lowerBound] + text[range.upperBound...])
            }
        }
        guard let range = text.firstByteRange(of: "(\(path))"),
            let start = text[..<range.lowerBound].lastByteRange(of: " (")
        else { return text }
        let rest = text[range.upperBound...].drop { $0 == ")" }
        return String(text[..<start.lowerBound] + rest)
    }

    private static let wrappers = [
        "Error syncing load balancer: ", "Error creating load balancer: ", "failed to ensure load balancer: ",
        "failed to update load balancer: ", "Failed build model due to ", "Failed deploy model due to ",
        "Error updating load balancer: ",
    ]

    private static func withoutWrappers(_ text: String) -> String {
        var rest = text[...]
        while let wrapper = wrappers.first(where: { rest.hasPrefix($0) }) { rest = rest.dropFirst(wrapper.count) }
        return rest.isEmpty ? text : String(rest)
    }

    // MARK: Length

    /// The last clauses that fit; if the last one does not, its beginning with the code before it.
    private static func fitted(_ text: String, _ limit: Int) -> String {
        guard text.count > limit else { return text }
        let tail = text.suffix(limit)
        if let start = tail.firstByteRange(of: ": "),
            tail.distance(from: start.upperBound, to: tail.endIndex) > limit / 4
        {
            return "…" + tail[start.upperBound...]
        }
        var start = text.startIndex
        if let last = text.lastByteRange(of: ": "), text.distance(from: last.upperBound, to: text.endIndex) > limit / 4
        {
            start = last.upperBound
            let before = text[..<last.lowerBound]
            let code = before.lastByteRange(of: ": ").map { before[$0.upperBound...] } ?? before
            if code.count < 40 { start = code.startIndex }
        }
        let cut = text[start...].prefix(limit)
        let isCut = cut.endIndex < text.endIndex
        return (start > text.startIndex ? "…" : "") + (isCut ? cut.lastIndex(of: " ").map { cut[..<$0] } ?? cut : cut)
            + (isCut ? "…" : "")
    }
}
