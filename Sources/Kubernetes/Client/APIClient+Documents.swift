import Documents
import Transport

/// The objects of a list as they came, with the version that a watch goes on from.
package struct DocumentList: Sendable {
    package var items: [JSONValue] = []
    package var resourceVersion = ""
}

extension APIClient {
    /// Reads a list with everything that its objects hold, for those who keep them up to date or write them back.
    ///
    /// Throws `gone` when its pages expired while they were read.
    package func documents<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery()
    ) async throws(APIError) -> DocumentList {
        var list = DocumentList()
        var token: String?
        repeat {
            var call = APICall(Item.path(namespace: query.namespace))
            call.right = MissingRight(verb: "list", resource: Item.resource, namespace: query.namespace)
            call.query = [("limit", "\(settings.pageSize)")]
            if let fields = query.fieldSelector { call.query.append(("fieldSelector", fields)) }
            if let labels = query.labelSelector { call.query.append(("labelSelector", labels)) }
            if let token { call.query.append(("continue", token)) }
            let page = try await document(answering: call)
            list.items += page["items"]?.array ?? []
            list.resourceVersion = page["metadata"]?["resourceVersion"]?.string ?? ""
            token = page["metadata"]?["continue"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        } while token != nil
        return list
    }

    /// The lines of a watch with their whole objects. The server is asked to end it after `limit`.
    package func watchDocuments<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), from resourceVersion: String, for limit: Duration
    ) async throws(APIError) -> LineStream {
        var call = watchCall(kind, query, from: resourceVersion)
        call.query.append(("timeoutSeconds", "\(limit.components.seconds)"))
        return LineStream(try await stream(call, for: limit + .seconds(15)))
    }

    /// The answer to a call, which has to be JSON.
    func document(answering call: APICall) async throws(APIError) -> JSONValue {
        let answer = try await answer(to: call)
        do throws(JSONError) {
            return try JSONValue(parsing: answer.body)
        } catch {
            throw .malformed("\(call.description): \(error)")
        }
    }
}
