import Documents
import Redaction
import Transport

/// A `Status` object (Kubernetes API, meta/v1): how the API server says no.
package struct APIStatus: Sendable, Hashable {
    package var code = 0
    package var reason = ""
    package var message = ""
    /// What the server asks for before another try (`details.retryAfterSeconds`).
    package var retryAfterSeconds: Int?

    package init() {}

    /// nil where the body is no `Status`: proxies and the API server itself answer in plain text, too.
    package init?(body: [UInt8]) {
        var kind = ""
        var reader = JSONReader(redacting: body)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                if case "kind" = key { kind = try reader.string() ?? "" } else { try read(key, from: &reader) }
            }
            try reader.end()
        } catch {
            return nil
        }
        guard kind == "Status" else { return nil }
    }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "code": code = try reader.int() ?? 0
        case "reason": reason = try reader.string() ?? ""
        case "message": message = try reader.string() ?? ""
        case "details":
            try reader.object { (reader, key) throws(JSONError) in
                if case "retryAfterSeconds" = key {
                    retryAfterSeconds = try reader.int()
                } else {
                    try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    /// What a `Status` in place of a List says about the read.
    package func outcome<Value: Sendable>(resource: String, source: String) -> Observed<Value> {
        switch code {
        case 403: .forbidden(MissingRight(verb: "list", resource: resource, namespace: namespaceInMessage))
        case 404: .absent
        default:
            .failed(
                "\(source): \(code == 0 ? "" : "\(code) ")\(TextRedactor.message(message.isEmpty ? reason : message))"
            )
        }
    }

    /// A refusal names the namespace that was asked for: `… in the namespace "shop"`.
    private var namespaceInMessage: String? {
        let marker = "in the namespace \""
        guard let start = message.firstRange(of: marker)?.upperBound else { return nil }
        return String(message[start...].prefix { $0 != "\"" })
    }
}
