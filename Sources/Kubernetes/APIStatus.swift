import Characters
import Documents
import Redaction
import Transport

/// A `Status` object (Kubernetes API, meta/v1): an error response of the API server.
package struct APIStatus: Sendable, Hashable {
    package var code = 0
    package var reason = ""
    package var message = ""
    /// What the server asks for before another try (`details.retryAfterSeconds`).
    package var retryAfterSeconds: Int?
    /// What the answer is about (`details`): resource or kind, group, name and UID, as far as it says.
    private var resource = ""
    private var group = ""
    private var name = ""
    private var uid = ""

    package init() {}

    /// Whether the details name this object, as those of every 404 of an API server for one object do.
    func names(_ object: ObjectIdentity) -> Bool {
        // A kubelet's own 404 names the subresource: `pods/log`.
        let isResource = resource == object.resource || resource.hasPrefix(object.resource + "/")
        return name == object.name && isResource && group == object.group && (uid.isEmpty || uid == object.uid)
    }

    /// Whether a 403 is for want of a permission: `… is forbidden: User "jane" cannot patch resource …`. Admission refuses with
    /// the same status.
    var isAboutPermission: Bool { message.containsBytes(of: "is forbidden: User \"") }

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
                switch key {
                case "retryAfterSeconds": retryAfterSeconds = try reader.int()
                case "kind": resource = try reader.string() ?? ""
                case "group": group = try reader.string() ?? ""
                case "name": name = try reader.string() ?? ""
                case "uid": uid = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        default: try reader.skip()
        }
    }

    /// What a `Status` in place of a document says about the read. Every API server has the built-in kinds, so that a 404
    /// for one of those comes from something else.
    package func outcome<Value: Sendable>(resource: String, source: String, isBuiltIn: Bool) -> Observed<Value> {
        switch code {
        case 403: .forbidden(MissingRight(verb: "list", resource: resource, namespace: namespaceInMessage))
        case 404 where !isBuiltIn: .absent
        default:
            .failed(
                "\(source): \(code == 0 ? "" : "\(code) ")\(TextRedactor.message(message.isEmpty ? reason : message))"
            )
        }
    }

    /// A refusal names the namespace that was asked for: `… in the namespace "shop"`.
    private var namespaceInMessage: String? {
        let marker = "in the namespace \""
        guard let start = message.firstByteRange(of: marker)?.upperBound else { return nil }
        return String(message[start...].prefix { $0 != "\"" })
    }
}
