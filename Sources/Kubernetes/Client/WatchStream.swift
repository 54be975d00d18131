import Documents
import Transport

/// The events of a watch (Kubernetes API concepts, "Efficient detection of changes").
package struct WatchStream<Item: KubernetesObject>: AsyncSequence, Sendable {
    private let lines: LineStream

    init(_ body: HTTPBody) {
        lines = LineStream(body)
    }

    package func makeAsyncIterator() -> Iterator { Iterator(lines: lines.makeAsyncIterator()) }

    package struct Iterator: AsyncIteratorProtocol {
        var lines: LineStream.Iterator

        /// The next event; nil when the server ended the watch, which it does from time to time.
        package mutating func next() async throws(APIError) -> WatchEvent<Item>? {
            while true {
                let line: [UInt8]?
                do throws(TransportError) {
                    line = try await lines.next()
                } catch {
                    throw .transport(error, request: "WATCH \(Item.path(namespace: nil))")
                }
                guard let line else { return nil }
                if !line.isEmpty { return try WatchEvent(line) }
            }
        }
    }
}

/// One line of a watch.
package enum WatchEvent<Item: KubernetesObject>: Sendable {
    case added(Item)
    case modified(Item)
    case deleted(Item)
    /// Nothing changed up to this version.
    case bookmark(resourceVersion: String)

    /// - Throws: `gone` for an `ERROR` of 410, after which the list has to be read anew.
    package init(_ line: [UInt8]) throws(APIError) {
        switch try WatchedDocument(line, resource: Item.resource) {
        case .added(let object): self = .added(try Self.item(object))
        case .modified(let object): self = .modified(try Self.item(object))
        case .deleted(let object): self = .deleted(try Self.item(object))
        case .bookmark(let version): self = .bookmark(resourceVersion: version)
        }
    }

    private static func item(_ object: JSONValue) throws(APIError) -> Item {
        var reader = Item.reader(object.encoded())
        let item: Item
        do throws(JSONError) {
            item = try Item(from: &reader)
        } catch {
            throw .malformed("watch of \(Item.resource): \(error)")
        }
        if let problem = reader.problems.first { throw .malformed("watch of \(Item.resource): \(problem)") }
        return item
    }
}

/// One line of a watch, with the whole object.
package enum WatchedDocument: Sendable {
    case added(JSONValue)
    case modified(JSONValue)
    case deleted(JSONValue)
    /// Nothing changed up to this version.
    case bookmark(resourceVersion: String)

    /// - Throws: `gone` for an `ERROR` of 410, after which the list has to be read anew.
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

    private static func failure(_ object: JSONValue, _ resource: String) -> APIError {
        let message = object["message"]?.string ?? "an error without a message"
        guard let code = object["code"]?.int else { return .malformed("watch of \(resource): \(message)") }
        return code == 410 ? .gone(message) : .refused(status: code, message)
    }
}

extension APIClient {
    /// Watches a kind from a version on. The server ends a watch after some minutes; go on from the last version then.
    package func watch<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), from resourceVersion: String
    ) async throws(APIError) -> WatchStream<Item> {
        WatchStream(try await stream(watchCall(kind, query, from: resourceVersion)))
    }

    func watchCall<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery, from resourceVersion: String
    ) -> APICall {
        var call = listCall(kind, query, verb: "watch")
        call.query =
            [("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion)] + call.query
        return call
    }
}
