import Documents

/// One line of a watch, with the whole object.
package enum WatchedDocument: Sendable {
    case added(JSONValue)
    case modified(JSONValue)
    case deleted(JSONValue)
    /// Nothing changed up to this version.
    case bookmark(resourceVersion: String)

    /// - Throws: `gone` for an `ERROR` of 410, after which the list has to be read again.
    package init(_ line: [UInt8], resource: String) throws(APIError) {
        var type = ""
        var object = JSONValue.null
        var reader = JSONReader(line)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "type": type = try reader.string() ?? ""
                case "object": object = try reader.value()
                default: try reader.skip()
                }
            }
            try reader.end()
        } catch {
            throw .malformed("watch of \(resource): \(error)")
        }
        switch type {
        case "ERROR": throw Self.failure(object, resource)
        case "ADDED": self = .added(object)
        case "MODIFIED": self = .modified(object)
        case "DELETED": self = .deleted(object)
        case "BOOKMARK": self = .bookmark(resourceVersion: object["metadata"]?["resourceVersion"]?.string ?? "")
        default: throw .malformed("watch of \(resource): an event of type \"\(type.prefix(40))\"")
        }
    }

    var isDeletion: Bool {
        if case .deleted = self { true } else { false }
    }

    static func version(of document: JSONValue) -> String? { document["metadata"]?["resourceVersion"]?.string }

    private static func failure(_ object: JSONValue, _ resource: String) -> APIError {
        let message = object["message"]?.string ?? "an error without a message"
        guard let code = object["code"]?.int else { return .malformed("watch of \(resource): \(message)") }
        return code == 410 ? .gone(message) : .refused(status: code, message)
    }
}
