import Documents
import Transport

/// A `Status` object (Kubernetes API, meta/v1): how the API server says no.
package struct APIStatus: Sendable, Hashable {
    package var code = 0
    package var reason = ""
    package var message = ""

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "code": code = try reader.int() ?? 0
        case "reason": reason = try reader.string() ?? ""
        case "message": message = try reader.string() ?? ""
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
                "\(source): \(code == 0 ? "" : "\(code) ")\(CredentialFilter.strip(message.isEmpty ? reason : message))"
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
